/** DECIDE: which grants there are on a target, of whatever kind. */
import type { Target } from '../kernel/event.ts';
import type { Grant, State } from '../kernel/state.ts';
import { GRANT_KINDS } from './registry.ts';

/** All open grants on a target: what ends when it is deleted (decision A32). */
export function grantsOnTarget(state: State, target: Target): Grant[] {
  const kinds = GRANT_KINDS.filter((kind) => kind.target === target.type);
  return kinds.flatMap((kind) => state.grantsOn(target.id, kind.name));
}
