/** QUERY: what the caller could give to whom: what forms offer to choose from (rule C1). */
import { instancesAmong, partnersAmong } from '../../access/directory.ts';
import { grantableOrganizationPermissions } from '../../choosing/organization-permissions.ts';
import { assignablePermSets } from '../../choosing/perm-sets.ts';
import { grantableProjectRoles } from '../../choosing/project-roles.ts';
import { shareable } from '../../choosing/shareable.ts';
import type { GrantableRoles } from '../../projects/choosing.ts';
import { builder } from '../builder.ts';
import {
  environmentType,
  environmentTypeRoleChange,
  instanceLevel,
  partnerLevel,
  projectRole,
} from './enums.ts';
import { readId } from './ids.ts';
import { instanceConnection } from './instance.ts';
import { partnerConnection } from './partner.ts';
import { permSetConnection } from './perm-set.ts';

const onType = builder
  .objectRef<GrantableRoles['environmentTypes'][number]>('GrantableEnvironmentTypeRoles')
  .implement({
    description: 'What may become of the role on one environment type.',
    fields: (t) => ({
      type: t.expose('type', { type: environmentType, description: 'The environment type.' }),
      roles: t.expose('roles', {
        type: [environmentTypeRoleChange],
        description: 'What the command would accept for it.',
      }),
    }),
  });

const grantableRoles = builder.objectRef<GrantableRoles>('GrantableProjectRole').implement({
  description: 'A project role that the caller may give, and what may be chosen together with it.',
  fields: (t) => ({
    role: t.expose('role', { type: projectRole, description: 'The project role.' }),
    environmentTypes: t.expose('environmentTypes', {
      type: [onType],
      description: 'For each environment type the roles on it; the types do not bear on each other.',
    }),
  }),
});

const USER = 'Whom to give them to, by id or email; left out: another user who holds nothing there.';

const SHAREABLE_USER =
  'Whom to give it to, by id or email; left out: another user who holds nothing there, by email.';

builder.queryFields((t) => ({
  shareableInstances: t.field({
    type: instanceConnection,
    description:
      'The Instances on which the caller may give that level: `setInstanceAccess` for the user, or `shareByEmail` where none is named, would accept any selection of these and no other.',
    args: {
      level: t.arg({ type: instanceLevel, required: true, description: 'The level.' }),
      user: t.arg.string({ description: SHAREABLE_USER }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { level, user, ...args }, { read }) =>
      instancesAmong(read, await shareable(read, 'Instance', level, user ?? null), args),
  }),
  shareablePartners: t.field({
    type: partnerConnection,
    description:
      'The Partners on which the caller may give that level: `setPartnerAccess` for the user, or `shareByEmail` where none is named, would accept any selection of these and no other.',
    args: {
      level: t.arg({ type: partnerLevel, required: true, description: 'The level.' }),
      user: t.arg.string({ description: SHAREABLE_USER }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { level, user, ...args }, { read }) =>
      partnersAmong(read, await shareable(read, 'Partner', level, user ?? null), args),
  }),
  grantableOrganizationPermissions: t.field({
    type: ['String'],
    nullable: true,
    description:
      'The permissions that the caller may give in an organization: `updateMember` for a member, and `inviteToOrganization` for anybody else, would accept any selection of these and no other. Empty when not even an empty selection would be accepted; null when the caller may not know of the organization.',
    args: {
      organization: t.arg.string({ required: true, description: 'The organization, by id or name.' }),
      user: t.arg.string({ description: USER }),
    },
    resolve: (_root, { organization, user }, { read }) =>
      grantableOrganizationPermissions(read, organization, user ?? null),
  }),
  grantableProjectRoles: t.field({
    type: [grantableRoles],
    nullable: true,
    description:
      'The roles that the caller may give on a project: `updateProjectUser` for somebody who is on it, and `addProjectUser` for anybody else, would accept a project role of these, with roles on environment types that stand beside it, and no others. Empty when nothing would be accepted; null when the caller may not know of the project.',
    args: {
      project: t.arg.id({ required: true, description: 'The id of the project.' }),
      user: t.arg.string({ description: USER }),
    },
    resolve: (_root, { project, user }, { read }) =>
      grantableProjectRoles(read, readId('project', project), user ?? null),
  }),
  assignablePermSets: t.field({
    type: permSetConnection,
    nullable: true,
    description:
      'The Permission Sets of an Instance that the caller may assign to a user, by name: what `assignPermSet` would accept. Null when the caller may not know of the Instance.',
    args: {
      instance: t.arg.id({ required: true, description: 'The id of the Instance.' }),
      user: t.arg.string({ description: USER }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_root, { instance, user, ...args }, { read }) =>
      assignablePermSets(read, readId('instance', instance), user ?? null, args),
  }),
}));
