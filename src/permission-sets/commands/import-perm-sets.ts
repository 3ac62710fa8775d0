/** DECIDE: Permission Sets are created from a file, all of them or none (PS-21, PS-22, A21). */
import { z } from 'zod';
import { actorSets } from '../../access/held-sets.ts';
import { knownThing } from '../../access/portal-authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { creating } from '../creating.ts';
import { fileInput } from '../file.ts';
import { judgeItems, requireImportable } from '../import-report.ts';
import { instanceInput } from '../inputs.ts';
import { demandEdits } from '../set-rules.ts';

export const importPermSets = defineCommand({
  name: 'importPermSets',
  description:
    'Creates the Permission Sets of a file on an Instance, all of them or none; a refusal reports on each. Holders of ' +
    '`permset=edit` without a list may, where the permissions are theirs to give.',
  from: 'anywhere',
  input: z
    .strictObject({
      instance: instanceInput,
      file: fileInput,
      onClash: z
        .enum(['FAIL', 'SKIP'])
        .optional()
        .describe(
          'What becomes of a set whose name is taken: nothing is imported, or it is left out. Left out: FAIL.',
        ),
      ids: z
        .array(newIdInput<'PermSet'>())
        .describe('The ids of the new sets, one for each of the file.')
        .meta({ format: 'newId', per: 'file.permissionSets' }),
    })
    .refine(({ file, ids }) => new Set(ids).size === ids.length && ids.length >= file.permissionSets.length, {
      path: ['ids'],
      message: 'there must be an id for each set',
    }),
  authorize(given, context) {
    const { id: instance } = knownThing(context, 'Instance', given.instance, 'instance').thing;
    const standing = actorSets(context, instance);
    demandEdits(context, standing, 'import sets');
    return { target: instance, instance, standing };
  },
  decide({ file, onClash = 'FAIL', ids }, context, { instance, standing }) {
    const items = judgeItems(context, { instance, standing, items: file.permissionSets, onClash });
    requireImportable(items);
    const created = context.state.each(items, ({ item, outcome }, index) => {
      if (outcome === 'SKIPPED') return [];
      const id = ids[index];
      if (id === undefined) throw new Error('A set of a file without an id');
      requireFreshId(context.state, id, 'ids');
      const { name, description = null, enabled = true, permissions } = item;
      return [
        creating({ id, instance, name, description, enabled, permissions }, { cause: 'PERMSET_IMPORT' }),
      ];
    });
    return created.flat();
  },
});
