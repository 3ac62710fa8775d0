/** DECIDE: a Partner gets another name. */
import { z } from 'zod';
import { demandLevel, knownThing } from '../../access/portal-authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { inPartner, partnerInput, partnerNameInput } from '../partner.ts';

export const renamePartner = defineCommand({
  name: 'renamePartner',
  description: 'Changes the name of a Partner. Holders of WRITE on it may.',
  from: 'anywhere',
  input: z.strictObject({ partner: partnerInput, name: partnerNameInput }),
  authorize({ partner }, context) {
    const known = knownThing(context, 'Partner', partner, 'partner');
    demandLevel(context, [known], 'partner', 'WRITE', 'rename it');
    return { target: partner, known };
  },
  decide({ partner, name }, _context, { known }) {
    const from = String(known.thing.attributes.name);
    if (name === from) return [];
    return [{ type: 'PartnerRenamed', ...inPartner(partner), cause: 'DIRECT', data: { from, to: name } }];
  },
});
