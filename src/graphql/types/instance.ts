/** QUERY: Instances of the Partner Portal. */
import { entityOfType } from '../../access/entities.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';
import { instanceType, nodeType, partnerType } from './refs.ts';

instanceType.implement({
  description: 'An Instance, which belongs to a Partner.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the Instance.' }),
    name: t.exposeString('name', { description: 'The name that people see.' }),
    partner: t.field({
      type: partnerType,
      nullable: true,
      description: 'The Partner that it belongs to; null where the caller may not know of it.',
      resolve: ({ partnerId }, _args, { read }) => entityOfType(read, 'Partner', partnerId),
    }),
  }),
});

builder.queryField('instance', (t) =>
  t.field({
    type: instanceType,
    nullable: true,
    description: 'An Instance by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the Instance.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Instance', readId('id', id)),
  }),
);
