import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const ENVIRONMENT_TYPE_ROLE = {
  name: 'ENVIRONMENT_TYPE_ROLE',
  description: 'A role on every environment of one type of a project, present and future.',
  target: 'Project',
  values: ['VIEWER', 'CONTRIBUTOR', 'ADMIN'],
  slot: 'environmentType',
  events: SHARED_EVENTS,
  mayExpire: true,
  rights: {
    VIEWER: ['VIEW_ENVIRONMENT', 'BRANCH_ENVIRONMENT'],
    CONTRIBUTOR: ['VIEW_ENVIRONMENT', 'PUSH_CODE', 'BRANCH_ENVIRONMENT', 'SSH'],
    ADMIN: [
      'VIEW_ENVIRONMENT',
      'PUSH_CODE',
      'BRANCH_ENVIRONMENT',
      'SSH',
      'CHANGE_SETTINGS',
      'EXECUTE_ACTIONS',
    ],
  },
} as const satisfies GrantKind;

/** The environment types, exactly these (requirement PJ-04). */
export const ENVIRONMENT_TYPES = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'] as const;
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];
