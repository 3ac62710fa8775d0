import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const PARTNER_ACCESS = {
  name: 'PARTNER_ACCESS',
  description: 'Access to a Partner, in one of two levels; it gives nothing on its Instances.',
  target: 'Partner',
  values: ['READ', 'WRITE'],
  slot: 'none',
  events: SHARED_EVENTS,
  mayExpire: true,
  rights: { READ: ['DISPLAY'], WRITE: ['DISPLAY', 'MODIFY'] },
} as const satisfies GrantKind;
