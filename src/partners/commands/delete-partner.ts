/** DECIDE: a Partner that nothing belongs to is deleted, and every access to it ends in the same command (decision A32). */
import { z } from 'zod';
import { demandOperator } from '../../access/authority.ts';
import { knownThing } from '../../access/portal-authority.ts';
import { endingGrantsOn } from '../../grants/ending.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';
import { inPartner, partnerInput } from '../partner.ts';

export const deletePartner = defineCommand({
  name: 'deletePartner',
  description: 'Deletes a Partner that has no Instances and nobody at home. Only an OPERATOR may.',
  from: 'anywhere',
  input: z.strictObject({ partner: partnerInput }),
  authorize({ partner }, context) {
    knownThing(context, 'Partner', partner, 'partner');
    demandOperator(context, 'delete Partners');
    return { target: partner };
  },
  decide({ partner }, { state }) {
    requireEmpty(state, partner);
    const where = inPartner(partner);
    const deleted: NewEvent = { type: 'PartnerDeleted', ...where, cause: 'DIRECT', data: {} };
    const why = { cause: 'RESOURCE_DELETED', causedBy: deleted } as const;
    return [deleted, ...endingGrantsOn(where.target, why)];
  },
});

function requireEmpty(state: State, partner: Id): void {
  const [instances, users] = [state.children(partner, 'Instance'), state.children(partner, 'User')];
  if (instances.length + users.length === 0) return;
  const has = `${instances.length} Instance(s), and ${users.length} user(s) at home`;
  throw new Refusal('NOT_EMPTY', `The Partner has ${has}.`, {
    field: 'partner',
    remedy: 'Move or delete its Instances, and move its users, first.',
    facts: { instances: instances.length, users: users.length },
  });
}
