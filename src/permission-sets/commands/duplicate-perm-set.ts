/** DECIDE: a Permission Set is created as a copy of another: of all but its assignments (PS-19, PS-20, A22). */
import { z } from 'zod';
import { type PermSet, setByName } from '../../grants/permission-sets/perm-set.ts';
import { LONGEST_NAME } from '../../grants/permission-sets/set-key.ts';
import { defineCommand } from '../../kernel/command.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { invalid } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';
import { creating } from '../creating.ts';
import { nameInput, setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';
import { demandGivable } from '../named-sets.ts';
import { demandEdits, requireFreeName } from '../set-rules.ts';

export const duplicatePermSet = defineCommand({
  name: 'duplicatePermSet',
  description:
    'Creates a Permission Set as a copy of another on the same Instance, without its holders; the two are independent from ' +
    'then on. Holders of `permset=edit` without a list may, where its permissions are theirs to give.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'PermSet'>().describe('The id of the new set.'),
    set: setInput,
    name: nameInput
      .optional()
      .describe('The name of the new set; left out: that of the original and "(copy)".'),
  }),
  authorize({ id, set: source }, context) {
    const { set, standing } = seenSet(context, source);
    demandEdits(context, standing, 'duplicate sets');
    return { target: id, set, standing };
  },
  decide({ id, name }, context, { set, standing }) {
    const { state } = context;
    const { instance, description, enabled, permissions } = set;
    demandGivable(context, instance, standing, permissions, 'set');
    if (name !== undefined) requireFreeName(state, instance, name);
    const copy = { id, instance, name: name ?? nameOfCopy(state, set), description, enabled, permissions };
    requireFreshId(state, id, 'id');
    return [creating(copy, { cause: 'DUPLICATE', sourceId: set.id })];
  },
});

/** How many names are looked at together. */
const TRIED_AT_ONCE = 16;

/** `"<name> (copy)"`, then `(copy 2)` and so on: the first that is free. */
function nameOfCopy(state: State, { instance, name }: PermSet): string {
  for (let first = 1; ; first += TRIED_AT_ONCE) {
    const names = Array.from({ length: TRIED_AT_ONCE }, (_, index) => copied(name, first + index));
    const holders = state.each(names, (each) => setByName(state, instance, each));
    const free = names.find((_, index) => holders[index] === undefined);
    if (free === undefined) continue;
    if (free.length <= LONGEST_NAME) return free;
    throw invalid('name', `The name "${free}" would be too long.`, 'Give the new set a name.');
  }
}

function copied(name: string, number: number): string {
  return number === 1 ? `${name} (copy)` : `${name} (copy ${number})`;
}
