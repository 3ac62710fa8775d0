/** DECIDE: sets end with their Instance (decision A32), each taken from all its holders by its deletion. */
import type { NewEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import type { State } from '../../kernel/state.ts';
import { revoking, type Why } from '../lifecycle.ts';
import { aboutSet, asPermSet, holdings } from './perm-set.ts';

/** The ends of all sets of an Instance. */
export function endingSets(state: State, instance: Id, why: Why): NewEvent[] {
  const sets = state.children(instance, 'PermSet').map(asPermSet);
  return state
    .each(sets, (set) => {
      const held = holdings(state, set.id);
      const data = { formerHolderCount: held.length, permissions: set.texts };
      const deleted: NewEvent = { type: 'PermSetDeleted', ...aboutSet(set), ...why, data };
      return [deleted, ...held.map((grant) => revoking(grant, { cause: why.cause, causedBy: deleted }))];
    })
    .flat();
}
