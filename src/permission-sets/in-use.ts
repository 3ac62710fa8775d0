/** DECIDE: the refusal to delete a set that is assigned: how many hold it, and the first of them (PS-11). */
import type { SetStanding } from '../access/set-standing.ts';
import type { PermSet } from '../grants/permission-sets/perm-set.ts';
import type { DecisionContext } from '../kernel/command.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Grant } from '../kernel/state.ts';

/** How many holders a refusal names. */
const PAGE = 20;

/** Whoever may delete the set, and sees it only because they hold it, is not told who else does. */
export function inUse(
  { state, importing }: DecisionContext,
  set: PermSet,
  standing: SetStanding,
  { count, first: atHand }: { readonly count: number; readonly first: readonly Grant[] },
): Refusal {
  const remedy = 'Unassign it from everybody first, or disable it, which does.';
  if (!importing && !standing.may('read', set.name))
    return new Refusal('PERMSET_IN_USE', 'The Permission Set is assigned.', { field: 'set', remedy });
  const first = atHand.slice(0, PAGE).map(({ subject }) => subject);
  const users = state.each(first, (id) => state.entity('User', id));
  const holders = state.each(users, (user, index) => {
    const commitment = user?.attributes.name;
    const name = typeof commitment === 'string' ? state.personal(commitment) : undefined;
    return { id: first[index], name: name ?? null };
  });
  return new Refusal(
    'PERMSET_IN_USE',
    `The Permission Set is assigned to ${count} ${count === 1 ? 'user' : 'users'}.`,
    {
      field: 'set',
      remedy,
      facts: { count, holders },
    },
  );
}
