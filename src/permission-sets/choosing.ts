/** CHOOSE: which Permission Sets the caller could assign: what the command would accept (rule C1). */
import { passes } from '../kernel/choosing.ts';
import type { UserId } from '../kernel/ids.ts';
import { type Assigner, demandAssignable, demandManages, requireEnabled } from './assigning.ts';
import type { Given } from './giving.ts';

/** A set that could be chosen. */
interface Choice extends Given {
  readonly enabled: boolean;
}

/** Those of some sets that assignPermSet would accept; all that the caller sees must be among them, since they name each other. */
export function assignable<Set extends Choice>(
  actor: UserId,
  assigner: Assigner,
  subject: 'oneself' | 'others',
  sets: readonly Set[],
): Set[] {
  const byName = new Map(sets.map(({ name, permissions }) => [name, permissions]));
  return sets.filter((set) =>
    passes(actor, (acting) => {
      demandManages(acting, assigner, set.name);
      demandAssignable(acting, assigner, set, new Set([subject]), (name) => byName.get(name));
      requireEnabled(set);
    }),
  );
}
