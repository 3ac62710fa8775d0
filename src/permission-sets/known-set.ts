/** DECIDE: the set that a command names, and what its actor may do with the sets of its Instance. */
import { knowsEverybody } from '../access/authority.ts';
import { actorSets } from '../access/held-sets.ts';
import type { SetStanding } from '../access/set-standing.ts';
import { type PermSet, setById } from '../grants/permission-sets/perm-set.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { forbidden, notFound } from '../kernel/refusal.ts';

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

/**
 * The set of an id that the actor would change, delete or copy: an OPERATOR or AUDITOR knows of it, which is not enough
 * for that. Otherwise a refusal could tell them what it holds.
 */
export function seenSet(context: DecisionContext, id: Id): KnownSet {
  const known = knownSet(context, id);
  context.demand(known.standing.sees(known.set), () =>
    forbidden(
      'Only those who see the set by `permset=read`, or hold it, may change, delete or copy it.',
      'Ask an administrator of the Instance for a Permission Set that shows it.',
    ),
  );
  return known;
}
