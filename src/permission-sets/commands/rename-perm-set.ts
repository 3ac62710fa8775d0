/** DECIDE: a Permission Set gets another name; those that mention the old one are rewritten only on request (PS-14, PS-15, A14). */
import { z } from 'zod';
import type { SetStanding } from '../../access/set-standing.ts';
import { withName } from '../../grants/permission-sets/language/names.ts';
import { mentioning } from '../../grants/permission-sets/mentions.ts';
import { aboutSet, type PermSet, setById } from '../../grants/permission-sets/perm-set.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { forbidden, Refusal } from '../../kernel/refusal.ts';
import { compareKeys, foldKey } from '../../kernel/text.ts';
import { changingPermissions } from '../changing.ts';
import { nameInput, setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';
import { demandGivable } from '../named-sets.ts';
import { demandEdits, requireFreeName } from '../set-rules.ts';

export const renamePermSet = defineCommand({
  name: 'renamePermSet',
  description:
    'Renames a Permission Set; whoever holds it holds it still. Holders of `permset=edit` for it may. Sets that mention ' +
    'the old name keep mentioning it, unless they are to be rewritten, which asks for `permset=edit` for each.',
  from: 'anywhere',
  input: z.strictObject({
    set: setInput,
    name: nameInput,
    updateReferences: z
      .boolean()
      .optional()
      .describe('Whether sets that mention the old name get the new one in its place.'),
  }),
  authorize({ set: id, updateReferences = false }, context) {
    const { set, standing } = seenSet(context, id);
    demandEdits(context, standing, 'rename the set', set.name);
    const referring = updateReferences ? seenReferring(context, standing, set) : [];
    demandEditsEach(context, standing, referring);
    return { target: id, set, standing, referring };
  },
  decide({ name }, context, { set, standing, referring }) {
    if (name === set.name) return [];
    const { state } = context;
    // Those who may assign what bears the name would get this set to assign (A16).
    if (mentioning(state, set.instance, name).length > 0)
      demandGivable(context, set.instance, standing, set.permissions, 'name');
    requireFreeName(state, set.instance, name, set.id);
    const data = { from: set.name, to: name };
    const renamed: NewEvent = { type: 'PermSetRenamed', ...aboutSet(set), cause: 'DIRECT', data };
    const why = { cause: 'PERMSET_RENAMED', causedBy: renamed } as const;
    return [
      renamed,
      ...referring.flatMap((other) => {
        const permissions = other.permissions.map((each) => withName(each, set.name, name));
        return changingPermissions(other, permissions, why);
      }),
    ];
  },
});

/** The sets that mention the name and that the actor sees: for them, there are no others. */
function seenReferring(context: DecisionContext, standing: SetStanding, set: PermSet): PermSet[] {
  const { state, importing } = context;
  const ids = mentioning(state, set.instance, set.name);
  const sets = state.each(ids, (id) => setById(state, id)).filter((each) => each !== undefined);
  return importing ? sets : sets.filter((each) => standing.sees(each));
}

function demandEditsEach(context: DecisionContext, standing: SetStanding, sets: readonly PermSet[]): void {
  const uneditable = sets
    .filter(({ name }) => !standing.may('edit', name))
    .sort((a, b) => compareKeys(foldKey(a.name), foldKey(b.name)));
  context.demand(uneditable.length === 0, () => {
    const names = uneditable.map(({ name }) => name);
    const { code, message, remedy } = forbidden(
      `You may not edit ${names.join(', ')}, which mention the old name.`,
      'Leave updateReferences out, or ask somebody who may edit them.',
    );
    return new Refusal(code, message, {
      field: 'updateReferences',
      remedy,
      facts: { sets: uneditable.map(({ id }) => id) },
    });
  });
}
