/** DECIDE: an Instance gets another name. */
import { z } from 'zod';
import { demandLevel, knownThing } from '../../access/portal-authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { inInstance, instanceInput, instanceNameInput } from '../instance.ts';

export const renameInstance = defineCommand({
  name: 'renameInstance',
  description: 'Changes the name of an Instance. Holders of WRITE on it may.',
  from: 'anywhere',
  input: z.strictObject({ instance: instanceInput, name: instanceNameInput }),
  authorize({ instance }, context) {
    const known = knownThing(context, 'Instance', instance, 'instance');
    demandLevel(context, [known], 'instance', 'WRITE', 'rename it');
    return { target: instance, known };
  },
  decide({ instance, name }, _context, { known }) {
    const from = String(known.thing.attributes.name);
    if (name === from) return [];
    return [{ type: 'InstanceRenamed', ...inInstance(instance), cause: 'DIRECT', data: { from, to: name } }];
  },
});
