/** ORACLE: what the events about grants do, the same for every kind. */
import { grantedValue } from '../kinds.ts';
import { textOf, textOrNull } from '../stored-event.ts';
import { Contradiction, close, type Effects, open } from './effect.ts';

const granted: Effects[string] = (world, event) =>
  open(world, event, grantedValue(event), 'expiresAt' in event.data ? textOrNull(event, 'expiresAt') : null);
const revoked: Effects[string] = (world, event) => void close(world, event, grantedValue(event));

export const GRANTS: Effects = {
  MemberAdded: granted,
  MemberRemoved: revoked,
  CreateInstancesGranted: granted,
  CreateInstancesRevoked: revoked,
  PermSetAssigned: granted,
  PermSetUnassigned: revoked,
  PermissionGranted: granted,
  PermissionRevoked: revoked,
  PermissionExpired(world, event) {
    const grant = close(world, event, textOf(event, 'value'));
    if (
      grant.expiresAt === null ||
      grant.expiresAt !== event.occurredAt ||
      grant.expiresAt !== event.data.expiresAt
    ) {
      throw new Contradiction(event, `the grant's time ends at ${grant.expiresAt}`);
    }
  },
  PermissionChanged(world, event) {
    const [from, to] = [textOf(event, 'from'), textOf(event, 'to')];
    if (from === to) throw new Contradiction(event, 'changes nothing');
    close(world, event, from);
    open(world, event, to, textOrNull(event, 'expiresAt'));
  },
  PermissionExpiryChanged(world, event) {
    const [from, to] = [textOrNull(event, 'from'), textOrNull(event, 'to')];
    if (from === to) throw new Contradiction(event, 'changes nothing');
    const grant = close(world, event, textOf(event, 'value'));
    if (grant.expiresAt !== from)
      throw new Contradiction(event, `the grant's time ends at ${grant.expiresAt}`);
    open(world, event, grant.value, to);
  },
};
