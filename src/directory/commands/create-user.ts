/** DECIDE: a user is registered, by an OPERATOR or by a line of history. */
import { z } from 'zod';
import { demandOperator } from '../../access/authority.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { idInput, newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { notFound, Refusal } from '../../kernel/refusal.ts';
import { email, line } from '../../kernel/text.ts';

const input = z.strictObject({
  id: newIdInput<'User'>().describe('The id of the new user.'),
  email: email.describe(
    'The email, which is the user for those who share with them; unique whatever its case.',
  ),
  name: line(200).describe('The name that others see.'),
  homePartner: idInput<'Partner'>()
    .optional()
    .describe('The id of the Partner that they are at home with; left out: none.'),
});

export const createUser = defineCommand({
  name: 'createUser',
  description: 'Registers a user. Only an OPERATOR may.',
  from: 'api',
  input,
  authorize(given, context) {
    demandOperator(context, 'register users');
    return newUser(given, context);
  },
  decide: registering,
});

export const registerUser = defineCommand({
  name: 'registerUser',
  description: 'Registers a user, in an import of history.',
  from: 'import',
  input,
  authorize: newUser,
  decide: registering,
});

function newUser({ id, homePartner }: z.output<typeof input>, { state }: DecisionContext) {
  if (homePartner !== undefined && !state.entity('Partner', homePartner))
    throw notFound('homePartner', 'Partner', homePartner);
  return { subject: id as UserId, target: id };
}

function registering(given: z.output<typeof input>, { state }: DecisionContext): NewEvent[] {
  const { id, email, name, homePartner } = given;
  if (state.userByEmail(email)) throw emailTaken(email);
  requireFreshId(state, id, 'id');
  return [userRegistered(id as UserId, { email, name, homePartner })];
}

/** A user begins. */
export function userRegistered(
  id: UserId,
  { email, name, homePartner }: { email: string; name: string; homePartner?: Id | undefined },
): NewEvent {
  return {
    type: 'UserRegistered',
    subject: id,
    target: { type: 'User', id },
    scope: {},
    cause: 'DIRECT',
    data: { homePartnerId: homePartner ?? null },
    personal: { email, name },
  };
}

/** The refusal of an email that is somebody else's. */
export function emailTaken(email: string): Refusal {
  return new Refusal('EMAIL_TAKEN', `A user is registered as ${email} already.`, {
    field: 'email',
    remedy: 'Use another email, or the user who has it.',
  });
}
