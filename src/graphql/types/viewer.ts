/** QUERY: who calls. */
import { entityOfType } from '../../access/entities.ts';
import type { Viewer } from '../../access/viewer.ts';
import { builder } from '../builder.ts';
import { platformRole } from './enums.ts';
import { userType } from './refs.ts';

const viewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Whoever calls, judged at the end of the log, whatever moment is asked about.',
  fields: (t) => ({
    id: t.exposeID('userId', { description: 'The id of the user.' }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'The user, as of the moment asked about; null before they were registered.',
      resolve: ({ userId }, _args, { read }) => entityOfType(read, 'User', userId),
    }),
    platformRoles: t.field({
      type: [platformRole],
      description: 'The roles that the caller holds everywhere, now.',
      resolve: ({ operator, auditor }) => [
        ...(operator ? (['OPERATOR'] as const) : []),
        ...(auditor ? (['AUDITOR'] as const) : []),
      ],
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: viewerType,
    description: 'Who calls.',
    resolve: (_root, _args, { read }) => read.viewer,
  }),
);
