/** DECIDE: the permissions of a set become others: one event that says what is new, what is gone, and all of them. */

import type { Why } from '../grants/lifecycle.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { printPermissions } from '../grants/permission-sets/language/permission-list.ts';
import { aboutSet, type PermSet } from '../grants/permission-sets/perm-set.ts';
import type { NewEvent } from '../kernel/event.ts';

/** Nothing where they are the same, in whatever order. */
export function changingPermissions(set: PermSet, wanted: readonly Permission[], why: Why): NewEvent[] {
  const permissions = printPermissions(wanted);
  const added = permissions.filter((text) => !set.texts.includes(text));
  const removed = set.texts.filter((text) => !permissions.includes(text));
  if (added.length === 0 && removed.length === 0) return [];
  return [
    { type: 'PermSetPermissionsChanged', ...aboutSet(set), ...why, data: { added, removed, permissions } },
  ];
}
