import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const PLATFORM_ROLE = {
  name: 'PLATFORM_ROLE',
  description: 'OPERATOR runs the installation; AUDITOR reads everything and changes nothing.',
  target: 'Portal',
  values: ['OPERATOR', 'AUDITOR'],
  slot: 'value',
  events: SHARED_EVENTS,
  mayExpire: (value: string) => value !== 'OPERATOR',
  // No matrix has them: what they may do is said by the commands and reads that ask for the role.
  rights: { OPERATOR: [], AUDITOR: [] },
} as const satisfies GrantKind;
