// GIVEN: what a scenario begins with, all of it made through mutations, by those who may.
import { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

type Step = (scene: Scene) => Promise<unknown>;

export class Given {
  readonly #scene: Scene;
  readonly #steps: Step[] = [];

  constructor(stage: Stage, name: string) {
    this.#scene = new Scene(stage, name);
  }

  /** People with an account. */
  people(...people: readonly string[]): this {
    return this.#and(async (scene) => {
      for (const who of people) await scene.signUp(who);
    });
  }

  /** An organization, its owner, and its members with their permissions as one writes them: `billing,plans`. */
  organization(name: string, owner: string, members: Readonly<Record<string, string>> = {}): this {
    return this.#and(async (scene) => {
      await scene
        .when(owner, 'createOrganization', { name: scene.handle(name), label: name })
        .making(name)
        .done();
      scene.owns(name, owner);
      for (const [who, permissions] of Object.entries(members)) {
        await scene.joins(who, name, owner, list(permissions));
      }
    });
  }

  /** A project with its production `main`, and who is on it with which roles: `development:contributor`. */
  project(title: string, organization: string, users: Readonly<Record<string, string>> = {}): this {
    return this.#and(async (scene) => {
      const owner = scene.ownerOf(organization);
      await scene.when(owner, 'createProject', { organization, title }).making(title, `${title}/main`).done();
      scene.owns(title, owner);
      for (const [user, roles] of Object.entries(users)) {
        await scene.when(owner, 'addProjectUser', { project: title, user, roles }).done();
      }
    });
  }

  /** Environments beside the production, by the name of their branch; a scenario calls them `P1/dev`. */
  environments(project: string, types: Readonly<Record<string, 'STAGING' | 'DEVELOPMENT'>>): this {
    return this.#and(async (scene) => {
      for (const [name, type] of Object.entries(types)) {
        const input = { project, name, type };
        const owner = scene.ownerOf(project);
        await scene.when(owner, 'createEnvironment', input).making(`${project}/${name}`).done();
      }
    });
  }

  /** A Partner, who runs it, and its Instances, which whoever runs it has made. */
  partner(name: string, writer: string, ...instances: readonly string[]): this {
    return this.#and(async (scene) => {
      await scene.when('operator', 'createPartner', { name, firstWriter: writer }).making(name).done();
      scene.owns(name, writer);
      if (instances.length === 0) return;
      await scene.when('operator', 'grantCreateInstances', { user: writer }).done();
      for (const instance of instances) {
        await scene.when(writer, 'createInstance', { partner: name, name: instance }).making(instance).done();
      }
    });
  }

  /** Users who are at home with a Partner. */
  atHome(partner: string, ...users: readonly string[]): this {
    return this.#and(async (scene) => {
      for (const user of users) await scene.when('operator', 'moveUser', { user, partner }).done();
    });
  }

  /** A Permission Set of an Instance, made by the operator, and who holds it. */
  permissionSet(name: string, instance: string, permissions: readonly string[], ...users: string[]): this {
    return this.#and(async (scene) => {
      await scene.when('operator', 'createPermSet', { instance, name, permissions }).making(name).done();
      if (users.length === 0) return;
      await scene.when('operator', 'assignPermSet', { set: name, users }).done();
    });
  }

  /** Everything is as given. */
  async begin(): Promise<Scene> {
    for (const step of this.#steps) await step(this.#scene);
    return this.#scene;
  }

  #and(step: Step): this {
    this.#steps.push(step);
    return this;
  }
}

function list(text: string): string[] {
  return text.split(',').filter((each) => each !== '');
}
