/** DECIDE: the description and the permissions of a Permission Set change, for all its holders at once (PS-13, PS-16). */
import { z } from 'zod';
import { DIRECT } from '../../grants/lifecycle.ts';
import { aboutSet, type PermSet } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { brought } from '../brought.ts';
import { changingPermissions } from '../changing.ts';
import { descriptionInput, permissionsInput, setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';
import { demandGivable } from '../named-sets.ts';
import { demandEdits, requireNotEmpty } from '../set-rules.ts';

export const editPermSet = defineCommand({
  name: 'editPermSet',
  description:
    'Changes the description and the permissions of a Permission Set. Holders of `permset=edit` for it may; what they add ' +
    'must be theirs to give.',
  from: 'anywhere',
  input: z.strictObject({
    set: setInput,
    description: descriptionInput
      .nullable()
      .optional()
      .describe('What it is for; left out: as it is; null: nothing is said any more.'),
    permissions: permissionsInput
      .optional()
      .describe('All its permissions from now on, at least one; left out: as they are.'),
  }),
  authorize({ set: id }, context) {
    const { set, standing } = seenSet(context, id);
    demandEdits(context, standing, 'edit the set', set.name);
    return { target: id, set, standing };
  },
  decide({ description, permissions = undefined }, context, { set, standing }) {
    if (permissions) {
      requireNotEmpty(permissions);
      demandGivable(context, set.instance, standing, brought(set.permissions, permissions));
    }
    return [
      ...(description === undefined ? [] : describing(set, description)),
      ...(permissions ? changingPermissions(set, permissions, DIRECT) : []),
    ];
  },
});

function describing(set: PermSet, to: string | null): NewEvent[] {
  if (to === set.description) return [];
  const data = { from: set.description, to };
  return [{ type: 'PermSetDescriptionChanged', ...aboutSet(set), cause: 'DIRECT', data }];
}
