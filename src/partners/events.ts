/** PROJECT: what happens to Partners, and what it does to the temporal rows. */
import { z } from 'zod';
import { noData } from '../kernel/data.ts';
import { defineEvent } from '../kernel/event.ts';

export const partnerCreated = defineEvent({
  type: 'PartnerCreated',
  version: 1,
  description: 'A Partner was created.',
  data: z.strictObject({ name: z.string().describe('The name that people see.') }),
  changes: ({ target: { id }, data: { name } }) => [
    { do: 'create', type: 'Partner', id, scope: id, parent: null, key: null, attributes: { name } },
  ],
});

export const partnerRenamed = defineEvent({
  type: 'PartnerRenamed',
  version: 1,
  description: 'The name of a Partner changed.',
  data: z.strictObject({
    from: z.string().describe('How it was called.'),
    to: z.string().describe('How it is called now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { name: data.to } }],
});

export const partnerDeleted = defineEvent({
  type: 'PartnerDeleted',
  version: 1,
  description: 'A Partner was deleted; all access to it ended with it.',
  data: noData,
  changes: ({ target }) => [{ do: 'delete', id: target.id }],
});
