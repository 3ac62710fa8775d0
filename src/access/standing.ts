/**
 * READ and DECIDE: the one evaluator of rights. From grants and an owner it says what somebody may do; what is
 * derived is derived here and nowhere else: owner holds everything, project admin is admin of every type.
 * Pure: whoever asks brings the grants, those that are open at the moment in question.
 */
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { ORGANIZATION_MEMBERSHIP } from '../grants/kinds/organization-membership/kind.ts';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { PLATFORM_ROLE } from '../grants/kinds/platform-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import type { Id, UserId } from '../kernel/ids.ts';

/** What the evaluator needs of a grant. */
export interface GrantFact {
  readonly kind: string;
  readonly target: Id;
  readonly slot: string;
  readonly value: string;
  readonly scope: Id;
}

export type OrganizationPermission = (typeof ORGANIZATION_PERMISSION.values)[number];
export type ProjectRole = (typeof PROJECT_ROLE.values)[number];
export type EnvironmentTypeRole = (typeof ENVIRONMENT_TYPE_ROLE.values)[number];

/** Where access comes from: a grant, or what follows from another access. */
export type AccessSource = 'GRANTED' | 'OWNER_ALL' | 'OWNER_PROJECT_ADMIN' | 'ADMIN_ALL_TYPES';

/** One access: what is held, where it comes from, and the grant if it is granted. */
export interface Access<Value extends string, G> {
  readonly value: Value;
  readonly source: AccessSource;
  readonly grant?: G;
}

/** What a user may do in one organization and its projects. */
export interface OrganizationStanding<G extends GrantFact = GrantFact> {
  readonly member: boolean;
  readonly owner: boolean;
  /** The permissions held, derived ones included. */
  readonly permissions: ReadonlySet<string>;
  /** One permission, and where it comes from. */
  permission(name: OrganizationPermission): Access<OrganizationPermission, G> | undefined;
  projectRole(project: Id): Access<ProjectRole, G> | undefined;
  typeRole(project: Id, type: EnvironmentType): Access<EnvironmentTypeRole, G> | undefined;
  /** The rights on every environment of a type: the union of both roles (decision A7). */
  rightsOnType(project: Id, type: EnvironmentType): ReadonlySet<string>;
  readonly mayManageUsers: boolean;
  readonly mayCreateProjects: boolean;
  readonly mayListProjects: boolean;
  readonly mayReadLog: boolean;
  mayKnowProject(project: Id): boolean;
  mayReadProjectUsers(project: Id): boolean;
  mayReadProjectLog(project: Id): boolean;
  mayKnowEnvironments(project: Id): boolean;
}

/** The standing of a user in an organization, from the user's grants; those of other organizations do not count. */
export function standingIn<G extends GrantFact>(
  organization: Id,
  ownerId: UserId | undefined,
  user: UserId,
  grants: readonly G[],
): OrganizationStanding<G> {
  const held = new Map<string, G>();
  for (const grant of grants) {
    if (grant.scope === organization) held.set(placeKey(grant.kind, grant.target, grant.slot), grant);
  }
  const owner = ownerId === user;
  const permission = (name: OrganizationPermission) =>
    permissionAccess(owner, name, held.get(placeKey(ORGANIZATION_PERMISSION.name, organization, name)));
  const projectRole = (project: Id) =>
    projectAccess(owner, held.get(placeKey(PROJECT_ROLE.name, project, '')));
  const typeRole = (project: Id, type: EnvironmentType) => {
    const grant = held.get(placeKey(ENVIRONMENT_TYPE_ROLE.name, project, type));
    return typeAccess(owner, projectRole(project)?.value, grant);
  };
  const permissions = new Set<string>(ORGANIZATION_PERMISSION.values.filter((name) => permission(name)));
  const mayManageUsers = permissions.has('members');
  const mayListProjects = permissions.has('projects:list');
  const onProject = (project: Id) => projectRole(project) !== undefined;
  const runsProject = (project: Id) => mayManageUsers || projectRole(project)?.value === 'ADMIN';
  return {
    member: held.has(placeKey(ORGANIZATION_MEMBERSHIP.name, organization, '')),
    owner,
    permissions,
    permission,
    projectRole,
    typeRole,
    rightsOnType: (project, type) => rightsOf(projectRole(project)?.value, typeRole(project, type)?.value),
    mayManageUsers,
    mayCreateProjects: permissions.has('projects:create'),
    mayListProjects,
    mayReadLog: mayManageUsers,
    mayKnowProject: (project) => onProject(project) || mayManageUsers || mayListProjects,
    mayReadProjectUsers: runsProject,
    mayReadProjectLog: runsProject,
    mayKnowEnvironments: onProject,
  };
}

/** The rights that a project role and a role on a type give together on the environments of the type (R3, R4). */
export function rightsOf(
  role: ProjectRole | undefined,
  typeRole: EnvironmentTypeRole | undefined,
): ReadonlySet<string> {
  const onType = role === 'ADMIN' ? 'ADMIN' : typeRole;
  return new Set<string>([
    ...(role ? PROJECT_ROLE.rights[role] : []),
    ...(onType ? ENVIRONMENT_TYPE_ROLE.rights[onType] : []),
  ]);
}

/** What a user may do everywhere, from their grants. */
export function platformStanding(grants: readonly GrantFact[]): { operator: boolean; auditor: boolean } {
  const holds = (role: string) =>
    grants.some((grant) => grant.kind === PLATFORM_ROLE.name && grant.slot === role);
  return { operator: holds('OPERATOR'), auditor: holds('AUDITOR') };
}

/**
 * Whether a user may know of another, from the grants of both: they manage an organization that the other is a
 * member of, or are on a project with them. `ownerOf` says who owns an organization.
 */
export function sharesSight(
  viewer: { readonly id: UserId; readonly grants: readonly GrantFact[] },
  other: { readonly grants: readonly GrantFact[] },
  ownerOf: (organization: Id) => UserId | undefined,
): boolean {
  const onProject = (grants: readonly GrantFact[]) =>
    new Set(grants.filter(({ kind }) => kind === PROJECT_ROLE.name).map(({ target }) => target));
  const projects = onProject(viewer.grants);
  return other.grants.some(({ kind, target }) => {
    if (kind === PROJECT_ROLE.name) return projects.has(target);
    if (kind !== ORGANIZATION_MEMBERSHIP.name) return false;
    return standingIn(target, ownerOf(target), viewer.id, viewer.grants).mayManageUsers;
  });
}

/** A permission in an organization, from who owns it and the grant of that permission, if there is one. */
export function permissionAccess<G>(
  owner: boolean,
  name: OrganizationPermission,
  grant: G | undefined,
): Access<OrganizationPermission, G> | undefined {
  if (owner) return { value: name, source: 'OWNER_ALL' };
  return grant && { value: name, source: 'GRANTED', grant };
}

/** A role on a project, from who owns its organization and the grant of a project role, if there is one. */
export function projectAccess<G extends { readonly value: string }>(
  owner: boolean,
  grant: G | undefined,
): Access<ProjectRole, G> | undefined {
  if (owner) return { value: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
  return grant && { value: grant.value as ProjectRole, source: 'GRANTED', grant };
}

/** A role on an environment type, from who owns the organization, the role on the project and the grant of a type role. */
export function typeAccess<G extends { readonly value: string }>(
  owner: boolean,
  role: ProjectRole | undefined,
  grant: G | undefined,
): Access<EnvironmentTypeRole, G> | undefined {
  if (owner) return { value: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
  if (role === 'ADMIN') return { value: 'ADMIN', source: 'ADMIN_ALL_TYPES' };
  return grant && { value: grant.value as EnvironmentTypeRole, source: 'GRANTED', grant };
}

function placeKey(kind: string, target: Id, slot: string): string {
  return `${kind}/${target}/${slot}`;
}
