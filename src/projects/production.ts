/** DECIDE: what keeps the production what it is: the environment of the default branch (invariant I5). */
import { Refusal } from '../kernel/refusal.ts';

/** The refusal to make anything else a production. */
export function productionReserved(): Refusal {
  return reserved('type', 'Only the environment of the default branch is a production.');
}

/** The refusal to take the production away. */
export function productionStays(): Refusal {
  return reserved('environment', 'The environment of the default branch cannot be deleted.');
}

/** The refusal to give the production another type. */
export function productionTypeImmutable(): Refusal {
  return new Refusal('PRODUCTION_TYPE_IMMUTABLE', 'The environment of the default branch keeps its type.', {
    field: 'type',
    remedy: 'Make another branch the default first (setDefaultBranch).',
  });
}

function reserved(field: string, message: string): Refusal {
  return new Refusal('PRODUCTION_RESERVED', message, {
    field,
    remedy: 'Make its branch the default (setDefaultBranch), or another one.',
  });
}
