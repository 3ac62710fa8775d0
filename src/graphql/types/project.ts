/** QUERY: projects, who is on them and what lies in them. */
import { environmentsOf, invitationsIn } from '../../access/children.ts';
import { containerOf, entityOfType } from '../../access/entities.ts';
import { usersOf } from '../../access/project-accesses.ts';
import { builder } from '../builder.ts';
import { projectAccessConnection } from './access.ts';
import { connectionType } from './connection.ts';
import { environmentType } from './enums.ts';
import { environmentConnection } from './environment.ts';
import { eventsField } from './event-list.ts';
import { readId } from './ids.ts';
import { invitationConnection, ofStates } from './invitation.ts';
import { detailFor, NEEDS_TYPE_ROLES } from './look-ahead.ts';
import { nodeType, organizationType, projectType } from './refs.ts';

export const projectConnection = connectionType('Project', projectType, 'projects');

projectType.implement({
  description: 'A project of an organization, with environments.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the project.' }),
    title: t.exposeString('title', { description: 'The title that people see.' }),
    defaultBranch: t.exposeString('defaultBranch', {
      nullable: true,
      description: 'The branch whose environment is the production; null while there is none.',
    }),
    organization: t.field({
      type: organizationType,
      description: 'The organization that it belongs to.',
      resolve: ({ organizationId }, _args, { read }) => containerOf(read, 'Organization', organizationId),
    }),
    environments: t.field({
      type: environmentConnection,
      nullable: true,
      description: 'Its environments; for those who are on the project.',
      args: {
        type: t.arg({ type: environmentType, description: 'Only those of this type.' }),
        ...t.arg.connectionArgs(),
      },
      resolve: (project, { type, ...args }, { read }) => environmentsOf(read, project, type ?? null, args),
    }),
    users: t.field({
      type: projectAccessConnection,
      nullable: true,
      description:
        'Who is on it, the owner of the organization included; for those who are on it (who see the roles of the others only as admin) and for `members` holders.',
      args: t.arg.connectionArgs(),
      resolve: (project, args, { read }, info) =>
        usersOf(read, project, args, detailFor(info, NEEDS_TYPE_ROLES)),
    }),
    invitations: t.field({
      type: invitationConnection,
      nullable: true,
      description:
        'The invitations to the project, pending unless asked otherwise; for its admins, the owner and `members` holders.',
      args: { states: t.arg(ofStates), ...t.arg.connectionArgs() },
      resolve: ({ id, organizationId }, { states, ...args }, { read }) => {
        const target = { kind: 'PROJECT', id, organization: organizationId } as const;
        return invitationsIn(read, target, { target: id, states: states ?? null }, args);
      },
    }),
    events: eventsField(t, 'What happened in the project, as far as the caller may read it.', ({ id }) => ({
      scope: id,
    })),
  }),
});

builder.queryField('project', (t) =>
  t.field({
    type: projectType,
    nullable: true,
    description: 'A project by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the project.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Project', readId('id', id)),
  }),
);
