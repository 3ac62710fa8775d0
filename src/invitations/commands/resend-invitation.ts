/** DECIDE: a pending invitation is sent again: its token is replaced, what it offers stays. */
import { z } from 'zod';
import { invitationInput } from '../../grants/invitations/inputs.ts';
import { isOver, resending } from '../../grants/invitations/invitation.ts';
import { defineCommand } from '../../kernel/command.ts';
import { tokenHashInput } from '../../kernel/reference.ts';
import { demandHandles, knownInvitation, notPending, over } from '../known.ts';

const INVITE_AGAIN = 'Invite the email again with `force`, and with a later `expiresAt` or none.';

export const resendInvitation = defineCommand({
  name: 'resendInvitation',
  description:
    'Sends a pending invitation again, with a new token in the place of the old one. Whoever may invite to the same may, ' +
    'while the time of what it offers is not over.',
  from: 'api',
  input: z.strictObject({ invitation: invitationInput, tokenHash: tokenHashInput }),
  authorize(given, context) {
    const known = knownInvitation(context, given.invitation);
    demandHandles(context, known);
    return { target: given.invitation, invitation: known.invitation };
  },
  decide({ tokenHash }, { state, now }, { invitation }) {
    if (invitation.state !== 'PENDING') throw notPending(invitation);
    if (isOver(invitation.offer, now)) throw over(invitation, 'invitation', INVITE_AGAIN);
    return resending(state, invitation, { offer: invitation.offer, tokenHash });
  },
});
