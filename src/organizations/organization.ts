/** DECIDE: who may do what to an organization, and what its events have in common. */
import type { OrganizationStanding } from '../access/standing.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { Scope, Target } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import { forbidden, Refusal } from '../kernel/refusal.ts';

/** Refuses all but the owner and the holders of `members`. */
export function demandManagesUsers(acting: Acting, standing: OrganizationStanding): void {
  acting.demand(standing.mayManageUsers, () =>
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
