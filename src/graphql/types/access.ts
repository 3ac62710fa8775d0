/** QUERY: access as it is at one moment: granted and derived, told apart. */
import { environmentsOf } from '../../access/children.ts';
import { environmentAccessesOf } from '../../access/environment-accesses.ts';
import { projectsOfMember } from '../../access/project-accesses.ts';
import type { PermissionAccess } from '../../access/views/organization-access.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { accessSource, environmentType, environmentTypeRole, projectRole, right } from './enums.ts';
import { environmentConnection } from './environment.ts';
import { detailFor, NEEDS_TYPE_ROLES } from './look-ahead.ts';
import {
  environmentAccessType,
  environmentObject,
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
const environmentAccessConnection = connectionType(
  'EnvironmentAccess',
  environmentAccessType,
  'environments that a user reaches',
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
    rights: t.expose('rights', { type: [right], description: 'The rights that it gives.' }),
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
    rights: t.expose('rights', {
      type: [right],
      nullable: true,
      description:
        'The rights in the organization that the permissions give together; null where the caller may not read these.',
    }),
    projects: t.field({
      type: projectAccessConnection,
      description: 'The projects of the organization that the user is on, as far as the caller may see it.',
      args: t.arg.connectionArgs(),
      resolve: (access, args, { read }, info) =>
        projectsOfMember(read, access, args, detailFor(info, NEEDS_TYPE_ROLES)),
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
    rights: t.expose('rights', {
      type: [right],
      nullable: true,
      description: 'The rights that the role on the project gives; null where the caller may not read it.',
    }),
    environments: t.field({
      type: environmentAccessConnection,
      nullable: true,
      description:
        'The environments of the project and what the user may do on each; for those who are on the project.',
      args: {
        type: t.arg({ type: environmentType, description: 'Only those of this type.' }),
        ...t.arg.connectionArgs(),
      },
      resolve: (access, { type, ...args }, { read }) =>
        environmentAccessesOf(read, access, type ?? null, args),
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
    rights: t.expose('rights', {
      type: [right],
      description:
        'The rights on every environment of the type, present and future: what the roles on the project and on the type give together. SSH is no such right; it is decided for each environment.',
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

environmentAccessType.implement({
  description: 'What a user may do on one environment of a project.',
  fields: (t) => ({
    environment: t.expose('environment', { type: environmentObject, description: 'The environment.' }),
    rights: t.expose('rights', {
      type: [right],
      nullable: true,
      description:
        'The rights on it: what the roles on the project and on its type give together, and SSH where the last redeploy applied it; null where the caller may not read the roles.',
    }),
  }),
});
