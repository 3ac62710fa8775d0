/** DECIDE: an Instance is created with a Partner, and its creator gets all access to it (decision A27). */
import { z } from 'zod';
import { actorOn, homeOf } from '../../access/authority.ts';
import { knownThing } from '../../access/portal-authority.ts';
import { createInstancesPlace } from '../../grants/kinds/create-instances/place.ts';
import { levelPlace } from '../../grants/levels.ts';
import { granting } from '../../grants/lifecycle.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import { idInput, newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { inInstance, instanceNameInput } from '../instance.ts';

export const createInstance = defineCommand({
  name: 'createInstance',
  description:
    'Creates an Instance. Holders of the right to create Instances may, with the Partner that they are at home with and with those that they hold WRITE on; they get WRITE_AND_DEPLOY on it.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'Instance'>().describe('The id of the new Instance.'),
    partner: idInput<'Partner'>().describe('The id of the Partner that it is to belong to.'),
    name: instanceNameInput,
  }),
  authorize({ id, partner }, context) {
    knownThing(context, 'Partner', partner, 'partner');
    demandCreates(context, partner);
    return { target: id };
  },
  decide({ id, partner, name }, { state, actor, importing }) {
    requireFreshId(state, id, 'id');
    const data = { partnerId: partner, name };
    const created: NewEvent = { type: 'InstanceCreated', ...inInstance(id), cause: 'DIRECT', data };
    const why = { cause: 'RESOURCE_CREATED', causedBy: created } as const;
    // History gives the one who made it nothing.
    const creators = importing ? [] : [actor];
    const grants = creators.map((creator) =>
      granting(levelPlace('Instance', id, creator), 'WRITE_AND_DEPLOY', null, why),
    );
    return [created, ...grants];
  },
});

function demandCreates(context: DecisionContext, partner: Id): void {
  const { state, actor } = context;
  context.demand(state.grant(createInstancesPlace(actor)) !== undefined, () =>
    forbidden(
      'Only those with the right to create Instances create them.',
      'Ask somebody with that right and WRITE on your Partner for it, or an operator.',
    ),
  );
  const home = () => homeOf(state.entity('User', actor)) === partner;
  context.demand(actorOn(context, 'Partner', partner).reaches('WRITE') || home(), () =>
    forbidden(
      'Instances are created with the Partner that one is at home with, or holds WRITE on.',
      'Ask for WRITE on the Partner, or name your own.',
    ),
  );
}
