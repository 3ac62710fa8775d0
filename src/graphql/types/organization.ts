/** QUERY: organizations, their members and projects. */
import { invitationsIn, projectsIn } from '../../access/children.ts';
import { allOrganizations } from '../../access/directory.ts';
import { entityOfType, organizationByName } from '../../access/entities.ts';
import { accessToOrganization } from '../../access/one-access.ts';
import { membersOf } from '../../access/organization-accesses.ts';
import { OWNER_WITHHELD } from '../../access/withheld.ts';
import { invalid } from '../../kernel/refusal.ts';
import { builder } from '../builder.ts';
import { organizationAccessConnection } from './access.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { readId, readOptionalId } from './ids.ts';
import { invitationConnection, ofStates } from './invitation.ts';
import { detailFor, NEEDS_PERMISSIONS } from './look-ahead.ts';
import { projectConnection } from './project.ts';
import { nodeType, organizationAccessType, organizationType, userType } from './refs.ts';
import { userNamed } from './user-named.ts';

const organizationConnection = connectionType('Organization', organizationType, 'organizations');

organizationType.implement({
  description: 'An organization: it has one owner, members, and projects.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the organization.' }),
    name: t.exposeString('name', {
      description:
        'The handle by which it is addressed, unique whatever its case; lists of organizations are in its order, whatever its case.',
    }),
    label: t.exposeString('label', { description: 'The title that people see.' }),
    owner: t.field({
      type: userType,
      nullable: true,
      description: 'The user who owns it and holds everything in it; null where the caller may not read who.',
      resolve: async ({ ownerId }, _args, { read }) =>
        (await entityOfType(read, 'User', ownerId)) ?? OWNER_WITHHELD,
    }),
    members: t.field({
      type: organizationAccessConnection,
      nullable: true,
      description:
        'The members, the owner included: all for the owner and `members` holders; for other members those whom they share a project with; for others null.',
      args: t.arg.connectionArgs(),
      resolve: (organization, args, { read }, info) =>
        membersOf(read, organization, args, detailFor(info, NEEDS_PERMISSIONS)),
    }),
    projects: t.field({
      type: projectConnection,
      description:
        'The projects: all for the owner and `projects:list` holders, for others those that they are on.',
      args: t.arg.connectionArgs(),
      resolve: (organization, args, { read }) => projectsIn(read, organization, args),
    }),
    member: t.field({
      type: organizationAccessType,
      nullable: true,
      description:
        'One member, by id or by email; null when there is none, or the caller may not know of them.',
      args: {
        id: t.arg.id({ description: 'The id of the user.' }),
        email: t.arg.string({ description: 'The email of the user; case does not matter.' }),
      },
      resolve: async (organization, user, { read }) => {
        const found = await userNamed(read, 'member', user);
        return found && accessToOrganization(read, organization, found.id);
      },
    }),
    invitations: t.field({
      type: invitationConnection,
      nullable: true,
      description:
        'The invitations to the organization and to its projects, pending unless asked otherwise; for the owner and `members` holders.',
      args: {
        target: t.arg.id({
          description: 'Only those to this: the organization itself, or one of its projects.',
        }),
        states: t.arg(ofStates),
        ...t.arg.connectionArgs(),
      },
      resolve: ({ id }, { target, states, ...args }, { read }) => {
        const filter = { target: readOptionalId('target', target), states: states ?? null };
        return invitationsIn(read, { kind: 'ORGANIZATION', id, organization: id }, filter, args);
      },
    }),
    events: eventsField(
      t,
      'What happened in the organization, as far as the caller may read it.',
      ({ id }) => ({
        scope: id,
      }),
    ),
  }),
});

builder.queryFields((t) => ({
  organization: t.field({
    type: organizationType,
    nullable: true,
    description:
      'An organization by id or by name; null when there is none, or the caller may not know of it.',
    args: {
      id: t.arg.id({ description: 'The id of the organization.' }),
      name: t.arg.string({ description: 'The name of the organization; case does not matter.' }),
    },
    resolve: (_root, { id, name }, { read }) => {
      if (id != null && name == null) return entityOfType(read, 'Organization', readId('id', id));
      if (name != null && id == null) return organizationByName(read, name);
      throw invalid('id', '`organization` takes exactly one of `id` and `name`.');
    },
  }),
  organizations: t.field({
    type: organizationConnection,
    description: 'All organizations, by name, for an OPERATOR; for others those that they are a member of.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args, { read }) => allOrganizations(read, args),
  }),
}));
