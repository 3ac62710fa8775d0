/** DECIDE: a set ends, with its Instance (decision A32) or by itself, and is taken from all its holders by that. */
import type { Sweep } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import type { State } from '../../kernel/state.ts';
import { PERMISSION_SET } from '../kinds/permission-set/kind.ts';
import { revoking, type Why } from '../lifecycle.ts';
import { aboutSet, asPermSet, type PermSet } from './perm-set.ts';

/** The ends of all sets of an Instance. */
export function endingSets(state: State, instance: Id, why: Why): Sweep[] {
  return state.children(instance, 'PermSet').map((set) => endingSet(asPermSet(set), why));
}

export function endingSet(set: PermSet, why: Why): Sweep {
  return {
    target: set.id,
    kind: PERMISSION_SET.name,
    ends(formerHolderCount) {
      const data = { formerHolderCount, permissions: set.texts };
      const before: NewEvent = { type: 'PermSetDeleted', ...aboutSet(set), ...why, data };
      return { before, each: (grant) => revoking(grant, { cause: why.cause, causedBy: before }) };
    },
  };
}
