/** QUERY: environments of projects. */
import { containerOf, entityOfType } from '../../access/entities.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { environmentType, environmentTypeRole } from './enums.ts';
import { readId } from './ids.ts';
import { environmentObject, nodeType, projectType } from './refs.ts';

export const environmentConnection = connectionType('Environment', environmentObject, 'environments');

environmentObject.implement({
  description: 'An environment of a project: a branch that is deployed.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the environment.' }),
    name: t.exposeString('name', { description: 'The name of its branch.' }),
    type: t.expose('type', { type: environmentType, description: 'Its type, by which roles reach it.' }),
    parent: t.field({
      type: environmentObject,
      nullable: true,
      description:
        'The environment that it branched from; null for one that did not, or whose parent is gone.',
      resolve: ({ parentId }, _args, { read }) =>
        parentId === null ? null : entityOfType(read, 'Environment', parentId),
    }),
    project: t.field({
      type: projectType,
      description: 'The project that it belongs to.',
      resolve: ({ projectId }, _args, { read }) => containerOf(read, 'Project', projectId),
    }),
    sshMinRole: t.expose('sshMinRole' as never, {
      type: environmentTypeRole,
      description: 'The least role that has SSH on it.',
    }),
  }),
});

builder.queryField('environment', (t) =>
  t.field({
    type: environmentObject,
    nullable: true,
    description: 'An environment by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the environment.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Environment', readId('id', id)),
  }),
);
