/** DECIDE: the event by which a set comes into being, however it does. */
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { printPermissions } from '../grants/permission-sets/language/permission-list.ts';
import { aboutSet } from '../grants/permission-sets/perm-set.ts';
import type { Cause, NewEvent } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';

export interface NewSet {
  readonly id: Id;
  readonly instance: Id;
  readonly name: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly permissions: readonly Permission[];
}

export function creating(
  { id, instance, name, description, enabled, permissions }: NewSet,
  { cause, sourceId = null }: { readonly cause: Cause; readonly sourceId?: Id | null },
): NewEvent {
  const data = { name, description, enabled, permissions: printPermissions(permissions), sourceId };
  return { type: 'PermSetCreated', ...aboutSet({ id, instance }), cause, data };
}
