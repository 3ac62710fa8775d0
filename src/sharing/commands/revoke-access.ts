/** DECIDE: a user loses all access to Instances, or to Partners (decision A3). */
import { z } from 'zod';
import { defineCommand } from '../../kernel/command.ts';
import { userReference } from '../../kernel/reference.ts';
import { formerHolderOf } from '../recipient.ts';
import { select, selectionInput, taking } from '../selection.ts';

const user = userReference.describe('The user, by id or email.');
const WHO = 'Holders of WRITE may who hold at least what is taken away, users their own, and an OPERATOR.';

export const revokeInstanceAccess = defineCommand({
  name: 'revokeInstanceAccess',
  description: `Takes all access to Instances from a user, to all of them or none. ${WHO}`,
  from: 'anywhere',
  input: z.strictObject({
    user,
    instances: selectionInput<'Instance'>().describe('The ids of the Instances.'),
  }),
  authorize: (given, context) =>
    formerHolderOf(context, given.user, select(context, 'Instance', given.instances)),
  decide: (_given, context, { selection, subject }) => taking(context, selection, subject),
});

export const revokePartnerAccess = defineCommand({
  name: 'revokePartnerAccess',
  description: `Takes all access to Partners from a user, to all of them or none. ${WHO}`,
  from: 'anywhere',
  input: z.strictObject({ user, partners: selectionInput<'Partner'>().describe('The ids of the Partners.') }),
  authorize: (given, context) =>
    formerHolderOf(context, given.user, select(context, 'Partner', given.partners)),
  decide: (_given, context, { selection, subject }) => taking(context, selection, subject),
});
