/** DECIDE: who a set is given to or taken from, and whether the actor may (PS-18, A5). */
import { z } from 'zod';
import { actorPlatform, resolveUser } from '../access/authority.ts';
import type { About, DecisionContext } from '../kernel/command.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import { userReference } from '../kernel/reference.ts';
import { Refusal } from '../kernel/refusal.ts';
import { demandManages } from './assigning.ts';
import { type KnownSet, knownSet } from './known-set.ts';

export const usersInput = z
  .array(userReference)
  .min(1)
  .max(500)
  .describe('The users, each by id or email; somebody named twice counts once.');

export interface UsersOfSet extends KnownSet, About {
  /** Each once, in the order in which they were named. */
  readonly users: readonly UserId[];
  readonly operator: boolean;
}

export function authorizeUsersOfSet(
  context: DecisionContext,
  given: { readonly set: Id; readonly users: readonly string[] },
): UsersOfSet {
  const { set, standing } = knownSet(context, given.set);
  const { operator } = actorPlatform(context);
  const demand = () => demandManages(context, { standing, operator }, set.name);
  const { state } = context;
  const found = state.each(given.users, (one) => attempt(() => resolveUser(context, one, 'users', demand)));
  // Which of several refusals is answered must not depend on what is at hand.
  const refusal = found.find((each) => each instanceof Refusal);
  if (refusal) throw refusal;
  const users = found.flatMap((each) => (each instanceof Refusal ? [] : [each.id as UserId]));
  const each = [...new Set(users)];
  const [only] = each.length === 1 ? each : [];
  return { target: set.id, ...(only && { subject: only }), set, standing, users: each, operator };
}

function attempt<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}
