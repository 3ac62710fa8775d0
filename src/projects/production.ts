/** DECIDE: what keeps the production what it is: the environment of the default branch (invariant I5). */
import { Refusal } from '../kernel/refusal.ts';

/** The refusal to make anything else a production, or to take the production away. */
export function productionReserved(
  message = 'Only the environment of the default branch is a production.',
): Refusal {
  return new Refusal('PRODUCTION_RESERVED', message, {
    remedy: 'Make its branch the default (setDefaultBranch), or another one.',
  });
}

/** The refusal to give the production another type. */
export function productionTypeImmutable(): Refusal {
  return new Refusal('PRODUCTION_TYPE_IMMUTABLE', 'The environment of the default branch keeps its type.', {
    field: 'type',
    remedy: 'Make another branch the default first (setDefaultBranch).',
  });
}
