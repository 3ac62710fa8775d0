import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const INSTANCE_ACCESS = {
  name: 'INSTANCE_ACCESS',
  description: 'Access to an Instance, in one of three levels; it gives nothing on its Partner.',
  target: 'Instance',
  values: ['READ', 'WRITE', 'WRITE_AND_DEPLOY'],
  slot: 'none',
  events: SHARED_EVENTS,
  mayExpire: true,
  rights: {
    READ: ['DISPLAY'],
    WRITE: ['DISPLAY', 'MODIFY'],
    WRITE_AND_DEPLOY: ['DISPLAY', 'MODIFY', 'DEPLOY'],
  },
} as const satisfies GrantKind;
