/** QUERY: users, and what they have access to. */
import { allUsers, identitiesOf, tokensOf } from '../../access/children.ts';
import { organizationsOf } from '../../access/organization-accesses.ts';
import { platformRolesOf } from '../../access/platform-roles.ts';
import { projectsOf } from '../../access/project-accesses.ts';
import { builder } from '../builder.ts';
import { organizationAccessConnection, projectAccessConnection } from './access.ts';
import { apiTokenConnection } from './api-token.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { identityConnection } from './identity.ts';
import { readOptionalId } from './ids.ts';
import { detailFor, NEEDS_PERMISSIONS, NEEDS_TYPE_ROLES } from './look-ahead.ts';
import { grantType, nodeType, userType } from './refs.ts';
import { userNamed } from './user-named.ts';

const userConnection = connectionType('User', userType, 'users');

userType.implement({
  description: 'Somebody with an account.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the user.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The email address; null once erased, and where the caller may not read it.',
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'The name; null once erased, and where the caller may not read it.',
    }),
    organizations: t.field({
      type: organizationAccessConnection,
      description: 'The organizations that the user is a member of, as far as the caller may see it.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }, info) =>
        organizationsOf(read, user, args, detailFor(info, NEEDS_PERMISSIONS)),
    }),
    projects: t.field({
      type: projectAccessConnection,
      description:
        'The projects that the user is on, those of organizations that they own included, as far as the caller may see it.',
      args: {
        organization: t.arg.id({ description: 'Only those of this organization.' }),
        ...t.arg.connectionArgs(),
      },
      resolve: (user, { organization: asked, ...args }, { read }, info) => {
        const organization = readOptionalId('organization', asked);
        return projectsOf(read, user, organization, args, detailFor(info, NEEDS_TYPE_ROLES));
      },
    }),
    platformRoles: t.field({
      type: [grantType],
      nullable: true,
      description: 'The roles that the user holds everywhere; for the user and for an OPERATOR.',
      resolve: (user, _args, { read }) => platformRolesOf(read, user),
    }),
    apiTokens: t.field({
      type: apiTokenConnection,
      nullable: true,
      description: 'The API tokens of the user; for the user and for an OPERATOR.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }) => tokensOf(read, user, args),
    }),
    identities: t.field({
      type: identityConnection,
      nullable: true,
      description: 'The identity providers that know the user; for the user and for an OPERATOR.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }) => identitiesOf(read, user, args),
    }),
    events: eventsField(t, 'What happened to the user, as far as the caller may read it.', ({ id }) => ({
      subject: id,
    })),
  }),
});

builder.queryFields((t) => ({
  user: t.field({
    type: userType,
    nullable: true,
    description: 'A user by id or by email; null when there is none, or the caller may not know of them.',
    args: {
      id: t.arg.id({ description: 'The id of the user.' }),
      email: t.arg.string({ description: 'The email of the user; case does not matter.' }),
    },
    resolve: (_root, user, { read }) => userNamed(read, 'user', user),
  }),
  users: t.field({
    type: userConnection,
    description: 'All users for an OPERATOR; for others those whom they may know of.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args, { read }) => allUsers(read, args),
  }),
}));
