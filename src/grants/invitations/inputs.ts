/** DECIDE: what the inputs of commands that invite have in common. */
import { z } from 'zod';
import { idInput } from '../../kernel/reference.ts';

export const invitationInput = idInput<'Invitation'>().describe('The id of the invitation.');

export const forceInput = z
  .boolean()
  .optional()
  .describe('Whether an invitation that is pending is replaced and sent again, with a new token.');
