/** The token of an invitation: its id and a secret, of which only the hash is kept. */
import { z } from 'zod';
import { type Id, isId } from '../../kernel/ids.ts';
import { hashSecret } from '../../kernel/secret.ts';

/** What of a token a decision gets to see. */
export interface InvitationToken {
  readonly invitation: Id;
  readonly tokenHash: string;
}

/** The token as it is shown, once, to whoever sends the invitation. */
export function invitationToken(invitation: Id, secret: string): string {
  return `${invitation}.${secret}`;
}

/** A token in an input; its secret goes no further than here. */
export const invitationTokenInput = z
  .string()
  .max(200)
  .transform((text, context): InvitationToken => {
    const [invitation = '', secret] = text.split(/\.(.*)/s, 2);
    if (isId(invitation) && secret) {
      return { invitation: invitation.toLowerCase() as Id, tokenHash: hashSecret(secret) };
    }
    context.addIssue('must be the token of an invitation');
    return z.NEVER;
  });
