/** DECIDE: the Permission Sets that an actor holds, and what of others on the same Instances they show. */
import { PERMISSION_SET } from '../grants/kinds/permission-set/kind.ts';
import { setById } from '../grants/permission-sets/perm-set.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import type { Grant } from '../kernel/state.ts';
import { SetStanding } from './set-standing.ts';

/** What the actor may do with the sets of an Instance. A set that is held is enabled (invariant I6). */
export function actorSets({ state, actor }: DecisionContext, instance: Id): SetStanding {
  const held = state.grantsOf(actor, instance).filter(isHolding);
  const sets = state.each(held, ({ target }) => setById(state, target));
  return new SetStanding(sets.filter((set) => set !== undefined));
}

/**
 * Whether the actor sees who holds something, from what both hold: as a holder of `users=edit` on an Instance where the
 * other has anything, or because `permset=read` shows them a set that the other holds.
 */
export function seesHolder(
  context: DecisionContext,
  mine: readonly Grant[],
  theirs: readonly Grant[],
): boolean {
  const instances = new Set(mine.filter(isHolding).map(({ scope }) => scope));
  const shared = theirs.filter(({ scope }) => instances.has(scope));
  const seen = context.state.each(shared, (grant) => {
    const standing = actorSets(context, grant.scope);
    if (standing.managesUsers) return true;
    const set = isHolding(grant) ? setById(context.state, grant.target) : undefined;
    return set !== undefined && standing.may('read', set.name);
  });
  return seen.includes(true);
}

function isHolding({ kind }: Grant): boolean {
  return kind === PERMISSION_SET.name;
}
