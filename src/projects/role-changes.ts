/** DECIDE: from the roles that are held to those that are wanted: the events, and the rights that they add. */
import {
  type EnvironmentTypeRole,
  type OrganizationStanding,
  type ProjectRole,
  rightsOfRoles,
} from '../access/standing.ts';
import { prolongs } from '../grants/expiry.ts';
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import { DIRECT, type Place, revoking, setting } from '../grants/lifecycle.ts';
import type { Right } from '../grants/rights.ts';
import type { NewEvent } from '../kernel/event.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Entity } from '../kernel/state.ts';
import type { HeldRoles, Holding, WantedRoles } from './roles.ts';

/** The events from what is held to what is wanted: the project role first, then what goes, then what comes. */
export function settingRoles(
  project: Entity,
  subject: UserId,
  held: HeldRoles,
  wanted: WantedRoles,
  why = DIRECT,
): NewEvent[] {
  const place = (kind: string, slot: string): Place => {
    return { kind, subject, target: project.id, slot, scope: project.scope };
  };
  const role = setting(held.role, place(PROJECT_ROLE.name, ''), wanted.role, why);
  const raise = wanted.role.value === 'ADMIN' ? role[0] : undefined;
  const whyGone = raise ? ({ cause: 'ROLE_RAISED_TO_ADMIN', causedBy: raise } as const) : why;
  const gone = [...held.types].filter(([type]) => !wanted.types.has(type));
  return [
    ...role,
    ...gone.map(([, grant]) => revoking(grant, whyGone)),
    ...ENVIRONMENT_TYPES.flatMap((type) => {
      const to = wanted.types.get(type);
      return to ? setting(held.types.get(type), place(ENVIRONMENT_TYPE_ROLE.name, type), to, why) : [];
    }),
  ];
}

/**
 * The rights that a change adds and the actor does not hold on the project (decision A12), by environment type.
 * What is made to last longer counts as added.
 */
export function unheldRights(
  standing: OrganizationStanding,
  project: Id,
  held: HeldRoles<Holding<string>>,
  wanted: WantedRoles,
): { readonly type: EnvironmentType; readonly rights: readonly Right[] }[] {
  const stays = (grant: Holding<string> | undefined, to: Holding<string> | undefined) =>
    grant && !(to && prolongs(grant, to.expiresAt)) ? grant.value : undefined;
  const role = stays(held.role, wanted.role) as ProjectRole | undefined;
  return ENVIRONMENT_TYPES.flatMap((type) => {
    const to = wanted.types.get(type);
    const before = rightsOfRoles(role, stays(held.types.get(type), to) as EnvironmentTypeRole | undefined);
    const own = standing.rights({ project, type });
    const after = rightsOfRoles(wanted.role.value, to?.value);
    const rights = [...after].filter((right) => !before.has(right) && !own.has(right));
    return rights.length > 0 ? [{ type, rights }] : [];
  });
}
