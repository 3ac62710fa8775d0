/**
 * PROJECT and DECIDE: which sets mention a name, so that whoever takes or leaves a name finds them without reading all sets.
 * A mention is an edge like a grant, from the set to the name, in the same rows: open from one position until another,
 * and found from its end by their index. Perhaps no set bears the name, so the edge leads to an id that is made of it, and
 * has the key by which such a set would be found.
 */
import type { Change, GrantKey } from '../../kernel/change.ts';
import { derivedId, type Id, type UserId } from '../../kernel/ids.ts';
import type { State } from '../../kernel/state.ts';
import { namesIn } from './language/names.ts';
import { parsePermissions } from './language/permission-list.ts';
import { setKey } from './set-key.ts';

/** What the rows of mentions bear where those of grants bear their kind. */
const MENTION = 'PERMSET_MENTION';

/** What stands for a name on an Instance, exactly as it is spelt, whether or not a set bears it. */
export function nameId(instance: Id, name: string): Id {
  return derivedId('permset-name', instance, name);
}

/** What changes in the mentions of a set whose permissions change. */
export function mentionChanges(
  set: Id,
  instance: Id,
  before: readonly string[],
  after: readonly string[],
): Change[] {
  const [names, wanted] = [namesIn(parsePermissions(before)), namesIn(parsePermissions(after))];
  const edge = (name: string): GrantKey => {
    // The one who mentions stands where the holder of a grant does.
    const [subject, target] = [set as Id as UserId, nameId(instance, name)];
    return { kind: MENTION, subject, target, slot: setKey(instance, name) };
  };
  return [
    ...names
      .filter((name) => !wanted.includes(name))
      .map((name): Change => ({ do: 'close', grant: edge(name) })),
    ...wanted
      .filter((name) => !names.includes(name))
      .map(
        (name): Change => ({ do: 'open', grant: edge(name), scope: instance, value: name, expiresAt: null }),
      ),
  ];
}

/** The ids of the sets that mention a name on an Instance. */
export function mentioning(state: State, instance: Id, name: string): readonly Id[] {
  return state.grantsOn(nameId(instance, name), MENTION).map(({ subject }) => subject as Id);
}
