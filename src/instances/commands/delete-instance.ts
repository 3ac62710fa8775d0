/** DECIDE: an Instance is deleted, and every access to it and all its Permission Sets end in the same command (decision A32). */
import { z } from 'zod';
import { demandLevel, knownThing } from '../../access/portal-authority.ts';
import { endingGrantsOn } from '../../grants/ending.ts';
import { endingSets } from '../../grants/permission-sets/ending.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { inInstance, instanceInput } from '../instance.ts';

export const deleteInstance = defineCommand({
  name: 'deleteInstance',
  description: 'Deletes an Instance with its Permission Sets. Holders of WRITE_AND_DEPLOY on it may.',
  from: 'anywhere',
  input: z.strictObject({ instance: instanceInput }),
  authorize({ instance }, context) {
    const known = knownThing(context, 'Instance', instance, 'instance');
    demandLevel(context, [known], 'instance', 'WRITE_AND_DEPLOY', 'delete it');
    return { target: instance };
  },
  decide({ instance }, { state }) {
    const where = inInstance(instance);
    const deleted: NewEvent = { type: 'InstanceDeleted', ...where, cause: 'DIRECT', data: {} };
    const why = { cause: 'RESOURCE_DELETED', causedBy: deleted } as const;
    return [deleted, ...endingGrantsOn(where.target, why), ...endingSets(state, instance, why)];
  },
});
