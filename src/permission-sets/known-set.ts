/** DECIDE: the set that a command names, and what its actor may do with the sets of its Instance. */
import { knowsEverybody } from '../access/authority.ts';
import { actorSets } from '../access/held-sets.ts';
import type { SetStanding } from '../access/set-standing.ts';
import { type PermSet, setById } from '../grants/permission-sets/perm-set.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { notFound } from '../kernel/refusal.ts';

export interface KnownSet {
  readonly set: PermSet;
  readonly standing: SetStanding;
}

/** The set of an id; NOT_FOUND for those who may not know of it. */
export function knownSet(context: DecisionContext, id: Id): KnownSet {
  const set = setById(context.state, id);
  const unknown = () => notFound('set', 'Permission Set', id);
  if (!set) throw unknown();
  const standing = actorSets(context, set.instance);
  context.demand(standing.sees(set) || knowsEverybody(context), unknown);
  return { set, standing };
}
