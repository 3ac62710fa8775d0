/** QUERY: the fixed vocabularies of the API. */
import { GRANT_KINDS } from '../../grants/registry.ts';
import { RIGHTS, type Right } from '../../grants/rights.ts';
import { TARGET_TYPES } from '../../kernel/event.ts';
import { builder } from '../builder.ts';

export const projectRole = builder.enumType('ProjectRole', {
  description: 'A role on a project.',
  values: {
    VIEWER: { description: 'Sees the project; roles on environment types give more.' },
    ADMIN: { description: 'Runs the project; admin of every environment type with it.' },
  },
});

export const environmentType = builder.enumType('EnvironmentType', {
  description: 'What an environment is for; roles are given on types.',
  values: {
    PRODUCTION: { description: 'The environment of the default branch; at most one in a project.' },
    STAGING: { description: 'An environment where changes are tried before production.' },
    DEVELOPMENT: { description: 'Any other environment.' },
  },
});

export const environmentTypeRole = builder.enumType('EnvironmentTypeRole', {
  description: 'A role on all environments of one type of a project, present and future.',
  values: {
    VIEWER: { description: 'Sees and branches them.' },
    CONTRIBUTOR: { description: 'Pushes code to them and reaches them by SSH, too.' },
    ADMIN: { description: 'Changes their settings and executes actions on them, too.' },
  },
});

export const environmentTypeRoleChange = builder.enumType('EnvironmentTypeRoleChange', {
  description: 'What becomes of a role on an environment type.',
  values: {
    NONE: { description: 'It is removed.' },
    VIEWER: { description: 'It becomes VIEWER.' },
    CONTRIBUTOR: { description: 'It becomes CONTRIBUTOR.' },
    ADMIN: { description: 'It becomes ADMIN.' },
  },
});

export const instanceLevel = builder.enumType('InstanceLevel', {
  description: 'A level of access to an Instance; each includes those before it.',
  values: {
    READ: { description: 'May display it.' },
    WRITE: { description: 'May modify it, too.' },
    WRITE_AND_DEPLOY: { description: 'May deploy to it, too.' },
  },
});

export const partnerLevel = builder.enumType('PartnerLevel', {
  description: 'A level of access to a Partner; each includes those before it.',
  values: { READ: { description: 'May display it.' }, WRITE: { description: 'May modify it, too.' } },
});

export const platformRole = builder.enumType('PlatformRole', {
  description: 'A role everywhere.',
  values: {
    OPERATOR: { description: 'Runs the installation; reads users and organizations as lists.' },
    AUDITOR: { description: 'Reads everything, changes nothing.' },
  },
});

export const accessSource = builder.enumType('AccessSource', {
  description: 'Where access comes from.',
  values: {
    GRANTED: { description: 'A grant gives it.' },
    OWNER_ALL: { description: 'Owning the organization gives every permission in it.' },
    OWNER_PROJECT_ADMIN: { description: 'Owning the organization makes admin of its projects.' },
    ADMIN_ALL_TYPES: { description: 'Being admin of the project makes admin of every environment type.' },
    SSH_APPLIED: {
      description:
        'For SSH on an environment: its last redeploy applied it, or its creation; what was granted or revoked since does not count until the next.',
    },
  },
});

export const right = builder.enumType('Right', {
  description: 'What somebody may do, as the matrices of roles and permissions name it.',
  values: Object.fromEntries(
    Object.entries(RIGHTS).map(([name, description]) => [name, { description }]),
  ) as Record<Right, { description: string }>,
});

export const grantKind = builder.enumType('GrantKind', {
  description: 'The kinds of grants.',
  values: Object.fromEntries(GRANT_KINDS.map(({ name, description }) => [name, { description }])),
});

export const invitationKind = builder.enumType('InvitationKind', {
  description: 'What an invitation invites to.',
  values: {
    ORGANIZATION: { description: 'An organization, with permissions in it.' },
    PROJECT: { description: 'A project, with roles on it and membership of its organization.' },
  },
});

export const invitationState = builder.enumType('InvitationState', {
  description: 'What became of an invitation.',
  values: {
    PENDING: { description: 'It can be accepted.' },
    ACCEPTED: { description: 'Whoever it was for has got what it offered.' },
    CANCELLED: { description: 'It can no longer be accepted.' },
  },
});

builder.enumType('NameClash', {
  description: 'What becomes of what is imported where its name is taken.',
  values: {
    FAIL: { description: 'Nothing is imported.' },
    SKIP: { description: 'It is left out, and the rest is imported.' },
  },
});

export const targetType = builder.enumType('TargetType', {
  description: 'What kind of thing an event is about.',
  values: Object.fromEntries(
    TARGET_TYPES.map((type) => [
      type,
      {
        description:
          type === 'Portal' ? 'The whole installation.' : `${/^[AEIOU]/.test(type) ? 'An' : 'A'} ${type}.`,
      },
    ]),
  ) as Record<(typeof TARGET_TYPES)[number], { description: string }>,
});

export const logOrder = builder.enumType('LogOrder', {
  description: 'In which order events are listed.',
  values: {
    NEWEST_FIRST: { description: 'From the end of the log backwards.' },
    OLDEST_FIRST: { description: 'From the beginning of the log onwards.' },
  },
});
