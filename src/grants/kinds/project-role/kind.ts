import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const PROJECT_ROLE = {
  name: 'PROJECT_ROLE',
  description:
    'Being on a project: as its admin, or as a viewer whose rights the roles on environment types widen.',
  target: 'Project',
  values: ['VIEWER', 'ADMIN'],
  slot: 'none',
  events: SHARED_EVENTS,
  mayExpire: true,
  rights: {
    VIEWER: ['VIEW_ENVIRONMENT'],
    ADMIN: ['VIEW_ENVIRONMENT', 'PUSH_CODE', 'MANAGE_USER_ACCESS', 'CHANGE_SETTINGS', 'EXECUTE_ACTIONS_ALL'],
  },
  drags: { kinds: ['ENVIRONMENT_TYPE_ROLE'], within: 'target' },
} as const satisfies GrantKind;
