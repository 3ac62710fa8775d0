/** QUERY: Permission Sets. */
import { entityOfType } from '../../access/entities.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';
import { instanceType, nodeType, permSetType } from './refs.ts';

permSetType.implement({
  description: 'A Permission Set of an Instance: permissions that are assigned together.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the set, whatever its name.' }),
    name: t.exposeString('name', { description: 'Its name, unique on its Instance whatever its case.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for; null: nothing is said.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it can be assigned.' }),
    permissions: t.exposeStringList('permissions', {
      description: 'Its permissions, in the canonical form of the permission language, sorted.',
    }),
    instance: t.field({
      type: instanceType,
      nullable: true,
      description: 'The Instance that it belongs to; null where the caller may not know of it.',
      resolve: ({ instanceId }, _args, { read }) => entityOfType(read, 'Instance', instanceId),
    }),
  }),
});

builder.queryField('permSet', (t) =>
  t.field({
    type: permSetType,
    nullable: true,
    description: 'A Permission Set by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the set.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'PermSet', readId('id', id)),
  }),
);
