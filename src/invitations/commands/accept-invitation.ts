/** DECIDE: an invitation is accepted by the user whose email it bears (decision A29). */
import { z } from 'zod';
import { ownerOf } from '../../access/authority.ts';
import { invitationInput } from '../../grants/invitations/inputs.ts';
import { accepting, invitationById, isOver } from '../../grants/invitations/invitation.ts';
import { type InvitationToken, invitationTokenInput } from '../../grants/invitations/token.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { type KnownInvitation, knownInvitation, notPending, over, relationTo } from '../known.ts';
import { taking } from '../taking.ts';

export const acceptInvitation = defineCommand({
  name: 'acceptInvitation',
  description:
    'Accepts an invitation, named by its id or its token: the caller gets what it offers, and loses nothing. Only the user whose email it bears may.',
  from: 'api',
  input: z
    .strictObject({
      invitation: invitationInput.optional().describe('The id of the invitation; or give its token.'),
      token: invitationTokenInput
        .optional()
        .describe('The token of the invitation, as it was answered to whoever sent it; or give its id.'),
    })
    .refine(({ invitation, token }) => (invitation === undefined) !== (token === undefined), {
      path: ['invitation'],
      message: 'give either the id or the token of an invitation',
    }),
  authorize({ invitation: id, token }, context) {
    const known = id === undefined ? knownByToken(context, token) : knownInvitation(context, id);
    const field = id === undefined ? 'token' : 'invitation';
    context.demand(known.own, () => emailNotVerified(field));
    return { target: known.invitation.id, invitation: known.invitation, field };
  },
  decide(_given, { state, actor, now }, { invitation, field }) {
    if (invitation.state === 'ACCEPTED') return [];
    if (invitation.state === 'CANCELLED') throw notPending(invitation, field);
    if (isOver(invitation.offer, now)) throw over(invitation, field, 'Ask for a new invitation.');
    const accepted = accepting(invitation, actor);
    const organization = state.entity('Organization', invitation.target.organization);
    if (!organization) throw new Error(`The invitation ${invitation.id} outlived its organization`);
    // An owner holds everything there already.
    if (ownerOf(organization) === actor) return [accepted];
    return [accepted, ...taking(state, invitation, actor, accepted)];
  },
});

/** Whoever holds the current token knows of the invitation. */
function knownByToken(context: DecisionContext, token: InvitationToken | undefined): KnownInvitation {
  const { state } = context;
  const invitation = token && invitationById(state, token.invitation);
  if (!invitation || state.tokenHashOf(invitation.id) !== token.tokenHash) {
    throw new Refusal('NOT_FOUND', 'There is no invitation with that token.', {
      field: 'token',
      remedy: 'A token holds until the invitation is sent again; use the latest one.',
    });
  }
  return relationTo(context, invitation);
}

function emailNotVerified(field: string): Refusal {
  return new Refusal('EMAIL_NOT_VERIFIED', 'The invitation is for another email than yours.', {
    field,
    remedy: 'Accept it as the user who is registered with the email that was invited.',
  });
}
