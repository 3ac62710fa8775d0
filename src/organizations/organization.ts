/** DECIDE: the organization that a command names, its members, and what its events have in common. */
import { actorPlatform, actorStanding } from '../access/authority.ts';
import type { OrganizationStanding } from '../access/standing.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Scope, Target } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import { findOrganization } from '../kernel/reference.ts';
import { forbidden, notFound, Refusal } from '../kernel/refusal.ts';
import type { Entity, Grant } from '../kernel/state.ts';

/** The organization that the input names and the actor's standing there; NOT_FOUND for those who may not know of it. */
export function knownOrganization(
  context: DecisionContext,
  reference: string,
): { readonly organization: Entity; readonly standing: OrganizationStanding<Grant> } {
  const organization = findOrganization(context.state, reference);
  const unknown = () => notFound('organization', 'organization', reference);
  if (!organization) throw unknown();
  const standing = actorStanding(context, organization);
  const { operator, auditor } = actorPlatform(context);
  context.demand(standing.member || standing.owner || operator || auditor, unknown);
  return { organization, standing };
}

/** Refuses all but the owner and the holders of `members`. */
export function demandManagesUsers(context: DecisionContext, standing: OrganizationStanding): void {
  context.demand(standing.mayManageUsers, () =>
    forbidden(
      'Only the owner and holders of `members` manage the users of an organization.',
      'Ask the owner for the permission `members`.',
    ),
  );
}

/** Refuses all but the owner. `what` completes "may". */
export function demandOwner(context: DecisionContext, standing: OrganizationStanding, what: string): void {
  const refusal = () => forbidden(`Only the owner may ${what}.`, 'Ask the owner of the organization.');
  context.demand(standing.owner, refusal);
}

/** The refusal for users who are no members, each as the command named them. */
export function notMembers(field: string, references: readonly string[]): Refusal {
  const verb = references.length === 1 ? 'is no member' : 'are no members';
  return new Refusal('USER_NOT_FOUND', `${references.join(', ')} ${verb} of the organization.`, {
    field,
    remedy: 'Leave them out, or check the spelling.',
    facts: { users: references },
  });
}

/** The part of the envelope that every event about an organization shares. */
export function inOrganization(id: Id): { readonly target: Target; readonly scope: Scope } {
  return { target: { type: 'Organization', id }, scope: { organization: id } };
}
