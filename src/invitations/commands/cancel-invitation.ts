/** DECIDE: a pending invitation is cancelled. */
import { z } from 'zod';
import { invitationInput } from '../../grants/invitations/inputs.ts';
import { cancelling } from '../../grants/invitations/invitation.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { demandHandles, knownInvitation, notPending } from '../known.ts';

export const cancelInvitation = defineCommand({
  name: 'cancelInvitation',
  description: 'Cancels a pending invitation. Whoever may invite to the same may.',
  from: 'api',
  input: z.strictObject({ invitation: invitationInput }),
  authorize(given, context) {
    const known = knownInvitation(context, given.invitation);
    demandHandles(context, known);
    return { target: given.invitation, invitation: known.invitation };
  },
  decide(_given, _context, { invitation }) {
    if (invitation.state === 'ACCEPTED') throw notPending(invitation);
    return invitation.state === 'CANCELLED' ? [] : [cancelling(invitation, DIRECT)];
  },
});
