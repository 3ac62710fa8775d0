/** DECIDE: an Instance moves to another Partner, and all access to it stays. */
import { z } from 'zod';
import { actorOn } from '../../access/authority.ts';
import { demandLevel, knownThing } from '../../access/portal-authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { Id } from '../../kernel/ids.ts';
import { idInput } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { inInstance, instanceInput } from '../instance.ts';

export const moveInstance = defineCommand({
  name: 'moveInstance',
  description:
    'Moves an Instance to another Partner; access to it stays. Holders of WRITE_AND_DEPLOY on it and of WRITE on both Partners may.',
  from: 'anywhere',
  input: z.strictObject({
    instance: instanceInput,
    partner: idInput<'Partner'>().describe('The id of the Partner that it is to belong to.'),
  }),
  authorize({ instance, partner }, context) {
    const known = knownThing(context, 'Instance', instance, 'instance');
    const to = knownThing(context, 'Partner', partner, 'partner');
    demandLevel(context, [known], 'instance', 'WRITE_AND_DEPLOY', 'move it');
    const from = known.thing.parent as Id;
    const writesBoth = to.standing.reaches('WRITE') && actorOn(context, 'Partner', from).reaches('WRITE');
    context.demand(writesBoth, () =>
      forbidden(
        'Only holders of WRITE on both Partners move an Instance from one to the other.',
        'Ask somebody who holds WRITE on both.',
      ),
    );
    return { target: instance, from };
  },
  decide({ instance, partner: to }, _context, { from }) {
    if (to === from) return [];
    return [{ type: 'InstancePartnerChanged', ...inInstance(instance), cause: 'DIRECT', data: { from, to } }];
  },
});
