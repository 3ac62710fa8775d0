/** DECIDE: a Partner is created, with the one who is the first to hold WRITE on it (rule U1). */
import { z } from 'zod';
import { demandOperator, resolveUser } from '../../access/authority.ts';
import { levelPlace } from '../../grants/levels.ts';
import { granting } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { UserId } from '../../kernel/ids.ts';
import { newIdInput, requireFreshId, userReference } from '../../kernel/reference.ts';
import { inPartner, partnerNameInput } from '../partner.ts';

export const createPartner = defineCommand({
  name: 'createPartner',
  description: 'Creates a Partner. Only an OPERATOR may, who names the first holder of WRITE on it.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'Partner'>().describe('The id of the new Partner.'),
    name: partnerNameInput,
    firstWriter: userReference.describe('Whoever gets WRITE on it, by id or email.'),
  }),
  authorize({ id, firstWriter }, context) {
    const authority = () => demandOperator(context, 'create Partners');
    const writer = resolveUser(context, firstWriter, 'firstWriter', authority);
    return { target: id, writer: writer.id as UserId };
  },
  decide({ id, name }, { state }, { writer }) {
    requireFreshId(state, id, 'id');
    const created: NewEvent = { type: 'PartnerCreated', ...inPartner(id), cause: 'DIRECT', data: { name } };
    const why = { cause: 'RESOURCE_CREATED', causedBy: created } as const;
    return [created, granting(levelPlace('Partner', id, writer), 'WRITE', null, why)];
  },
});
