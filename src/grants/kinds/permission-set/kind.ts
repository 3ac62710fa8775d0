import type { GrantKind } from '../../kind.ts';

export const PERMISSION_SET = {
  name: 'PERMISSION_SET',
  description: 'Holding a Permission Set, and with it the permissions in it, on the Instance of the set.',
  target: 'PermSet',
  values: ['HOLDER'],
  slot: 'none',
  events: { granted: 'PermSetAssigned', revoked: 'PermSetUnassigned' },
  mayExpire: true,
  // Its permissions are texts in the set, not rights of a matrix.
  rights: { HOLDER: [] },
} as const satisfies GrantKind;
