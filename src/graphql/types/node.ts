/** QUERY: things by their ids alone. */
import { entityById } from '../../access/entities.ts';
import { PAGE_SIZE } from '../../access/paging.ts';
import { invalid } from '../../kernel/refusal.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';
import { nodeType } from './refs.ts';

builder.queryField('node', (t) =>
  t.field({
    type: nodeType,
    nullable: true,
    description: 'The thing of that id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'Its UUID.' }) },
    resolve: (_root, { id }, { read }) => entityById(read, readId('id', id)),
  }),
);

builder.queryField('nodes', (t) =>
  t.field({
    type: [nodeType],
    nullable: { list: false, items: true },
    description: 'The things of those ids, in the same order; null for what `node` answers null.',
    args: { ids: t.arg.idList({ required: true, description: `Their UUIDs, at most ${PAGE_SIZE.max}.` }) },
    resolve: (_root, { ids }, { read }) => {
      if (ids.length > PAGE_SIZE.max) throw invalid('ids', `\`ids\` may hold at most ${PAGE_SIZE.max}.`);
      return Promise.all(ids.map((id) => entityById(read, readId('ids', id))));
    },
  }),
);
