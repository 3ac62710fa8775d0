/** DECIDE: somebody gets or loses a role in the installation (rule U1). */
import { z } from 'zod';
import { demandOperator, resolveUser } from '../../access/authority.ts';
import { expiresAtInput, mayEndAt, requireLaterThan } from '../../grants/expiry.ts';
import { PLATFORM_ROLE } from '../../grants/kinds/platform-role/kind.ts';
import { requireNotLastOperator } from '../../grants/kinds/platform-role/last-operator.ts';
import { DIRECT, type Place, revoking, setting } from '../../grants/lifecycle.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import { PORTAL, type UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import type { Grant, State } from '../../kernel/state.ts';

const named = {
  user: userReference.describe('The user, by id or email.'),
  role: z.enum(PLATFORM_ROLE.values).describe('OPERATOR runs the installation; AUDITOR reads everything.'),
};

export const grantPlatformRole = defineCommand({
  name: 'grantPlatformRole',
  description:
    'Makes a user OPERATOR or AUDITOR. Only an OPERATOR may; the role OPERATOR does not end by itself.',
  from: 'anywhere',
  input: z
    .strictObject({ ...named, expiresAt: expiresAtInput })
    .refine(({ role, expiresAt }) => mayEndAt(PLATFORM_ROLE, role, expiresAt), {
      path: ['expiresAt'],
      message: 'OPERATOR does not end by itself',
    }),
  authorize({ user, expiresAt }, context) {
    requireLaterThan(context.now, expiresAt);
    return { subject: operatorNames(context, user), target: PORTAL };
  },
  decide({ role, expiresAt }, { state }, { subject }) {
    return setting(held(state, subject, role), place(subject, role), { value: role, expiresAt }, DIRECT);
  },
});

export const revokePlatformRole = defineCommand({
  name: 'revokePlatformRole',
  description: 'Takes a role in the installation from a user. Only an OPERATOR may; the last OPERATOR stays.',
  from: 'anywhere',
  input: z.strictObject(named),
  authorize: ({ user }, context) => ({ subject: operatorNames(context, user), target: PORTAL }),
  decide({ role }, { state }, { subject }) {
    const grant = held(state, subject, role);
    if (!grant) return [];
    if (role === 'OPERATOR') requireNotLastOperator(state, subject);
    return [revoking(grant, DIRECT)];
  },
});

function operatorNames(context: DecisionContext, user: string): UserId {
  const authority = () => demandOperator(context, 'give and take platform roles');
  return resolveUser(context, user, 'user', authority).id as UserId;
}

function place(subject: UserId, role: string): Place {
  return { kind: PLATFORM_ROLE.name, subject, target: PORTAL, slot: role, scope: PORTAL };
}

function held(state: State, subject: UserId, role: string): Grant | undefined {
  const ofKind = state.grantsOf(subject, PORTAL).filter(({ kind }) => kind === PLATFORM_ROLE.name);
  return ofKind.find(({ slot }) => slot === role);
}
