/** DECIDE: a Permission Set is created on an Instance (PS-05 to PS-07). */
import { z } from 'zod';
import { actorPlatform } from '../../access/authority.ts';
import { actorSets } from '../../access/held-sets.ts';
import { knownThing } from '../../access/portal-authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { creating } from '../creating.ts';
import { descriptionInput, instanceInput, nameInput, permissionsInput } from '../inputs.ts';
import { demandGivable } from '../named-sets.ts';
import { demandEdits, requireFreeName, requireNotEmpty } from '../set-rules.ts';

export const createPermSet = defineCommand({
  name: 'createPermSet',
  description:
    'Creates a Permission Set on an Instance. Holders of `permset=edit` without a list may, with permissions that are ' +
    'theirs to give, and an OPERATOR.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'PermSet'>().describe('The id of the new set.'),
    instance: instanceInput,
    name: nameInput,
    description: descriptionInput.optional().describe('What it is for.'),
    enabled: z.boolean().optional().describe('Whether it can be assigned; left out: it can.'),
    permissions: permissionsInput,
  }),
  authorize({ id, instance }, context) {
    const { id: place } = knownThing(context, 'Instance', instance, 'instance').thing;
    const standing = actorSets(context, place);
    const { operator } = actorPlatform(context);
    if (!operator) demandEdits(context, standing, 'create sets');
    return { target: id, instance: place, standing, operator };
  },
  decide({ id, name, description = null, enabled = true, permissions }, context, known) {
    const { instance, standing, operator } = known;
    requireNotEmpty(permissions);
    if (!operator) demandGivable(context, instance, standing, permissions);
    requireFreeName(context.state, instance, name);
    requireFreshId(context.state, id, 'id');
    return [creating({ id, instance, name, description, enabled, permissions }, { cause: 'DIRECT' })];
  },
});
