/**
 * ORACLE: the nested views as somebody sees them who may see everything: of a user, an organization, a project.
 * Lists are sorted by id, so that two views are equal whatever order a reader gives them in; those of organizations
 * and Permission Sets are in the order that the API owes.
 */
import {
  ENVIRONMENT_TYPES,
  membership,
  ORGANIZATION_PERMISSIONS,
  organizationsOf,
  owns,
  projectRole,
  projectsOf,
  type RoleHeld,
  type Scene,
  sshDesired,
  typeRole,
} from './access.ts';
import { type Personal, valueBehind } from './personal.ts';
import { environmentRights, organizationRights, projectRights, typeRights } from './rights.ts';
import { type Environment, find, living, type Organization, type Project, type User } from './world.ts';

/** By a text of each element; plain code unit order. */
export function sortedBy<T>(list: readonly T[], text: (element: T) => string): T[] {
  return [...list].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

/** By name, whatever its case: in the order of the bytes of its UTF-8 (A15), which are compared as they are written. */
export const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  sortedBy(list, ({ name }) =>
    Buffer.from(name.normalize('NFC').toLowerCase().normalize('NFC')).toString('hex'),
  );

export const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  sortedBy(list, (one) => one.id);

interface GrantView {
  readonly since: number;
  readonly expiresAt: string | null;
}

/** The grant behind a role or permission; null where it is derived. */
export function grantView(held: {
  readonly since?: number;
  readonly expiresAt?: string | null;
}): GrantView | null {
  return held.since === undefined ? null : { since: held.since, expiresAt: held.expiresAt ?? null };
}

const roleView = (held: RoleHeld) => ({ role: held.role, source: held.source, grant: grantView(held) });

/** What a user holds on a project, with the environments that each type role reaches. */
export function projectAccess(scene: Scene, user: string, project: Project) {
  const role = projectRole(scene, user, project);
  if (!role) return null;
  const environments = living(scene.world.environments).filter((one) => one.projectId === project.id);
  const types = [];
  for (const type of ENVIRONMENT_TYPES) {
    const held = typeRole(scene, user, project, type);
    if (!held) continue;
    const reached = byId(environments.filter((one) => one.type === type)).map(({ id, name }) => ({
      id,
      name,
    }));
    const rights = typeRights(scene, user, project, type);
    types.push({ type, ...roleView(held), rights, environments: reached });
  }
  return {
    project: { id: project.id, title: project.title },
    ...roleView(role),
    rights: projectRights(role.role),
    environmentTypes: types,
    environments: byId(environments).map((one) => ({
      id: one.id,
      rights: environmentRights(scene, user, project, one),
    })),
  };
}

function permissionsView(scene: Scene, user: string, organization: Organization) {
  const permissions = [];
  for (const permission of ORGANIZATION_PERMISSIONS) {
    if (owns(scene, user, organization.id)) {
      permissions.push({ permission, source: 'OWNER_ALL', grant: null });
      continue;
    }
    for (const { kind, subject, target, slot, from, expiresAt } of scene.grants) {
      if (
        kind !== 'ORGANIZATION_PERMISSION' ||
        subject !== user ||
        target !== organization.id ||
        slot !== permission
      )
        continue;
      permissions.push({ permission, source: 'GRANTED', grant: { since: from, expiresAt } });
    }
  }
  return permissions;
}

/** What a member holds in an organization and on its projects. */
export function organizationAccess(scene: Scene, user: string, organization: Organization) {
  const projects = projectsOf(scene, user).filter((project) => project.organizationId === organization.id);
  const permissions = permissionsView(scene, user, organization);
  return {
    organization: { id: organization.id, name: organization.name, label: organization.label },
    owner: owns(scene, user, organization.id),
    since: membership(scene, user, organization.id)?.from ?? null,
    permissions,
    rights: organizationRights(permissions.map(({ permission }) => permission)),
    projects: byId(projects).map((project) => projectAccess(scene, user, project)),
  };
}

export const userNames = (user: User, personal: Personal) => ({
  id: user.id,
  email: valueBehind(personal, user.email),
  name: valueBehind(personal, user.name),
});

/** A user with everything that they hold; null while there is no such user. */
export function userView(scene: Scene, personal: Personal, id: string) {
  const user = find(scene.world.users, id);
  if (!user) return null;
  const roles = scene.grants.filter((grant) => grant.kind === 'PLATFORM_ROLE' && grant.subject === id);
  return {
    ...userNames(user, personal),
    platformRoles: sortedBy(
      roles.map(({ value, from, expiresAt }) => ({ role: value, grant: { since: from, expiresAt } })),
      (held) => held.role,
    ),
    organizations: byName(organizationsOf(scene, id)).map((organization) =>
      organizationAccess(scene, id, organization),
    ),
    projects: byId(projectsOf(scene, id)).map((project) => projectAccess(scene, id, project)),
  };
}

/** The invitations in an organization or to a project, whatever became of them, their inviter or what they are to. */
function invitationsTo({ world }: Scene, personal: Personal, thing: Organization | Project) {
  const all = living(world.invitations);
  const there = all.filter((one) => thing.id === ('label' in thing ? one.organizationId : one.targetId));
  return byId(there).map((one) => {
    const organization = find(world.organizations, one.targetId);
    const project = find(world.projects, one.targetId);
    const inviter = find(world.users, one.invitedBy);
    return {
      id: one.id,
      kind: one.kind,
      email: valueBehind(personal, one.email),
      state: one.state,
      requested: one.requested,
      targetName: organization?.label ?? project?.title ?? null,
      organization: { id: one.organizationId },
      project: project ? { id: project.id } : null,
      invitedBy: inviter ? { id: inviter.id } : null,
      sentAt: one.sentAt,
    };
  });
}

/** An organization with its members, what each holds, and its projects. */
export function organizationView(scene: Scene, personal: Personal, id: string) {
  const organization = find(scene.world.organizations, id);
  if (!organization) return null;
  const members = living(scene.world.users).filter((user) => membership(scene, user.id, id));
  return {
    id,
    name: organization.name,
    label: organization.label,
    owner: organization.ownerId,
    members: byId(members).map((user) => ({
      user: userNames(user, personal),
      ...organizationAccess(scene, user.id, organization),
    })),
    projects: byId(living(scene.world.projects).filter((project) => project.organizationId === id)).map(
      ({ id: project, title }) => ({ id: project, title }),
    ),
    invitations: invitationsTo(scene, personal, organization),
  };
}

/** Who has SSH and who should have it, each with whether the other is so, too. */
function sshView(scene: Scene, environment: Environment) {
  const applied = [...environment.sshUserIds];
  const desired = sshDesired(scene, environment);
  return {
    redeployNeeded: applied.join() !== desired.join(),
    applied: applied.map((userId) => ({ userId, desired: desired.includes(userId) })),
    desired: desired.map((userId) => ({ userId, applied: applied.includes(userId) })),
  };
}

/** A project with its environments and whoever has a role on it, the owner of its organization included. */
export function projectView(scene: Scene, personal: Personal, id: string) {
  const project = find(scene.world.projects, id);
  if (!project) return null;
  const users = living(scene.world.users).filter((user) => projectRole(scene, user.id, project));
  return {
    id,
    title: project.title,
    defaultBranch: project.defaultBranch,
    organization: project.organizationId,
    environments: byId(living(scene.world.environments).filter((one) => one.projectId === id)).map((one) => ({
      id: one.id,
      name: one.name,
      type: one.type,
      // Where it branched off stays what it was; shown is what there still is of it.
      parent: (one.parentId && find(scene.world.environments, one.parentId)?.id) ?? null,
      minRole: one.minRole,
      ...sshView(scene, one),
    })),
    users: byId(users).map((user) => ({
      user: userNames(user, personal),
      ...projectAccess(scene, user.id, project),
    })),
    invitations: invitationsTo(scene, personal, project),
  };
}
