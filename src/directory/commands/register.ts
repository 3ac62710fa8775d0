/** DECIDE: whoever an identity provider vouches for becomes a user, or is found to be one (rule U4). */
import { z } from 'zod';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { identityText, type ProvenIdentity } from '../../kernel/identity.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { forbidden, Refusal } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';
import { EMAIL_SHAPE, line } from '../../kernel/text.ts';
import { userRegistered } from './create-user.ts';

const input = z.strictObject({
  id: newIdInput<'User'>().describe('The id of the user, if one is made.'),
  identityId: newIdInput<'Identity'>().describe('The id of the identity.'),
  /** What the caller's token proves; absent when it is none of an identity provider. */
  identity: z.custom<ProvenIdentity>().meta({ format: 'identity' }).optional(),
  name: line(200)
    .optional()
    .describe('The name that others see, if a user is made; left out: as the identity provider has it.'),
});

export const register = defineCommand({
  name: 'register',
  description:
    "Makes the caller a user: links the identity that the caller's token proves to the user of its verified email, or to a new one. API tokens that an OPERATOR may know stop working.",
  from: 'api',
  input,
  authorize({ id, identity }, { state }) {
    if (!identity) {
      throw forbidden(
        'Only somebody with a token of an identity provider may register.',
        'Sign in with the identity provider and send its token. An API token is that of a user already.',
      );
    }
    const linked = state.identity(identityText(identity))?.parent;
    const known = linked ?? (verified(identity) ? state.userByEmail(identity.email)?.id : undefined);
    const subject = (known ?? id) as UserId;
    return { subject, target: subject, actor: subject, identity, isLinked: linked != null, isNew: !known };
  },
  decide({ identityId, name }, { state }, { subject, identity, isLinked, isNew }) {
    if (isLinked) return [];
    if (!verified(identity)) throw emailNotVerified();
    requireFreshId(state, identityId, 'identityId');
    if (isNew) requireFreshId(state, subject, 'id');
    const linking = identityLinked(subject, identityId, identity);
    return [
      ...(isNew ? [userRegistered(subject, { email: identity.email, name: name ?? nameOf(identity) })] : []),
      linking,
      ...provisionalTokens(state, subject).map((token) => tokenRevoked(subject, token, linking)),
    ];
  },
});

interface VerifiedIdentity extends ProvenIdentity {
  readonly email: string;
}

function verified(identity: ProvenIdentity): identity is VerifiedIdentity {
  return identity.emailVerified && identity.email !== null && EMAIL_SHAPE.test(identity.email);
}

function emailNotVerified(): Refusal {
  return new Refusal('EMAIL_NOT_VERIFIED', 'The identity provider does not vouch for your email.', {
    remedy: 'Verify your email with the identity provider, and register with a new token.',
  });
}

function nameOf({ name, email }: VerifiedIdentity): string {
  return name ?? email.slice(0, email.indexOf('@'));
}

function identityLinked(subject: UserId, id: Id, identity: ProvenIdentity): NewEvent {
  return {
    type: 'IdentityLinked',
    subject,
    target: { type: 'Identity', id },
    scope: {},
    cause: 'DIRECT',
    data: { issuer: identity.issuer },
    personal: { identity: identityText(identity) },
  };
}

/** The tokens by which an OPERATOR could act as the user: from now on only the user may (see issueApiToken). */
function provisionalTokens(state: State, user: UserId): Id[] {
  return state
    .children(user, 'ApiToken')
    .filter(({ attributes }) => attributes.provisional === true)
    .map(({ id }) => id);
}

function tokenRevoked(subject: UserId, id: Id, causedBy: NewEvent): NewEvent {
  const target = { type: 'ApiToken', id } as const;
  return { type: 'ApiTokenRevoked', subject, target, scope: {}, cause: 'DIRECT', causedBy, data: {} };
}
