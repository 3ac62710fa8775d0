/** Turns the real history into the lines of an import: one moment is one line, and the same history gives the same lines. */
import { ORGANIZATION_PERMISSION } from '../../src/grants/kinds/organization-permission/kind.ts';
import type { Id } from '../../src/kernel/ids.ts';
import { idOf, ownerEmail, userEmail } from './ids.ts';
import type { AccessLevel, HistoryChange, Moment } from './moments.ts';
import { TeamAdapter } from './team-adapter.ts';

/** A command of a line: its name and its input. */
export type LineCommand = { readonly command: string } & Readonly<Record<string, unknown>>;

export interface HistoryLine {
  readonly occurredAt: string;
  readonly actor: string;
  readonly commands: readonly LineCommand[];
}

/** Roles as addProjectUser and updateProjectUser take them. */
interface Roles {
  readonly project: 'ADMIN' | 'VIEWER';
  readonly environmentTypes?: readonly { readonly type: string; readonly role: string }[];
}

/** The table "access" of the history's README. */
export const ROLES_OF_ACCESS: Readonly<Record<Exclude<AccessLevel, 'none'>, Roles>> = {
  read: { project: 'VIEWER' },
  triage: { project: 'VIEWER', environmentTypes: [{ type: 'DEVELOPMENT', role: 'VIEWER' }] },
  write: {
    project: 'VIEWER',
    environmentTypes: [
      { type: 'DEVELOPMENT', role: 'CONTRIBUTOR' },
      { type: 'STAGING', role: 'CONTRIBUTOR' },
    ],
  },
  maintain: {
    project: 'VIEWER',
    environmentTypes: [
      { type: 'DEVELOPMENT', role: 'ADMIN' },
      { type: 'STAGING', role: 'CONTRIBUTOR' },
      { type: 'PRODUCTION', role: 'VIEWER' },
    ],
  },
  admin: { project: 'ADMIN' },
};

export const organizationId = (organization: string): Id => idOf('organization', organization);
export const projectId = (organization: string, project: string): Id =>
  idOf('project', organization, project);
export const userId = (user: string): Id => idOf('user', user);

/**
 * Remembers as much of the state as it takes to choose between adding, updating and removing. Removing a member
 * drags along what they hold on projects, so that taking it away once more is not sent.
 */
export class HistoryAdapter {
  readonly #registered = new Set<string>();
  readonly #members = new Set<string>();
  /** By organization and user: the projects that the user is on. */
  readonly #projects = new Map<string, Set<string>>();
  readonly #teams = new TeamAdapter();

  /** The line of a moment; undefined when nothing of the moment concerns this import. */
  line(moment: Moment): HistoryLine | undefined {
    const commands = [
      ...this.#registrations(moment),
      ...moment.changes.flatMap((change) => this.#commands(change)),
    ];
    return commands.length === 0
      ? undefined
      : { occurredAt: moment.at, actor: userEmail(moment.actor), commands };
  }

  /** Whoever the moment first names is registered first of all. */
  #registrations(moment: Moment): LineCommand[] {
    const named = [
      moment.actor,
      ...moment.changes.flatMap((change) => ('user' in change ? (change.user ?? []) : [])),
    ];
    const fresh = [...new Set(named)].filter((user) => !this.#registered.has(user));
    for (const user of fresh) this.#registered.add(user);
    return fresh.map((user) => ({
      command: 'registerUser',
      id: userId(user),
      email: userEmail(user),
      name: user,
    }));
  }

  #commands(change: HistoryChange): LineCommand[] {
    const { organization: name } = change;
    const organization = organizationId(name);
    switch (change.op) {
      case 'organization.add':
        return [...createOrganization(name), ...this.#teams.place(name)];
      case 'project.add':
        return [createProject(name, change.project)];
      case 'member.add':
        return this.#join(name, change.user)
          ? [{ command: 'addMember', organization, user: userId(change.user), permissions: [] }]
          : [];
      case 'member.remove':
        return this.#leave(name, change.user)
          ? [{ command: 'removeMembers', organization, users: [userId(change.user)] }]
          : [];
      case 'admin.add':
        return [permissions(name, change.user, ORGANIZATION_PERMISSION.values)];
      case 'admin.remove':
        return this.#members.has(`${name}/${change.user}`) ? [permissions(name, change.user, [])] : [];
      case 'access.set':
        return this.#access(name, change.project, change.user, change.to);
      default:
        return [this.#teams.command(change)];
    }
  }

  #join(organization: string, user: string): boolean {
    const key = `${organization}/${user}`;
    if (this.#members.has(key)) return false;
    this.#members.add(key);
    return true;
  }

  #leave(organization: string, user: string): boolean {
    this.#projects.delete(`${organization}/${user}`);
    return this.#members.delete(`${organization}/${user}`);
  }

  #access(organization: string, project: string, user: string, to: AccessLevel): LineCommand[] {
    const on = this.#projects.get(`${organization}/${user}`) ?? new Set();
    this.#projects.set(`${organization}/${user}`, on);
    const who = { project: projectId(organization, project), user: userId(user) };
    if (to === 'none') return on.delete(project) ? [{ command: 'removeProjectUser', ...who }] : [];
    const roles = ROLES_OF_ACCESS[to];
    if (on.has(project)) return [{ command: 'updateProjectUser', ...who, roles, replace: true }];
    on.add(project);
    // Whoever comes on a project becomes a member of its organization by that.
    this.#join(organization, user);
    return [{ command: 'addProjectUser', ...who, roles }];
  }
}

function createOrganization(name: string): LineCommand[] {
  const owner = idOf('owner', name);
  return [
    { command: 'registerUser', id: owner, email: ownerEmail(name), name: `Owner of ${name}` },
    { command: 'createOrganization', id: organizationId(name), name, owner },
  ];
}

function createProject(organization: string, project: string): LineCommand {
  return {
    command: 'createProject',
    id: projectId(organization, project),
    organization: organizationId(organization),
    title: project,
    environmentId: idOf('environment', organization, project),
  };
}

function permissions(organization: string, user: string, values: readonly string[]): LineCommand {
  return {
    command: 'updateMember',
    organization: organizationId(organization),
    user: userId(user),
    permissions: values,
  };
}

/** The lines of a whole history, as the text of an import, each ending in a newline. */
export async function* importText(moments: AsyncIterable<Moment>): AsyncGenerator<string> {
  const adapter = new HistoryAdapter();
  for await (const moment of moments) {
    const line = adapter.line(moment);
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}
