/** PROJECT: what happens to organizations, and what it does to the temporal rows. */
import { z } from 'zod';
import { idData, noData } from '../kernel/data.ts';
import { defineEvent } from '../kernel/event.ts';
import { foldKey } from '../kernel/text.ts';

const name = z.string().describe('The handle by which it is addressed, unique whatever its case.');
const label = z.string().describe('The title that people see.');

export const organizationCreated = defineEvent({
  type: 'OrganizationCreated',
  version: 1,
  description: 'An organization was created, with its owner.',
  data: z.strictObject({ name, label, ownerId: idData.describe('The user who owns it.') }),
  changes({ target: { id }, data }) {
    const key = foldKey(data.name);
    return [
      { do: 'create', type: 'Organization', id, scope: id, parent: null, key, attributes: { ...data } },
    ];
  },
});

export const organizationRenamed = defineEvent({
  type: 'OrganizationRenamed',
  version: 1,
  description: 'The name or the label of an organization changed.',
  data: z.strictObject({
    from: z.strictObject({ name, label }).describe('How it was called.'),
    to: z.strictObject({ name, label }).describe('How it is called now.'),
  }),
  changes: ({ target, data: { to } }) => [
    { do: 'alter', id: target.id, key: foldKey(to.name), attributes: { ...to } },
  ],
});

export const ownershipTransferred = defineEvent({
  type: 'OwnershipTransferred',
  version: 1,
  description: 'An organization got another owner; who owned it before stays a member.',
  data: z.strictObject({
    from: idData.describe('The user who owned it.'),
    to: idData.describe('The user who owns it now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { ownerId: data.to } }],
});

export const organizationDeleted = defineEvent({
  type: 'OrganizationDeleted',
  version: 1,
  description: 'An organization was deleted; all memberships and permissions in it ended with it.',
  data: noData,
  changes: ({ target }) => [{ do: 'delete', id: target.id }],
});
