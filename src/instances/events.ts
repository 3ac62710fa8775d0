/** PROJECT: what happens to Instances, and what it does to the temporal rows. */
import { z } from 'zod';
import { noData, partnerData } from '../kernel/data.ts';
import { defineEvent } from '../kernel/event.ts';

export const instanceCreated = defineEvent({
  type: 'InstanceCreated',
  version: 1,
  description: 'An Instance was created, with a Partner.',
  data: z.strictObject({
    partnerId: partnerData.describe(
      'The Partner that it belongs to; null where the caller may not know of it.',
    ),
    name: z.string().describe('The name that people see.'),
  }),
  // An Instance can move to another Partner: what is granted on it lies in itself, never in one.
  changes: ({ target: { id }, data: { partnerId, name } }) => [
    { do: 'create', type: 'Instance', id, scope: id, parent: partnerId, key: null, attributes: { name } },
  ],
});

export const instanceRenamed = defineEvent({
  type: 'InstanceRenamed',
  version: 1,
  description: 'The name of an Instance changed.',
  data: z.strictObject({
    from: z.string().describe('How it was called.'),
    to: z.string().describe('How it is called now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { name: data.to } }],
});

export const instancePartnerChanged = defineEvent({
  type: 'InstancePartnerChanged',
  version: 1,
  description: 'An Instance moved to another Partner; access to it stayed as it was.',
  data: z.strictObject({
    from: partnerData.describe('The Partner that it belonged to; null where the caller may not know of it.'),
    to: partnerData.describe('The Partner that it belongs to now; null where the caller may not know of it.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, parent: data.to }],
});

export const instanceDeleted = defineEvent({
  type: 'InstanceDeleted',
  version: 1,
  description: 'An Instance was deleted; all access to it ended with it.',
  data: noData,
  changes: ({ target }) => [{ do: 'delete', id: target.id }],
});
