import type { GrantKind } from '../../kind.ts';

export const CREATE_INSTANCES = {
  name: 'CREATE_INSTANCES',
  description: 'The right to create Instances, whatever Instances one has access to.',
  target: 'Portal',
  values: ['CREATOR'],
  slot: 'none',
  events: { granted: 'CreateInstancesGranted', revoked: 'CreateInstancesRevoked' },
  mayExpire: true,
  // No matrix has it: what it serves for is said by the command that asks for it.
  rights: { CREATOR: [] },
} as const satisfies GrantKind;
