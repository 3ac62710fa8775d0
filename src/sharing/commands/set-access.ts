/** DECIDE: a user gets one level on many Instances, or on many Partners, whatever they held there (IN-10, IN-12). */
import { z } from 'zod';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { LEVELS } from '../../grants/levels.ts';
import { defineCommand } from '../../kernel/command.ts';
import { userReference } from '../../kernel/reference.ts';
import { recipientOf } from '../recipient.ts';
import { demandHeldLevel, giving, select, selectionInput } from '../selection.ts';

const user = userReference.describe('The user, by id or email.');
const WHO =
  'Holders of WRITE may, no more than they hold themselves and to users whose home Partner they read or who hold something there already; and an OPERATOR.';

export const setInstanceAccess = defineCommand({
  name: 'setInstanceAccess',
  description: `Gives a user one level on Instances, all of them or none; it replaces what they held. ${WHO}`,
  from: 'anywhere',
  input: z.strictObject({
    user,
    level: z.enum(LEVELS.Instance.values).describe('The level, the same on all of them.'),
    instances: selectionInput<'Instance'>().describe('The ids of the Instances.'),
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const selection = select(context, 'Instance', given.instances);
    return recipientOf(context, given.user, selection, given.level);
  },
  decide({ level, expiresAt }, context, { selection, subject }) {
    demandHeldLevel(context, selection, level);
    return giving(context, selection, subject, { value: level, expiresAt });
  },
});

export const setPartnerAccess = defineCommand({
  name: 'setPartnerAccess',
  description: `Gives a user one level on Partners, all of them or none; it replaces what they held. ${WHO}`,
  from: 'anywhere',
  input: z.strictObject({
    user,
    level: z.enum(LEVELS.Partner.values).describe('The level, the same on all of them.'),
    partners: selectionInput<'Partner'>().describe('The ids of the Partners.'),
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const selection = select(context, 'Partner', given.partners);
    return recipientOf(context, given.user, selection, given.level);
  },
  decide({ level, expiresAt }, context, { selection, subject }) {
    demandHeldLevel(context, selection, level);
    return giving(context, selection, subject, { value: level, expiresAt });
  },
});
