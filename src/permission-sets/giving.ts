/** DECIDE: nobody gives what is not theirs to give, neither into a set nor to a user (A16, A18). */
import type { SetStanding } from '../access/set-standing.ts';
import { covers } from '../grants/permission-sets/language/covers.ts';
import { PERMSET } from '../grants/permission-sets/language/names.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';

/** The permissions of the set that bears exactly that name; undefined when none does. */
export type SetsByName = (name: string) => readonly Permission[] | undefined;

/** A set as what is given. */
export interface Given {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/**
 * Which of some permissions the holder of a standing may not bring into a set, or to somebody: those that what they hold
 * does not cover, and those that name sets of which they may not dispose. Naming a set gives the right to assign it, so
 * holding all that it holds, and so on through the names in it, is asked for; or that it was delegated to them.
 */
export function ungivable(
  standing: SetStanding,
  permissions: readonly Permission[],
  setsByName: SetsByName,
): Permission[] {
  if (standing.holdsEverything) return [];
  const followed = new Set<string>();
  const mayGive = (permission: Permission): boolean =>
    covers(standing.permissions, permission) && namesGivenBy(permission).every(mayName);
  const mayName = (name: string): boolean => {
    // Each name is followed once: a cycle adds nothing. What was refused once has refused the whole.
    if (followed.has(name)) return true;
    followed.add(name);
    const content = setsByName(name);
    if (!content) return false;
    return standing.isDelegated(name) || content.every(mayGive);
  };
  return permissions.filter((permission) => {
    followed.clear();
    return !mayGive(permission);
  });
}

/** The names of the sets that a permission lets its holder assign. */
export function namesGivenBy({ feature, action, values }: Permission): readonly string[] {
  return feature === PERMSET && action === 'read' ? (values ?? []) : [];
}

/** Why somebody may not assign a set: what of it they may not give; undefined when they may. */
export type Hindrance =
  | { readonly because: 'unheld'; readonly permissions: readonly Permission[] }
  /** It was delegated to them, which never serves oneself. */
  | { readonly because: 'delegated' };

/** What hinders assigning a set that is seen, to oneself or to others. */
export function hindrance(
  standing: SetStanding,
  set: Given,
  subject: 'oneself' | 'others',
  setsByName: SetsByName,
): Hindrance | undefined {
  const delegated = standing.isDelegated(set.name);
  if (delegated && subject === 'others') return undefined;
  const permissions = ungivable(standing, set.permissions, setsByName);
  if (permissions.length === 0) return undefined;
  return delegated ? { because: 'delegated' } : { because: 'unheld', permissions };
}
