/** QUERY: access as it is at one moment: granted and derived, told apart. */
import { environmentsOf } from '../../access/children.ts';
import { projectsOfMember } from '../../access/project-accesses.ts';
import type { PermissionAccess } from '../../access/views/organization-access.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { accessSource, environmentType, environmentTypeRole, projectRole } from './enums.ts';
import { environmentConnection } from './environment.ts';
import { detailFor } from './look-ahead.ts';
import {
  environmentTypeAccessType,
  grantType,
  organizationAccessType,
  organizationType,
  projectAccessType,
  projectType,
  userType,
} from './refs.ts';

export const organizationAccessConnection = connectionType(
  'OrganizationAccess',
  organizationAccessType,
  'memberships',
);
export const projectAccessConnection = connectionType(
  'ProjectAccess',
  projectAccessType,
  'users on projects',
);

const permissionAccess = builder.objectRef<PermissionAccess>('OrganizationPermissionAccess').implement({
  description: 'One permission of a member in an organization.',
  fields: (t) => ({
    permission: t.exposeString('permission', {
      description: 'One of `billing`, `plans`, `members`, `projects:create`, `projects:list`.',
    }),
    source: t.expose('source', { type: accessSource, description: 'Where it comes from.' }),
    grant: t.expose('grant', {
      type: grantType,
      nullable: true,
      description: 'The grant that gives it; null for what is derived.',
    }),
  }),
});

organizationAccessType.implement({
  description: 'A user in an organization.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'The member.' }),
    organization: t.expose('organization', { type: organizationType, description: 'The organization.' }),
    owner: t.exposeBoolean('owner', { description: 'Whether the user owns the organization.' }),
    since: t.expose('since', {
      type: 'Position',
      description: 'The position of the event that made the user a member.',
    }),
    membership: t.expose('membership', { type: grantType, description: 'The grant of membership.' }),
    permissions: t.expose('permissions', {
      type: [permissionAccess],
      nullable: true,
      description:
        'The permissions in the organization; for the member, the owner and `members` holders, for others null.',
    }),
    projects: t.field({
      type: projectAccessConnection,
      description: 'The projects of the organization that the user is on, as far as the caller may see it.',
      args: t.arg.connectionArgs(),
      resolve: (access, args, { read }, info) =>
        projectsOfMember(read, access, args, detailFor(info, 'environmentTypes')),
    }),
  }),
});

projectAccessType.implement({
  description: 'A user on a project.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'The user.' }),
    project: t.expose('project', { type: projectType, description: 'The project.' }),
    role: t.expose('role', {
      type: projectRole,
      nullable: true,
      description: 'The role on the project; null where the caller may not read it.',
    }),
    source: t.expose('source', {
      type: accessSource,
      nullable: true,
      description: 'Where the role comes from; null where the caller may not read it.',
    }),
    grant: t.expose('grant', {
      type: grantType,
      nullable: true,
      description:
        'The grant that gives the role; null for what is derived, and where the caller may not read it.',
    }),
    environmentTypes: t.expose('environmentTypes', {
      type: [environmentTypeAccessType],
      nullable: true,
      description: 'The roles on environment types; null where the caller may not read them.',
    }),
  }),
});

environmentTypeAccessType.implement({
  description: 'A role of a user on one environment type of a project.',
  fields: (t) => ({
    type: t.expose('type', { type: environmentType, description: 'The environment type.' }),
    role: t.expose('role', { type: environmentTypeRole, description: 'The role on it.' }),
    source: t.expose('source', { type: accessSource, description: 'Where the role comes from.' }),
    grant: t.expose('grant', {
      type: grantType,
      nullable: true,
      description: 'The grant that gives the role; null for what is derived.',
    }),
    environments: t.field({
      type: environmentConnection,
      nullable: true,
      description: 'The environments of this type; for those who are on the project.',
      args: t.arg.connectionArgs(),
      resolve: ({ project, type }, args, { read }) => environmentsOf(read, project, type, args),
    }),
  }),
});
