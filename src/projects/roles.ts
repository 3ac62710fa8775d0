/** DECIDE: the roles of a user on a project: how an input names them, what is held, what they are to become. */
import { z } from 'zod';
import type { EnvironmentTypeRole, ProjectRole } from '../access/standing.ts';
import type { Offer } from '../grants/invitations/offer.ts';
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import { invalid, Refusal } from '../kernel/refusal.ts';
import type { Entity, Grant, State } from '../kernel/state.ts';
import type { Time } from '../kernel/time.ts';

const typeRoleInput = z
  .strictObject({
    type: z.enum(ENVIRONMENT_TYPES).describe('The environment type.'),
    role: z.enum(['NONE', ...ENVIRONMENT_TYPE_ROLE.values]).describe('The role on it; NONE removes it.'),
  })
  .meta({ title: 'EnvironmentTypeRoleInput', description: 'A role on the environments of one type.' });

export const rolesInput = z
  .strictObject({
    project: z
      .enum(PROJECT_ROLE.values)
      .optional()
      .describe('The project role; left out: as it is, or VIEWER for somebody new.'),
    environmentTypes: z
      .array(typeRoleInput)
      .max(ENVIRONMENT_TYPES.length)
      .optional()
      .describe('Roles on environment types; a type that is left out stays as it is.'),
  })
  .refine((roles) => roles.project !== undefined || (roles.environmentTypes ?? []).length > 0, 'name a role')
  .refine(
    ({ environmentTypes = [] }) =>
      new Set(environmentTypes.map(({ type }) => type)).size === environmentTypes.length,
    { path: ['environmentTypes'], message: 'name each environment type once' },
  )
  .meta({ title: 'ProjectRolesInput', description: 'Roles on a project and its environment types.' });

export type RolesRequest = z.output<typeof rolesInput>;

/** The roles that a user is granted on a project. Somebody with a role is on the project. */
export interface HeldRoles<G = Grant> {
  readonly role: G | undefined;
  readonly types: ReadonlyMap<EnvironmentType, G>;
}

export interface Holding<Role> {
  readonly value: Role;
  readonly expiresAt: Time | null;
}

/** What the roles are to become. */
export interface WantedRoles {
  readonly role: Holding<ProjectRole>;
  readonly types: ReadonlyMap<EnvironmentType, Holding<EnvironmentTypeRole>>;
}

export function heldRoles(state: State, project: Entity, user: UserId): HeldRoles {
  return rolesAmong(state.grantsAt(user, project.id, project.scope), project.id);
}

/** The roles on a project among the grants of a user. */
export function rolesAmong<G extends Pick<Grant, 'kind' | 'target' | 'slot'>>(
  grants: readonly G[],
  project: Id,
): HeldRoles<G> {
  const here = grants.filter(({ target }) => target === project);
  const onTypes = here.filter(({ kind }) => kind === ENVIRONMENT_TYPE_ROLE.name);
  return {
    role: here.find(({ kind }) => kind === PROJECT_ROLE.name),
    types: new Map(onTypes.map((grant) => [grant.slot as EnvironmentType, grant])),
  };
}

/** What is held as the facts of a refusal, in the words of an input. */
export function asFacts({ role, types }: HeldRoles): Record<string, unknown> {
  const environmentTypes = [...types.values()].map(({ slot, value }) => ({ type: slot, role: value }));
  return { roles: { project: role?.value, environmentTypes } };
}

/** How roles are to be changed. */
export interface RoleChange {
  readonly roles: RolesRequest;
  readonly replace?: boolean | undefined;
  readonly expiresAt?: Time | null | undefined;
}

/** What somebody gets who is to accept a request as an invitation, holding nothing yet. */
export function offerOf(change: RoleChange): Offer {
  const { role, types } = wantedRoles({ role: undefined, types: new Map() }, change);
  return {
    permissions: [],
    projectRole: role.value,
    environmentTypes: ENVIRONMENT_TYPES.flatMap((type) => {
      const held = types.get(type);
      return held ? [{ type, role: held.value }] : [];
    }),
    expiresAt: role.expiresAt,
  };
}

/**
 * What a request makes of what is held (decision A9, rule T5): types not named stay, or go where it replaces;
 * an admin has no type roles; an end that is left out stays, and for a new type role is that of the project role.
 */
export function wantedRoles(held: HeldRoles<Holding<string>>, change: RoleChange): WantedRoles {
  const { project, environmentTypes = [] } = change.roles;
  const value = project ?? (held.role?.value as ProjectRole | undefined) ?? 'VIEWER';
  const role = { value, expiresAt: endOfRole(held, change) };
  const isGiven = environmentTypes.some((each) => each.role !== 'NONE');
  if (value === 'ADMIN' && isGiven) throw adminTypeRoleConflict(project === undefined);
  const types = value === 'ADMIN' ? new Map() : wantedTypeRoles(held, change, role.expiresAt);
  requireTypeRolesEndInTime({ role, types });
  return { role, types };
}

function wantedTypeRoles(
  held: HeldRoles<Holding<string>>,
  change: RoleChange,
  roleEnd: Time | null,
): WantedRoles['types'] {
  const types = new Map<EnvironmentType, Holding<EnvironmentTypeRole>>();
  for (const [type, { value, expiresAt }] of change.replace ? [] : held.types) {
    types.set(type, { value: value as EnvironmentTypeRole, expiresAt });
  }
  for (const { type, role } of change.roles.environmentTypes ?? []) {
    const kept = held.types.get(type);
    const end = change.expiresAt === undefined ? (kept ? kept.expiresAt : roleEnd) : change.expiresAt;
    if (role === 'NONE') types.delete(type);
    else types.set(type, { value: role, expiresAt: end });
  }
  return types;
}

/** A given end is that of the roles that the request names; a project role that it implies is named by it. */
function endOfRole({ role }: HeldRoles<Holding<string>>, { roles, expiresAt }: RoleChange): Time | null {
  const isNamed = roles.project !== undefined || !role;
  return isNamed && expiresAt !== undefined ? expiresAt : (role?.expiresAt ?? null);
}

function requireTypeRolesEndInTime({ role, types }: WantedRoles): void {
  const end = role.expiresAt;
  if (end === null) return;
  const late = [...types]
    .filter(([, { expiresAt }]) => expiresAt === null || expiresAt > end)
    .map(([type]) => type);
  if (late.length === 0) return;
  throw invalid(
    'expiresAt',
    `The role on ${late.join(', ')} would outlast the project role, which ends at ${end}.`,
    'Let the roles on environment types end no later than the project role.',
    { environmentTypes: late, projectRoleExpiresAt: end },
  );
}

function adminTypeRoleConflict(isAdmin: boolean): Refusal {
  const message = isAdmin
    ? 'The user is an admin of the project, which includes admin of every environment type.'
    : 'A project admin is admin of every environment type; type roles do not combine with it.';
  const remedy = isAdmin
    ? 'Name the project role VIEWER to lower it.'
    : 'Leave out the role ADMIN, or the type roles.';
  return new Refusal('ADMIN_TYPE_ROLE_CONFLICT', message, { field: 'roles', remedy });
}
