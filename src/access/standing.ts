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
import { grantKind } from '../grants/registry.ts';
import type { Right } from '../grants/rights.ts';
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

/** Where access comes from: a grant, what follows from another access, or (SSH alone) what was deployed. */
export type AccessSource =
  | 'GRANTED'
  | 'OWNER_ALL'
  | 'OWNER_PROJECT_ADMIN'
  | 'ADMIN_ALL_TYPES'
  | 'SSH_APPLIED';

/** One access: what is held, where it comes from, and the grant if it is granted. */
export interface Access<Value extends string, G> {
  /** The kind whose matrix says what the value gives. */
  readonly kind: string;
  readonly value: Value;
  readonly source: AccessSource;
  readonly grant?: G;
  /** For what follows from another grant: that one. */
  readonly derivedFrom?: G;
}

/** Where rights are asked about: in the organization, on a project of it, or on the environments of one type. */
export interface Where {
  readonly project?: Id;
  readonly type?: EnvironmentType;
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
  /** Whatever gives rights there; on a type both the project role and the role on it (decision A7). */
  accesses(where: Where): readonly Access<string, G>[];
  /** The rights that these give together. SSH is what the roles are worth: whether it is applied, environments say. */
  rights(where: Where): ReadonlySet<Right>;
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
    return typeAccess(projectRole(project), grant);
  };
  const inOrganization = present(ORGANIZATION_PERMISSION.values.map(permission));
  const accesses = ({ project, type }: Where): readonly Access<string, G>[] => {
    if (project === undefined) return inOrganization;
    return present([projectRole(project), type && typeRole(project, type)]);
  };
  const rights = rightsOf(inOrganization);
  const mayManageUsers = rights.has('MANAGE_USERS');
  const mayListProjects = rights.has('LIST_ALL_PROJECTS');
  const onProject = (project: Id) => projectRole(project) !== undefined;
  const runsProject = (project: Id) => mayManageUsers || projectRole(project)?.value === 'ADMIN';
  return {
    member: held.has(placeKey(ORGANIZATION_MEMBERSHIP.name, organization, '')),
    owner,
    permissions: new Set(inOrganization.map(({ value }) => value)),
    permission,
    projectRole,
    typeRole,
    accesses,
    rights: (where) => (where.project === undefined ? rights : rightsOf(accesses(where))),
    mayManageUsers,
    mayCreateProjects: rights.has('CREATE_PROJECTS'),
    mayListProjects,
    mayReadLog: mayManageUsers,
    mayKnowProject: (project) => onProject(project) || mayManageUsers || mayListProjects,
    mayReadProjectUsers: runsProject,
    mayReadProjectLog: runsProject,
    mayKnowEnvironments: onProject,
  };
}

/** The rights that accesses give together, by the matrices of their kinds. */
export function rightsOf(accesses: readonly Access<string, unknown>[]): ReadonlySet<Right> {
  return new Set(accesses.flatMap(({ kind, value }) => grantKind(kind).rights[value] ?? []));
}

/** The rights that a project role and a role on a type are worth together on the environments of the type (R3, R4). */
export function rightsOfRoles(
  role: ProjectRole | undefined,
  typeRole: EnvironmentTypeRole | undefined,
): ReadonlySet<Right> {
  const onProject = projectAccess(false, role && { value: role });
  return rightsOf(present([onProject, typeAccess(onProject, typeRole && { value: typeRole })]));
}

/**
 * What the roles on its type are worth on one environment: SSH is held where the last redeploy applied it, whatever
 * the roles say by now (decision A25).
 */
export function onEnvironment(rights: ReadonlySet<Right>, sshIsApplied: boolean): ReadonlySet<Right> {
  return sshIsApplied ? new Set([...rights, 'SSH' as const]) : onEveryEnvironment(rights);
}

/** What the roles on a type give on all its environments, those to come included: SSH is no such right. */
export function onEveryEnvironment(rights: ReadonlySet<Right>): ReadonlySet<Right> {
  return new Set([...rights].filter((right) => right !== 'SSH'));
}

/** Whether somebody of that standing may invite to an organization or to one of its projects: and cancel, and resend. */
export function mayInvite(
  standing: OrganizationStanding,
  target: { readonly kind: 'ORGANIZATION' | 'PROJECT'; readonly id: Id },
): boolean {
  if (target.kind === 'ORGANIZATION') return standing.mayManageUsers;
  return standing.projectRole(target.id)?.value === 'ADMIN';
}

/** Whether somebody of that standing may see who is invited there: who sees whom it has as users, and whoever may invite. */
export function mayKnowInvitations(
  standing: OrganizationStanding,
  target: { readonly kind: 'ORGANIZATION' | 'PROJECT'; readonly id: Id },
): boolean {
  return target.kind === 'ORGANIZATION' ? standing.mayManageUsers : standing.mayReadProjectUsers(target.id);
}

/** What a user may do everywhere, from their grants. */
export function platformStanding(grants: readonly GrantFact[]): { operator: boolean; auditor: boolean } {
  const holds = (role: string) =>
    grants.some((grant) => grant.kind === PLATFORM_ROLE.name && grant.slot === role);
  return { operator: holds('OPERATOR'), auditor: holds('AUDITOR') };
}

/**
 * Whether a user may know of another, from the grants of both: they manage an organization that the other is a
 * member of, or are on a project with them, which an owner is by no grant. `ownerOf` says who owns an organization.
 */
export function sharesSight(
  viewer: { readonly id: UserId; readonly grants: readonly GrantFact[] },
  other: { readonly id: UserId; readonly grants: readonly GrantFact[] },
  ownerOf: (organization: Id) => UserId | undefined,
): boolean {
  const onProjects = viewer.grants.filter(({ kind }) => kind === PROJECT_ROLE.name);
  const projects = new Set(onProjects.map(({ target }) => target));
  const shared = other.grants.some(({ kind, target }) => {
    if (kind === PROJECT_ROLE.name) return projects.has(target);
    if (kind !== ORGANIZATION_MEMBERSHIP.name) return false;
    return standingIn(target, ownerOf(target), viewer.id, viewer.grants).mayManageUsers;
  });
  return shared || onProjects.some(({ scope }) => ownerOf(scope) === other.id);
}

/** A permission in an organization, from who owns it and the grant of that permission, if there is one. */
export function permissionAccess<G>(
  owner: boolean,
  name: OrganizationPermission,
  grant: G | undefined,
): Access<OrganizationPermission, G> | undefined {
  const kind = ORGANIZATION_PERMISSION.name;
  if (owner) return { kind, value: name, source: 'OWNER_ALL' };
  return grant && { kind, value: name, source: 'GRANTED', grant };
}

/** A role on a project, from who owns its organization and the grant of a project role, if there is one. */
export function projectAccess<G extends { readonly value: string }>(
  owner: boolean,
  grant: G | undefined,
): Access<ProjectRole, G> | undefined {
  const kind = PROJECT_ROLE.name;
  if (owner) return { kind, value: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
  return grant && { kind, value: grant.value as ProjectRole, source: 'GRANTED', grant };
}

/** A role on an environment type, from the role on the project and the grant of a type role, if there is one. */
export function typeAccess<G extends { readonly value: string }>(
  role: Access<ProjectRole, G> | undefined,
  grant: G | undefined,
): Access<EnvironmentTypeRole, G> | undefined {
  const kind = ENVIRONMENT_TYPE_ROLE.name;
  if (role?.source === 'OWNER_PROJECT_ADMIN') return { kind, value: 'ADMIN', source: role.source };
  if (role?.value === 'ADMIN') {
    return { kind, value: 'ADMIN', source: 'ADMIN_ALL_TYPES', derivedFrom: role.grant };
  }
  return grant && { kind, value: grant.value as EnvironmentTypeRole, source: 'GRANTED', grant };
}

function present<T>(list: readonly (T | undefined)[]): T[] {
  return list.filter((each): each is T => each !== undefined);
}

function placeKey(kind: string, target: Id, slot: string): string {
  return `${kind}/${target}/${slot}`;
}
