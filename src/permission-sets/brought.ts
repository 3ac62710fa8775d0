/** DECIDE: what a change of a set's permissions brings into it: only that must be the actor's to give (A12, A18). */
import { covers } from '../grants/permission-sets/language/covers.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { namesGivenBy } from './giving.ts';

/**
 * What the wanted permissions give that the ones before do not: whole permissions, and of a list the values that are new. To
 * name a set gives more than to see it, so of such a list every name is new that was not named before.
 */
export function brought(before: readonly Permission[], wanted: readonly Permission[]): Permission[] {
  const named = new Set(before.flatMap(namesGivenBy));
  return wanted.flatMap((permission) => {
    const { values } = permission;
    if (values === null) return covers(before, permission) ? [] : [permission];
    const givesNames = namesGivenBy(permission).length > 0;
    const isNew = (value: string) =>
      givesNames ? !named.has(value) : !covers(before, { ...permission, values: [value] });
    const added = values.filter(isNew);
    return added.length === 0 ? [] : [{ ...permission, values: added }];
  });
}
