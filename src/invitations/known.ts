/** DECIDE: the invitation that a command names, and what the actor may do with it. */
import { actorPlatform, actorStanding } from '../access/authority.ts';
import { mayInvite, mayKnowInvitations } from '../access/standing.ts';
import { type Invitation, invitationById, isFor } from '../grants/invitations/invitation.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { forbidden, invalid, notFound, Refusal } from '../kernel/refusal.ts';

export interface KnownInvitation {
  readonly invitation: Invitation;
  /** Whether it bears the email of the actor. */
  readonly own: boolean;
  /** Whether the actor sees who is invited to the same. */
  readonly seen: boolean;
  /** Whether the actor may resend and cancel it. */
  readonly handled: boolean;
}

/** The invitation of that id, for those who may know of it: whoever it is for, and whoever sees who is invited. */
export function knownInvitation(context: DecisionContext, id: Id): KnownInvitation {
  const unknown = () => notFound('invitation', 'invitation', id);
  const invitation = invitationById(context.state, id);
  if (!invitation) throw unknown();
  const known = relationTo(context, invitation);
  context.demand(known.own || known.seen || actorPlatform(context).auditor, unknown);
  return known;
}

/** What the actor is to an invitation. */
export function relationTo(context: DecisionContext, invitation: Invitation): KnownInvitation {
  const { state, actor } = context;
  const { target } = invitation;
  const organization = state.entity('Organization', target.organization);
  const standing = organization && actorStanding(context, organization);
  return {
    invitation,
    own: isFor(state, invitation, actor),
    seen: standing !== undefined && mayKnowInvitations(standing, target),
    handled: standing !== undefined && mayInvite(standing, target),
  };
}

/** Refuses all but those who may invite to the same. */
export function demandHandles(context: DecisionContext, { handled }: KnownInvitation): void {
  context.demand(handled, () =>
    forbidden(
      'Only those who may invite to the same may resend or cancel an invitation.',
      'Ask the owner and holders of `members`, or an admin of the project.',
    ),
  );
}

/** The refusal for an invitation that was accepted or cancelled. */
export function notPending({ state }: Invitation, field = 'invitation'): Refusal {
  const message = `The invitation is no longer pending: it is ${state}.`;
  return new Refusal('NOT_FOUND', message, {
    field,
    remedy: 'Ask for a new invitation.',
    facts: { state },
  });
}

/** The refusal for an invitation whose offer is over: neither accepting it nor sending it again gives anything. */
export function over({ offer }: Invitation, field: string, remedy: string): Refusal {
  const message = `The time of what the invitation offers was over at ${offer.expiresAt}.`;
  return invalid(field, message, remedy, { expiresAt: offer.expiresAt });
}
