/** DECIDE: a token is issued or revoked. The secret itself is made and shown by the gateway; here is its hash. */
import { z } from 'zod';
import { actorPlatform, knowsEverybody, resolveUser } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import { hasIdentity } from '../../kernel/identity.ts';
import type { UserId } from '../../kernel/ids.ts';
import {
  idInput,
  newIdInput,
  requireFreshId,
  tokenHashInput,
  userReference,
} from '../../kernel/reference.ts';
import { forbidden, notFound } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';

export const issueApiToken = defineCommand({
  name: 'issueApiToken',
  description:
    'Issues an API token: for oneself, or as an OPERATOR for a user without an identity. What an OPERATOR may know stops working once an identity is linked.',
  from: 'api',
  input: z.strictObject({
    id: newIdInput<'ApiToken'>().describe('The id of the new token.'),
    user: userReference.describe('The user whose token it is, by id or email.'),
    tokenHash: tokenHashInput,
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const user = resolveUser(context, given.user, 'user', (found) =>
      demandSelfOrOperator(context, found?.id),
    );
    const subject = user.id as UserId;
    const own = subject === context.actor;
    context.demand(own || !hasIdentity(context.state, subject), () =>
      forbidden('The user has an identity, and issues their own API tokens.', 'Ask the user for one.'),
    );
    return { subject, target: given.id, own };
  },
  decide({ id, tokenHash, expiresAt = null }, { state }, { subject, own }) {
    requireFreshId(state, id, 'id');
    const target = { type: 'ApiToken', id } as const;
    const data = { expiresAt, provisional: isProvisional(state, subject, own) };
    return [{ type: 'ApiTokenIssued', subject, target, scope: {}, cause: 'DIRECT', data, tokenHash }];
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

/**
 * Whether an OPERATOR may know the token: one that they issue, and one that is issued for oneself while such a token
 * is there, since it may be the OPERATOR who uses it. Whoever has an identity has none of them (see register).
 */
function isProvisional(state: State, user: UserId, own: boolean): boolean {
  if (!own) return true;
  return state.children(user, 'ApiToken').some(({ attributes }) => attributes.provisional === true);
}

function demandSelfOrOperator(context: DecisionContext, user: string | undefined): void {
  context.demand(user === context.actor || actorPlatform(context).operator, () =>
    forbidden("Nobody but an OPERATOR may handle somebody else's API tokens.", 'Ask an operator.'),
  );
}
