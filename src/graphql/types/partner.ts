/** QUERY: Partners of the Partner Portal. */
import { entityOfType } from '../../access/entities.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';
import { nodeType, partnerType } from './refs.ts';

partnerType.implement({
  description: 'A Partner: a company whose users are at home with it, and which Instances belong to.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the Partner.' }),
    name: t.exposeString('name', { description: 'The name that people see.' }),
  }),
});

builder.queryField('partner', (t) =>
  t.field({
    type: partnerType,
    nullable: true,
    description: 'A Partner by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the Partner.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Partner', readId('id', id)),
  }),
);
