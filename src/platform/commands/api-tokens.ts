/** DECIDE: a token is issued or revoked. The secret itself is made and shown by the gateway; here is its hash. */
import { z } from 'zod';
import { actorPlatform, knowsEverybody, resolveUser } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { UserId } from '../../kernel/ids.ts';
import { idInput, newIdInput, requireFreshId, userReference } from '../../kernel/reference.ts';
import { forbidden, notFound } from '../../kernel/refusal.ts';

export const issueApiToken = defineCommand({
  name: 'issueApiToken',
  description: 'Issues an API token for a user: the user themself, or an OPERATOR.',
  from: 'api',
  input: z.strictObject({
    id: newIdInput<'ApiToken'>().describe('The id of the new token.'),
    user: userReference.describe('The user whose token it is, by id or email.'),
    tokenHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the secret in lower-case hex')
      .describe('The SHA-256 of the secret, in lower-case hex.')
      .meta({ format: 'tokenHash' }),
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const user = resolveUser(context, given.user, 'user', (found) =>
      demandSelfOrOperator(context, found?.id),
    );
    return { subject: user.id as UserId, target: given.id };
  },
  decide({ id, tokenHash, expiresAt = null }, { state }, { subject }) {
    requireFreshId(state, id, 'id');
    const target = { type: 'ApiToken', id } as const;
    return [
      { type: 'ApiTokenIssued', subject, target, scope: {}, cause: 'DIRECT', data: { expiresAt }, tokenHash },
    ];
  },
});

export const revokeApiToken = defineCommand({
  name: 'revokeApiToken',
  description: 'Revokes an API token: its user, or an OPERATOR.',
  from: 'api',
  input: z.strictObject({ token: idInput<'ApiToken'>().describe('The id of the token.') }),
  authorize({ token }, context) {
    const found = context.state.entity('ApiToken', token);
    const unknown = () => notFound('token', 'API token', token);
    if (!found) throw unknown();
    const subject = found.attributes.userId as UserId;
    context.demand(subject === context.actor || knowsEverybody(context), unknown);
    demandSelfOrOperator(context, subject);
    return { subject, target: token };
  },
  decide({ token }, _context, { subject }) {
    const target = { type: 'ApiToken', id: token } as const;
    return [{ type: 'ApiTokenRevoked', subject, target, scope: {}, cause: 'DIRECT', data: {} }];
  },
});

function demandSelfOrOperator(context: DecisionContext, user: string | undefined): void {
  context.demand(user === context.actor || actorPlatform(context).operator, () =>
    forbidden("Nobody but an OPERATOR may handle somebody else's API tokens.", 'Ask an operator.'),
  );
}
