/**
 * Judges one answer of the nested views for one viewer: what is forbidden is not in it, what is allowed is, and all
 * that is there is true. What it finds wrong is text; nothing when all is well.
 */
import type { Verdict } from '../support/oracle/viewing.ts';
import {
  organizationAccess,
  organizationView,
  projectAccess,
  projectView,
  userView,
} from '../support/oracle/views.ts';
import {
  environmentsVerdict,
  listedVerdict,
  membersVerdict,
  memberVerdict,
  nameVerdict,
  onProjectVerdict,
  organizationDoor,
  organizationVerdict,
  ownerVerdict,
  permissionsVerdict,
  platformVerdict,
  projectDoor,
  projectUsersVerdict,
  projectVerdict,
  rolesVerdict,
} from '../support/oracle/visibility.ts';
import { find, type Organization, type Project } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { Judging, text } from './judging.ts';

export class Judge extends Judging {
  /** The answer to `user(id:)` with everything below. */
  user(path: string, json: unknown, id: string): void {
    const { viewing } = this;
    const full = userView(viewing.asked, this.personal, id);
    const node = this.door(path, json, full === null ? 'HIDDEN' : nameVerdict(viewing, id));
    if (!node || !full) return;
    this.names(path, node, id);
    this.held(`${path}.platformRoles`, platformVerdict(viewing, id), node.platformRoles, {
      all: full.platformRoles.map(({ role, grant }) => ({ name: role, source: undefined, grant })),
      name: ({ value }) => value,
      grant: (each) => each,
    });
    this.list(`${path}.organizations`, node.organizations, {
      all: full.organizations.map(({ organization }) => organization.id),
      inOrder: true,
      id: (each) => text(each.organization, 'id'),
      verdict: (organization) => memberVerdict(viewing, id, organization),
      judge: (at, each, organization) => this.#inOrganization(at, each, id, organization),
    });
    this.list(`${path}.projects`, node.projects, {
      all: full.projects.flatMap((access) => access?.project.id ?? []),
      id: (each) => text(each.project, 'id'),
      verdict: (project) => this.#onProject(id, project),
      judge: (at, each, project) => this.#projectAccess(at, each, id, project),
    });
  }

  /** The answer to `organization(id:)` with everything below. */
  organization(path: string, json: unknown, id: string): void {
    const { viewing } = this;
    const full = organizationView(viewing.asked, this.personal, id);
    const organization = find(viewing.asked.world.organizations, id);
    const open = organization !== undefined && organizationDoor(viewing, organization);
    const node = this.door(path, json, open ? 'SHOWN' : 'HIDDEN');
    if (!node || !full || !organization) return;
    this.same(`${path}.name`, [node.name, node.label], [full.name, full.label]);
    this.field(`${path}.owner`, ownerVerdict(viewing, organization), node.owner, { id: full.owner });
    const members = membersVerdict(viewing, id);
    if (this.withheld(`${path}.members`, members, node.members)) {
      this.list(`${path}.members`, node.members, {
        all: full.members.map(({ user }) => user.id),
        id: (each) => text(each.user, 'id'),
        verdict: (user) => memberVerdict(viewing, user, id),
        judge: (at, each, user) => {
          this.names(at, each.user as Json, user);
          this.#inOrganization(at, each, user, id);
        },
      });
    }
    this.list(`${path}.projects`, node.projects, {
      all: full.projects.map((project) => project.id),
      id: (each) => text(each, 'id'),
      verdict: (project) => listedVerdict(viewing, this.#projectThen(project)),
      judge: (at, each, project) => this.same(`${at}.title`, each.title, this.#projectThen(project).title),
    });
  }

  /** The answer to `project(id:)` with everything below. */
  project(path: string, json: unknown, id: string): void {
    const { viewing } = this;
    const full = projectView(viewing.asked, this.personal, id);
    const project = find(viewing.asked.world.projects, id);
    const node = this.door(path, json, project ? projectDoor(viewing, project) : 'HIDDEN');
    if (!node || !full || !project) return;
    this.same(`${path}.title`, [node.title, node.defaultBranch], [full.title, full.defaultBranch]);
    this.#environments(`${path}.environments`, node.environments, project, full.environments);
    if (this.withheld(`${path}.users`, projectUsersVerdict(viewing, project), node.users)) {
      this.list(`${path}.users`, node.users, {
        all: full.users.map(({ user }) => user.id),
        id: (each) => text(each.user, 'id'),
        verdict: (user) => onProjectVerdict(viewing, user, project),
        judge: (at, each, user) => {
          this.names(at, each.user as Json, user);
          this.#projectAccess(at, each, user, id);
        },
      });
    }
  }

  #inOrganization(path: string, node: Json, user: string, id: string): void {
    const { viewing } = this;
    const organization = find(viewing.asked.world.organizations, id) as Organization;
    const full = organizationAccess(viewing.asked, user, organization);
    this.visible(path, organizationVerdict(viewing, organization));
    this.same(`${path}.organization`, node.organization, full.organization);
    this.same(`${path}.since`, [node.since, node.owner], [String(full.since), full.owner]);
    this.held(`${path}.permissions`, permissionsVerdict(viewing, user, id), node.permissions, {
      all: full.permissions.map(({ permission, source, grant }) => ({ name: permission, source, grant })),
      name: ({ permission }) => permission,
      grant: ({ grant }) => grant,
    });
    this.rights(path, permissionsVerdict(viewing, user, id), node.rights, full.rights);
    this.list(`${path}.projects`, node.projects, {
      all: full.projects.flatMap((access) => access?.project.id ?? []),
      id: (each) => text(each.project, 'id'),
      verdict: (project) => this.#onProject(user, project),
      judge: (at, each, project) => this.#projectAccess(at, each, user, project),
    });
  }

  #projectAccess(path: string, node: Json, user: string, id: string): void {
    const { viewing } = this;
    const project = this.#projectThen(id);
    const full = projectAccess(viewing.asked, user, project);
    if (!full) return;
    this.visible(path, projectVerdict(viewing, project));
    this.same(`${path}.project`, node.project, full.project);
    const verdict = rolesVerdict(viewing, user, project);
    this.field(`${path}.role`, verdict, node.role, full.role);
    this.field(`${path}.source`, verdict, node.source, full.source);
    if (full.grant && this.withheld(`${path}.grant`, verdict, node.grant)) {
      this.grant(`${path}.grant`, node.grant, full.grant);
    }
    this.rights(path, verdict, node.rights, full.rights);
    const environments = environmentsVerdict(viewing, project);
    if (this.withheld(`${path}.environments`, environments, node.environments)) {
      this.list(`${path}.environments`, node.environments, {
        all: full.environments.map((one) => one.id),
        id: (each) => text(each.environment, 'id'),
        verdict: () => environments,
        judge: (at, each, one) => {
          const truth = full.environments.find((environment) => environment.id === one);
          this.rights(at, verdict, each.rights, truth?.rights ?? []);
        },
      });
    }
    if (!this.withheld(`${path}.environmentTypes`, verdict, node.environmentTypes)) return;
    const types = node.environmentTypes as readonly Json[];
    this.same(
      `${path}.environmentTypes`,
      types.map(({ type }) => type).sort(),
      full.environmentTypes.map(({ type }) => type),
    );
    for (const each of full.environmentTypes) {
      const given = types.find(({ type }) => type === each.type) ?? {};
      const at = `${path}.${each.type}`;
      this.same(at, [given.role, given.source], [each.role, each.source]);
      this.rights(at, verdict, given.rights, each.rights);
      if (each.grant) this.grant(`${at}.grant`, given.grant, each.grant);
      this.#environments(`${at}.environments`, given.environments, project, each.environments);
    }
  }

  #environments(
    path: string,
    connection: unknown,
    project: Project,
    all: readonly { id: string; name: string }[],
  ): void {
    const verdict = environmentsVerdict(this.viewing, project);
    if (!this.withheld(path, verdict, connection)) return;
    this.list(path, connection, {
      all: all.map(({ id }) => id),
      id: (each) => text(each, 'id'),
      verdict: () => verdict,
      judge: (at, each, id) => this.same(`${at}.name`, each.name, all.find((one) => one.id === id)?.name),
    });
  }

  #projectThen(id: string): Project {
    return find(this.viewing.asked.world.projects, id) as Project;
  }

  #onProject(user: string, project: string): Verdict {
    return onProjectVerdict(this.viewing, user, this.#projectThen(project));
  }
}
