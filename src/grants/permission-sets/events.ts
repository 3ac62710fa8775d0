/** PROJECT: what happens to Permission Sets, and what it does to the temporal rows. */
import { z } from 'zod';
import { noData, permSetData } from '../../kernel/data.ts';
import { type AnyEventDefinition, defineEvent, type RecordedEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import { mentionChanges } from './mentions.ts';
import { setKey } from './set-key.ts';

const name = z.string().describe('Its name, unique on its Instance whatever its case.');
const description = z.string().nullable().describe('What it is for; null: nothing is said.');
const permissions = (what: string) =>
  z.array(z.string()).describe(`${what}, in their canonical form, sorted.`);
const formerHolderCount = z
  .int()
  .describe('How many users held it until then; the events that this one caused name them.');

const permSetCreated = defineEvent({
  type: 'PermSetCreated',
  version: 1,
  description: 'A Permission Set was created on an Instance.',
  data: z.strictObject({
    name,
    description,
    enabled: z.boolean().describe('Whether it can be assigned.'),
    permissions: permissions('Its permissions'),
    sourceId: permSetData
      .nullable()
      .describe('The set of which it is a duplicate; null: of none, or hidden from the caller.'),
  }),
  changes(event) {
    const { target, data } = event;
    const instance = instanceOf(event);
    const { sourceId: _sourceId, ...attributes } = data;
    const key = setKey(instance, data.name);
    return [
      { do: 'create', type: 'PermSet', id: target.id, scope: instance, parent: instance, key, attributes },
      ...mentionChanges(target.id, instance, [], data.permissions),
    ];
  },
});

const permSetRenamed = defineEvent({
  type: 'PermSetRenamed',
  version: 1,
  description: 'A Permission Set got another name; whoever held it holds it still.',
  data: z.strictObject({
    from: z.string().describe('How it was called.'),
    to: z.string().describe('How it is called now.'),
  }),
  changes: (event) => [
    {
      do: 'alter',
      id: event.target.id,
      key: setKey(instanceOf(event), event.data.to),
      attributes: { name: event.data.to },
    },
  ],
});

const permSetDescriptionChanged = defineEvent({
  type: 'PermSetDescriptionChanged',
  version: 1,
  description: 'The description of a Permission Set changed.',
  data: z.strictObject({
    from: description.describe('What was said; null: nothing.'),
    to: description.describe('What is said now; null: nothing.'),
  }),
  changes: ({ target, data: { to } }) => [{ do: 'alter', id: target.id, attributes: { description: to } }],
});

const permSetPermissionsChanged = defineEvent({
  type: 'PermSetPermissionsChanged',
  version: 1,
  description: 'The permissions of a Permission Set changed, and with them those of all its holders.',
  data: z.strictObject({
    added: permissions('The permissions that are new'),
    removed: permissions('The permissions that are gone'),
    permissions: permissions('All its permissions from now on'),
  }),
  changes(event) {
    const { target, data } = event;
    const kept = data.permissions.filter((each) => !data.added.includes(each));
    return [
      { do: 'alter', id: target.id, attributes: { permissions: data.permissions } },
      ...mentionChanges(target.id, instanceOf(event), [...kept, ...data.removed], data.permissions),
    ];
  },
});

const permSetEnabled = defineEvent({
  type: 'PermSetEnabled',
  version: 1,
  description: 'A Permission Set can be assigned again; who held it before does not hold it by that.',
  data: noData,
  changes: ({ target }) => [{ do: 'alter', id: target.id, attributes: { enabled: true } }],
});

const permSetDisabled = defineEvent({
  type: 'PermSetDisabled',
  version: 1,
  description: 'A Permission Set can no longer be assigned, and was taken from all who held it.',
  data: z.strictObject({ formerHolderCount }),
  changes: ({ target }) => [{ do: 'alter', id: target.id, attributes: { enabled: false } }],
});

const permSetDeleted = defineEvent({
  type: 'PermSetDeleted',
  version: 1,
  description: 'A Permission Set was deleted; its name is free again.',
  data: z.strictObject({ formerHolderCount, permissions: permissions('The permissions that it had') }),
  changes: (event) => [
    ...mentionChanges(event.target.id, instanceOf(event), event.data.permissions, []),
    { do: 'delete', id: event.target.id },
  ],
});

function instanceOf({ position, scope }: RecordedEvent): Id {
  if (scope.instance === undefined)
    throw new Error(`Event ${position}: a Permission Set without its Instance`);
  return scope.instance;
}

export const permSetEvents: readonly AnyEventDefinition[] = [
  permSetCreated,
  permSetRenamed,
  permSetDescriptionChanged,
  permSetPermissionsChanged,
  permSetEnabled,
  permSetDisabled,
  permSetDeleted,
];
