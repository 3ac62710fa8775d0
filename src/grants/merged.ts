/** DECIDE: merging what is offered with what is held. */
import type { Grant } from '../kernel/state.ts';
import type { Time } from '../kernel/time.ts';
import { type GrantKind, rank } from './kind.ts';

interface Holding<Value extends string> {
  readonly value: Value;
  readonly expiresAt: Time | null;
}

/**
 * What is held after something is offered: the offer where it is at least as much for at least as long, else what is
 * held. So nobody loses anything, now or later, and nobody gets more, or for longer, than somebody gave.
 */
export function merged<Value extends string>(
  kind: GrantKind,
  held: Grant | undefined,
  offered: Holding<Value>,
): Holding<Value> {
  if (!held) return offered;
  const asMuch = kind.slot === 'value' || rank(kind, offered.value) >= rank(kind, held.value);
  const asLong =
    offered.expiresAt === null || (held.expiresAt !== null && offered.expiresAt >= held.expiresAt);
  return asMuch && asLong ? offered : { value: held.value as Value, expiresAt: held.expiresAt };
}
