import type { GrantKind } from '../../kind.ts';

export const ORGANIZATION_MEMBERSHIP = {
  name: 'ORGANIZATION_MEMBERSHIP',
  description: 'Belonging to an organization; it gives no right by itself.',
  target: 'Organization',
  values: ['MEMBER'],
  slot: 'none',
  events: { granted: 'MemberAdded', revoked: 'MemberRemoved' },
  mayExpire: false,
  rights: { MEMBER: [] },
  drags: { kinds: ['ORGANIZATION_PERMISSION', 'PROJECT_ROLE', 'ENVIRONMENT_TYPE_ROLE'], within: 'scope' },
} as const satisfies GrantKind;
