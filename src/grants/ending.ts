/** DECIDE: all grants on a target end with it, of whatever kind (decision A32). */
import type { Sweep } from '../kernel/command.ts';
import type { Target } from '../kernel/event.ts';
import { revoking, type Why } from './lifecycle.ts';
import { GRANT_KINDS } from './registry.ts';

export function endingGrantsOn(target: Target, why: Why): Sweep[] {
  return GRANT_KINDS.filter((kind) => kind.target === target.type).map(({ name }) => ({
    target: target.id,
    kind: name,
    ends: () => ({ each: (grant) => revoking(grant, why) }),
  }));
}
