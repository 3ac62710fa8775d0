/** QUERY: imports and operations, for operators: short administrative lists, read through Prisma. */

import { entityOfType } from '../../access/entities.ts';
import type { Viewer } from '../../access/viewer.ts';
import { isId } from '../../kernel/ids.ts';
import { forbidden, invalid } from '../../kernel/refusal.ts';
import type { Time } from '../../kernel/time.ts';
import { toTime } from '../../kernel/time.ts';
import { builder } from '../builder.ts';
import { userType } from './refs.ts';

const time = (date: Date): Time => toTime(date);

/** These lists are no part of the past: they are as they are now, whatever moment is asked about. */
function demandOperator(viewer: Viewer): void {
  if (viewer.operator || viewer.auditor) return;
  throw forbidden(
    'Only an OPERATOR may see imports and operations.',
    'Ask an operator of this installation.',
  );
}

export const importType = builder.prismaObject('Import', {
  description: 'An import of history, from its begin to its end.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the import.' }),
    state: t.exposeString('state', { description: '`OPEN` or `ENDED`.' }),
    startedBy: t.field({
      type: userType,
      nullable: true,
      description: 'The operator who began it.',
      resolve: ({ startedBy }, _args, { read }) => entityOfType(read, 'User', startedBy),
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it began.',
      resolve: (row) => time(row.startedAt),
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it is open.',
      resolve: ({ endedAt }) => endedAt && time(endedAt),
    }),
    lines: t.field({
      type: 'Position',
      description: 'How many lines of the file were applied.',
      resolve: (row) => Number(row.lines),
    }),
    events: t.field({
      type: 'Position',
      description: 'How many events they gave.',
      resolve: (row) => Number(row.events),
    }),
    digest: t.exposeString('digest', {
      description: 'A hash chained over the lines applied: a resumed import must be the same file.',
    }),
    badLine: t.field({
      type: 'Position',
      nullable: true,
      description: 'The line that was refused last; null when the last one was applied.',
      resolve: ({ badLine }) => (badLine === null ? null : Number(badLine)),
    }),
    badCode: t.exposeString('badCode', { nullable: true, description: 'Why it was refused, for programs.' }),
    badMessage: t.exposeString('badMessage', {
      nullable: true,
      description: 'Why it was refused, for people.',
    }),
  }),
});

export const operationType = builder.prismaObject('Operation', {
  description: 'A verification or a rebuild of the projections, beside the other work of the server.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the operation.' }),
    kind: t.exposeString('kind', { description: '`VERIFY` or `REBUILD`.' }),
    state: t.exposeString('state', { description: '`RUNNING`, `DONE` or `FAILED`.' }),
    startedBy: t.field({
      type: userType,
      nullable: true,
      description: 'The operator who started it.',
      resolve: ({ startedBy }, _args, { read }) => entityOfType(read, 'User', startedBy),
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it started.',
      resolve: (row) => time(row.startedAt),
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
      resolve: ({ endedAt }) => endedAt && time(endedAt),
    }),
    until: t.field({
      type: 'Position',
      description: 'The position up to which it works.',
      resolve: (row) => Number(row.until),
    }),
    done: t.field({ type: 'Position', description: 'How far it is.', resolve: (row) => Number(row.done) }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description: 'What it found or did; null while it runs.',
    }),
  }),
});

builder.queryFields((t) => ({
  imports: t.prismaConnection(
    {
      type: 'Import',
      cursor: 'id',
      nullable: true,
      description: 'The imports of history; for operators.',
      resolve: (query, _root, _args, { viewer, services }) => {
        demandOperator(viewer);
        return services.prisma.import.findMany(fromId(query));
      },
    },
    { name: 'ImportConnection', description: 'A page of a list of imports (Relay).' },
    { name: 'ImportEdge', description: 'One entry of a list of imports (Relay).' },
  ),
  operations: t.prismaConnection(
    {
      type: 'Operation',
      cursor: 'id',
      nullable: true,
      description: 'Verifications and rebuilds; for operators.',
      resolve: (query, _root, _args, { viewer, services }) => {
        demandOperator(viewer);
        return services.prisma.operation.findMany(fromId(query));
      },
    },
    { name: 'OperationConnection', description: 'A page of a list of operations (Relay).' },
    { name: 'OperationEdge', description: 'One entry of a list of operations (Relay).' },
  ),
}));

/** The query of a page whose cursor, if it has one, holds an id; Prisma takes whatever it held. */
function fromId<Query extends object>(query: Query): Query {
  const { cursor } = query as { readonly cursor?: { readonly id?: unknown } };
  if (cursor === undefined || (typeof cursor.id === 'string' && isId(cursor.id))) return query;
  throw invalid(
    'after',
    'That is no cursor of this list.',
    'Pass on a `cursor`, `startCursor` or `endCursor` of the same list, unchanged.',
  );
}
