/** ORACLE: who holds what, derived access included. Plain definitions over the open grants of one world. */
import {
  type Environment,
  find,
  type Grant,
  holding,
  living,
  type Organization,
  type Project,
  type World,
} from './world.ts';

export const ENVIRONMENT_TYPES = ['DEVELOPMENT', 'PRODUCTION', 'STAGING'] as const;
export const ORGANIZATION_PERMISSIONS = [
  'billing',
  'members',
  'plans',
  'projects:create',
  'projects:list',
] as const;

/** A world and the grants that count in it at a moment (null: as of its position, where none is dropped). */
export interface Scene {
  readonly world: World;
  readonly grants: readonly Grant[];
}

export function sceneOf(world: World, moment: string | null): Scene {
  return { world, grants: holding(world, moment) };
}

export interface RoleHeld {
  readonly role: string;
  readonly source: string;
  /** The position since which the grant behind it is held; undefined where no grant gives it. */
  readonly since?: number;
  readonly expiresAt?: string | null;
}

/** Whether the user owns the organization. */
export function owns(scene: Scene, user: string, organization: string): boolean {
  return find(scene.world.organizations, organization)?.ownerId === user;
}

function grantOf(
  scene: Scene,
  kind: string,
  subject: string,
  target: string,
  slot: string,
): Grant | undefined {
  return scene.grants.find(
    (grant) =>
      grant.kind === kind && grant.subject === subject && grant.target === target && grant.slot === slot,
  );
}

/** The user's membership, where they are a member. */
export function membership(scene: Scene, user: string, organization: string): Grant | undefined {
  return grantOf(scene, 'ORGANIZATION_MEMBERSHIP', user, organization, '');
}

/** Whether the user holds the permission, by a grant or as the owner, who holds them all. */
export function holdsPermission(
  scene: Scene,
  user: string,
  organization: string,
  permission: string,
): boolean {
  if (owns(scene, user, organization)) return true;
  return grantOf(scene, 'ORGANIZATION_PERMISSION', user, organization, permission) !== undefined;
}

export function holdsPlatformRole(scene: Scene, user: string, role: string): boolean {
  return scene.grants.some(
    (grant) => grant.kind === 'PLATFORM_ROLE' && grant.subject === user && grant.value === role,
  );
}

/** The user's role on a project: the owner of its organization is its admin, whoever holds a role has that. */
export function projectRole(scene: Scene, user: string, project: Project): RoleHeld | undefined {
  if (owns(scene, user, project.organizationId)) return { role: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
  const grant = grantOf(scene, 'PROJECT_ROLE', user, project.id, '');
  if (!grant) return undefined;
  return { role: grant.value, source: 'GRANTED', since: grant.from, expiresAt: grant.expiresAt };
}

/** The user's role on one environment type of a project. Without a project role there is none. */
export function typeRole(scene: Scene, user: string, project: Project, type: string): RoleHeld | undefined {
  const role = projectRole(scene, user, project);
  if (!role) return undefined;
  if (role.source === 'OWNER_PROJECT_ADMIN') return { role: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
  if (role.role === 'ADMIN') return { role: 'ADMIN', source: 'ADMIN_ALL_TYPES' };
  const grant = grantOf(scene, 'ENVIRONMENT_TYPE_ROLE', user, project.id, type);
  if (!grant) return undefined;
  return { role: grant.value, source: 'GRANTED', since: grant.from, expiresAt: grant.expiresAt };
}

/** The projects that the user has a role on. */
export function projectsOf(scene: Scene, user: string): Project[] {
  return living(scene.world.projects).filter((project) => projectRole(scene, user, project) !== undefined);
}

/** The organizations that the user is a member of. */
export function organizationsOf(scene: Scene, user: string): Organization[] {
  return living(scene.world.organizations).filter((organization) => membership(scene, user, organization.id));
}

/** The rights of a role on an environment type that commands ask for (matrix R4). */
export function mayOnType(
  role: RoleHeld | undefined,
  right: 'BRANCH_ENVIRONMENT' | 'CHANGE_SETTINGS' | 'EXECUTE_ACTIONS',
): boolean {
  if (!role) return false;
  return right === 'BRANCH_ENVIRONMENT' || role.role === 'ADMIN';
}

const TYPE_ROLES = ['VIEWER', 'CONTRIBUTOR', 'ADMIN'];

/** Who should have SSH on an environment: everybody whose role on its type is at least the one it asks for. */
export function sshDesired(
  scene: Scene,
  { projectId, type, minRole }: Pick<Environment, 'projectId' | 'type' | 'minRole'>,
): string[] {
  const project = find(scene.world.projects, projectId);
  if (!project) return [];
  // In the middle of the command that deletes somebody, their roles are still there.
  const everybody = [...new Set(scene.world.users.map(({ id }) => id))];
  return everybody
    .filter((user) => {
      const held = typeRole(scene, user, project, type);
      return held && TYPE_ROLES.indexOf(held.role) >= TYPE_ROLES.indexOf(minRole);
    })
    .sort();
}
