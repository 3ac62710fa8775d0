/** COMMAND: the words that the demonstration set is written in: people, places, moments, commands. */
import { derivedId, type Id } from '../kernel/ids.ts';

/** A moment of a history as a line of an import has it. */
export interface Moment {
  readonly occurredAt: string;
  readonly actor: string;
  readonly reason?: string;
  readonly commands: readonly DemoCommand[];
}

export type DemoCommand = { readonly command: string } & Readonly<Record<string, unknown>>;

/** The same parts always give the same id, so that what the README shows can be asked anywhere. */
export function demoId(...parts: string[]): Id {
  return derivedId('tenure-demo', ...parts);
}

export const email = (name: string): string => `${name.toLowerCase()}@example.org`;
export const projectId = (organization: string, title: string): Id => demoId('project', organization, title);

/** A moment of 2025; `when` is a month, a day and optionally a time of day in UTC: `03-14 15:30`. */
export function on(when: string, actor: string, ...commands: DemoCommand[]): Moment {
  const [day, time = '09:00'] = when.split(' ');
  return { occurredAt: `2025-${day}T${time}:00.000Z`, actor: email(actor), commands };
}

export function because(reason: string, moment: Moment): Moment {
  return { ...moment, reason };
}

export function register(name: string): DemoCommand {
  return { command: 'registerUser', id: demoId('user', name), email: email(name), name };
}

export function found(name: string, label: string, owner: string): DemoCommand {
  return {
    command: 'createOrganization',
    id: demoId('organization', name),
    name,
    label,
    owner: email(owner),
  };
}

export function join(organization: string, person: string, permissions: readonly string[] = []): DemoCommand {
  return { command: 'addMember', organization, user: email(person), permissions };
}

export function permit(organization: string, person: string, permissions: readonly string[]): DemoCommand {
  return { command: 'updateMember', organization, user: email(person), permissions };
}

export function dismiss(organization: string, person: string): DemoCommand {
  return { command: 'removeMembers', organization, users: [email(person)] };
}

/** A project with its production environment. */
export function start(organization: string, title: string): DemoCommand {
  return {
    command: 'createProject',
    id: projectId(organization, title),
    organization,
    title,
    environmentId: demoId('environment', organization, title, 'main'),
  };
}

export function branch(
  organization: string,
  title: string,
  name: string,
  type: 'STAGING' | 'DEVELOPMENT',
): DemoCommand {
  return {
    command: 'createEnvironment',
    id: demoId('environment', organization, title, name),
    project: projectId(organization, title),
    name,
    type,
  };
}

/** Roles in the short form `ADMIN`, `VIEWER`, or `STAGING:VIEWER DEVELOPMENT:CONTRIBUTOR`. */
function roles(text: string): Readonly<Record<string, unknown>> {
  if (text === 'ADMIN' || text === 'VIEWER') return { project: text };
  const environmentTypes = text.split(' ').map((part) => {
    const [type, role] = part.split(':');
    return { type, role };
  });
  return { project: 'VIEWER', environmentTypes };
}

export function add(
  organization: string,
  title: string,
  person: string,
  role: string,
  expiresAt?: string,
): DemoCommand {
  const project = projectId(organization, title);
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  return { command: 'addProjectUser', project, user: email(person), roles: roles(role), ...expiry };
}

export function change(organization: string, title: string, person: string, role: string): DemoCommand {
  const project = projectId(organization, title);
  return { command: 'updateProjectUser', project, user: email(person), roles: roles(role), replace: true };
}

export function remove(organization: string, title: string, person: string): DemoCommand {
  return { command: 'removeProjectUser', project: projectId(organization, title), user: email(person) };
}
