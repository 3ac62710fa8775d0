/** DECIDE: reads the sets that permissions name, and those that these name, each once and one level at a time. */
import type { SetStanding } from '../access/set-standing.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { setByName } from '../grants/permission-sets/perm-set.ts';
import type { Acting } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import type { State } from '../kernel/state.ts';
import { namesGivenBy, type SetsByName, ungivable } from './giving.ts';
import { unheld } from './set-rules.ts';

/**
 * The sets of the Instance that must be known to say what may be given of some permissions. Names match exactly.
 *
 * @param beside sets that count where the Instance has none of that name: those that come with the same file.
 */
export function namedSets(
  state: State,
  instance: Id,
  standing: SetStanding,
  permissions: readonly Permission[],
  beside: SetsByName = () => undefined,
): SetsByName {
  const found = new Map<string, readonly Permission[] | undefined>();
  let level = standing.holdsEverything ? [] : permissions;
  while (level.length > 0) {
    const names = [...new Set(level.flatMap(namesGivenBy))].filter((name) => !found.has(name));
    const sets = state.each(names, (name) => setByName(state, instance, name));
    for (const [index, name] of names.entries()) {
      const set = sets[index];
      found.set(name, set?.name === name ? set.permissions : beside(name));
    }
    // What was delegated is given whole, whatever it names.
    level = names.filter((name) => !standing.isDelegated(name)).flatMap((name) => found.get(name) ?? []);
  }
  return (name) => found.get(name);
}

/** Refuses to bring permissions into a set of the Instance that are not the actor's to give (A18). */
export function demandGivable(
  acting: Acting & { readonly state: State },
  instance: Id,
  standing: SetStanding,
  permissions: readonly Permission[],
  field = 'permissions',
): void {
  const sets = namedSets(acting.state, instance, standing, permissions);
  const beyond = ungivable(standing, permissions, sets);
  acting.demand(beyond.length === 0, () => unheld(field, beyond));
}
