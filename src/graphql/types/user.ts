/** QUERY: users, and what they have access to. */
import { identitiesOf, tokensOf } from '../../access/children.ts';
import { allUsers } from '../../access/directory.ts';
import { homePartnerOf } from '../../access/entities.ts';
import { createInstancesOf, platformRolesOf } from '../../access/held-everywhere.ts';
import { accessesOfUser } from '../../access/level-accesses.ts';
import { organizationsOf } from '../../access/organization-accesses.ts';
import { projectsOf } from '../../access/project-accesses.ts';
import { instancesOfHolder } from '../../access/set-holdings.ts';
import { builder } from '../builder.ts';
import { organizationAccessConnection, projectAccessConnection } from './access.ts';
import { apiTokenConnection } from './api-token.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { identityConnection } from './identity.ts';
import { readOptionalId } from './ids.ts';
import { instanceAccessConnection, partnerAccessConnection } from './level-access.ts';
import { detailFor, NEEDS_PERMISSIONS, NEEDS_TYPE_ROLES } from './look-ahead.ts';
import { setsOnInstanceConnection } from './perm-set.ts';
import { grantType, nodeType, partnerType, userType } from './refs.ts';
import { userNamed } from './user-named.ts';

export const userConnection = connectionType('User', userType, 'users');

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
      description:
        'The organizations that the user is a member of, by name, as far as the caller may see it.',
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
    homePartner: t.field({
      type: partnerType,
      nullable: true,
      description:
        'The Partner that the user is at home with; for the user, those with access to that Partner and an OPERATOR.',
      resolve: (user, _args, { read }) => homePartnerOf(read, user),
    }),
    createInstances: t.field({
      type: grantType,
      nullable: true,
      description:
        'The right to create Instances, if the user has it; for the user, those with access to the home Partner of the user and an OPERATOR.',
      resolve: (user, _args, { read }) => createInstancesOf(read, user),
    }),
    instanceAccesses: t.field({
      type: instanceAccessConnection,
      description:
        'The Instances that the user has access to: all for the user; for others those that they may modify.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }) => accessesOfUser(read, 'Instance', user, args),
    }),
    partnerAccesses: t.field({
      type: partnerAccessConnection,
      description:
        'The Partners that the user has access to: all for the user; for others those that they may modify.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }) => accessesOfUser(read, 'Partner', user, args),
    }),
    permissionSets: t.field({
      type: setsOnInstanceConnection,
      description:
        'The Instances on which the user holds Permission Sets, and which, as far as the caller may see it.',
      args: t.arg.connectionArgs(),
      resolve: (user, args, { read }) => instancesOfHolder(read, user, args),
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
