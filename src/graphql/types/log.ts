/** QUERY: the state of the log. */
import type { Head } from '../../access/read.ts';
import { builder } from '../builder.ts';

const logPhase = builder.enumType('LogPhase', {
  description: 'What the log may take. Phases follow each other and never return.',
  values: {
    GENESIS: {
      description: 'It holds only what it began with and what was imported: history may be imported.',
    },
    IMPORTING: { description: 'History is being imported; other commands wait until that ends.' },
    LIVE: { description: 'Commands have been accepted: history can no longer be imported.' },
  },
});

const logType = builder.objectRef<Head>('Log').implement({
  description: 'The end of the log when the request began.',
  fields: (t) => ({
    position: t.expose('position', {
      type: 'Position',
      description: 'The position of the last event; "0" before the first.',
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When the last event happened.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When the last event was written.' }),
    phase: t.field({
      type: logPhase,
      description: 'What the log may take.',
      resolve: ({ live, importId }) => (live ? 'LIVE' : importId === null ? 'GENESIS' : 'IMPORTING'),
    }),
  }),
});

builder.queryField('log', (t) =>
  t.field({
    type: logType,
    description: 'The log as it is now, whatever moment is asked about.',
    resolve: (_root, _args, { read }) => read.head,
  }),
);
