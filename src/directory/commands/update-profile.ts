/** DECIDE: the name or the email of a user changes (rule U4). */
import { z } from 'zod';
import { actorPlatform, resolveUser } from '../../access/authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { hasIdentity } from '../../kernel/identity.ts';
import type { UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import type { Entity, State } from '../../kernel/state.ts';
import { email, line } from '../../kernel/text.ts';
import { emailTaken } from './create-user.ts';

const input = z
  .strictObject({
    user: userReference.describe('The user, by id or email.'),
    name: line(200).optional().describe('The new name; left out: as it is.'),
    email: email
      .optional()
      .describe(
        'The new email, which only an OPERATOR may change, for a user without an identity; left out: as it is.',
      ),
  })
  .refine((given) => given.name !== undefined || given.email !== undefined, {
    path: ['name'],
    message: 'give a name or an email',
  });

export const updateProfile = defineCommand({
  name: 'updateProfile',
  description:
    'Changes the name of a user (the user, or an OPERATOR) or the email (an OPERATOR, for oneself or for a user without an identity).',
  from: 'anywhere',
  input,
  authorize(given, context) {
    const user = resolveUser(context, given.user, 'user', (found) => {
      const { operator } = actorPlatform(context);
      const own = found?.id === context.actor;
      context.demand(operator || own, () =>
        forbidden("Nobody but an OPERATOR may change somebody else's profile.", 'Ask an operator.'),
      );
      context.demand(operator || given.email === undefined, () =>
        forbidden('An email must be verified: only an OPERATOR may change it.', 'Ask an operator.'),
      );
    });
    const subject = user.id as UserId;
    const keepsEmail = given.email === undefined || given.email === current(context.state, user, 'email');
    context.demand(keepsEmail || subject === context.actor || !hasIdentity(context.state, subject), () =>
      forbidden(
        'The user has an identity: whoever has the new email could register as them.',
        'Leave the email; where it is theirs no more, delete the user, who can register again.',
      ),
    );
    return { subject, target: user.id, user };
  },
  decide(given, { state }, { user, subject }) {
    const { email, name } = given;
    const personal = {
      ...(email !== undefined && email !== current(state, user, 'email') && { email }),
      ...(name !== undefined && name !== current(state, user, 'name') && { name }),
    };
    if (personal.email !== undefined) {
      const holder = state.userByEmail(personal.email);
      if (holder && holder.id !== user.id) throw emailTaken(personal.email);
    }
    if (Object.keys(personal).length === 0) return [];
    const target = { type: 'User', id: user.id } as const;
    return [{ type: 'UserProfileChanged', subject, target, scope: {}, cause: 'DIRECT', data: {}, personal }];
  },
});

/** The value itself; undefined once it is erased. */
function current(state: State, user: Entity, field: 'email' | 'name'): string | undefined {
  const commitment = user.attributes[field];
  return typeof commitment === 'string' ? state.personal(commitment) : undefined;
}
