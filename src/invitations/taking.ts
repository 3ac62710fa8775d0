/** DECIDE: what an accepted invitation gives: merged with what is held by then, and never less than that (decision A6). */
import type { EnvironmentTypeRole } from '../access/standing.ts';
import type { Invitation } from '../grants/invitations/invitation.ts';
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { joining } from '../grants/kinds/organization-membership/membership.ts';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import { setting, type Why } from '../grants/lifecycle.ts';
import { merged } from '../grants/merged.ts';
import type { NewEvent } from '../kernel/event.ts';
import type { UserId } from '../kernel/ids.ts';
import type { State } from '../kernel/state.ts';
import { heldPermissions, permissionPlace } from '../organizations/permissions.ts';
import { settingRoles } from '../projects/role-changes.ts';
import { type HeldRoles, type Holding, heldRoles, type WantedRoles } from '../projects/roles.ts';

/** The grants that come of accepting, in the order in which one stands upon the other. */
export function taking(
  state: State,
  invitation: Invitation,
  subject: UserId,
  accepted: NewEvent,
): NewEvent[] {
  const why = { cause: 'INVITATION_ACCEPTED', causedBy: accepted } as const;
  const { organization } = invitation.target;
  const given = invitation.target.kind === 'ORGANIZATION' ? permissionsTaken : rolesTaken;
  return [...joining(state, organization, subject, why), ...given(state, invitation, subject, why)];
}

function permissionsTaken(
  state: State,
  { target, offer }: Invitation,
  subject: UserId,
  why: Why,
): NewEvent[] {
  const held = heldPermissions(state, target.id, subject);
  return offer.permissions.flatMap((value) => {
    const wanted = merged(ORGANIZATION_PERMISSION, held.get(value), { value, expiresAt: offer.expiresAt });
    return setting(held.get(value), permissionPlace(target.id, subject, value), wanted, why);
  });
}

function rolesTaken(state: State, { target, offer }: Invitation, subject: UserId, why: Why): NewEvent[] {
  const project = state.entity('Project', target.id);
  if (!project) throw new Error(`An invitation outlived the project ${target.id}`);
  const held = heldRoles(state, project, subject);
  return settingRoles(project, subject, held, rolesWith(held, offer), why);
}

/** The roles after an offer is taken. An admin has no roles on environment types: being admin includes them. */
function rolesWith(held: HeldRoles, offer: Invitation['offer']): WantedRoles {
  const { expiresAt } = offer;
  const role = merged(PROJECT_ROLE, held.role, { value: offer.projectRole ?? 'VIEWER', expiresAt });
  if (role.value === 'ADMIN') return { role, types: new Map() };
  const types = new Map<EnvironmentType, Holding<EnvironmentTypeRole>>();
  for (const [type, { value, expiresAt: end }] of held.types) {
    types.set(type, { value: value as EnvironmentTypeRole, expiresAt: end });
  }
  for (const { type, role: value } of offer.environmentTypes) {
    types.set(type, merged(ENVIRONMENT_TYPE_ROLE, held.types.get(type), { value, expiresAt }));
  }
  return { role, types };
}
