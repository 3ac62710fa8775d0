/** ORACLE: what may be done, from what is held: the matrices R1 to R5 of the model, written out once more. */
import { projectRole, type Scene, typeRole } from './access.ts';
import type { Levelled } from './portal.ts';
import type { Environment, Project } from './world.ts';

const ON_PROJECT: Readonly<Record<string, readonly string[]>> = {
  ADMIN: ['VIEW_ENVIRONMENT', 'PUSH_CODE', 'MANAGE_USER_ACCESS', 'CHANGE_SETTINGS', 'EXECUTE_ACTIONS_ALL'],
  VIEWER: ['VIEW_ENVIRONMENT'],
};
const VIEWS = ['VIEW_ENVIRONMENT', 'BRANCH_ENVIRONMENT'];
const ON_TYPE: Readonly<Record<string, readonly string[]>> = {
  ADMIN: [...VIEWS, 'PUSH_CODE', 'CHANGE_SETTINGS', 'EXECUTE_ACTIONS'],
  CONTRIBUTOR: [...VIEWS, 'PUSH_CODE'],
  VIEWER: VIEWS,
};
const IN_ORGANIZATION: Readonly<Record<string, readonly string[]>> = {
  billing: ['MANAGE_BILLING', 'VIEW_INVOICES', 'VIEW_VOUCHERS', 'RECEIVE_INVOICES'],
  plans: ['VIEW_PLANS', 'EDIT_PLANS'],
  members: ['MANAGE_USERS'],
  'projects:create': ['CREATE_PROJECTS'],
  'projects:list': ['LIST_ALL_PROJECTS'],
};
const ON_INSTANCE: Readonly<Record<string, readonly string[]>> = {
  READ: ['DISPLAY'],
  WRITE: ['DISPLAY', 'MODIFY'],
  WRITE_AND_DEPLOY: ['DISPLAY', 'MODIFY', 'DEPLOY'],
};
const ON_PARTNER: Readonly<Record<string, readonly string[]>> = {
  READ: ['DISPLAY'],
  WRITE: ['DISPLAY', 'MODIFY'],
};

const all = (matrix: Readonly<Record<string, readonly string[]>>) => [
  ...new Set(Object.values(matrix).flat()),
];
export const ALL_ORGANIZATION_RIGHTS = all(IN_ORGANIZATION);
export const ALL_PROJECT_RIGHTS = all(ON_PROJECT);
export const ALL_ENVIRONMENT_RIGHTS = [...new Set([...ALL_PROJECT_RIGHTS, ...all(ON_TYPE), 'SSH'])];

const each = (...lists: readonly (readonly string[] | undefined)[]): string[] =>
  [...new Set(lists.flatMap((list) => list ?? []))].sort();

/** By the level on an Instance or a Partner. */
export function levelRights(kind: Levelled, level: string): string[] {
  return each((kind === 'INSTANCE_ACCESS' ? ON_INSTANCE : ON_PARTNER)[level]);
}

/** By permissions in an organization. */
export function organizationRights(permissions: readonly string[]): string[] {
  return each(...permissions.map((permission) => IN_ORGANIZATION[permission]));
}

/** By the role on a project. */
export function projectRights(role: string): string[] {
  return each(ON_PROJECT[role]);
}

/** On every environment of a type, by both roles; SSH is none of these: it is applied to environments one by one. */
export function typeRights(scene: Scene, user: string, project: Project, type: string): string[] {
  const [role, onType] = [projectRole(scene, user, project), typeRole(scene, user, project, type)];
  return each(role && ON_PROJECT[role.role], onType && ON_TYPE[onType.role]);
}

/** On one environment: those of its type, and SSH for whom it is applied. */
export function environmentRights(
  scene: Scene,
  user: string,
  project: Project,
  { type, sshUserIds }: Environment,
): string[] {
  return each(typeRights(scene, user, project, type), sshUserIds.includes(user) ? ['SSH'] : []);
}
