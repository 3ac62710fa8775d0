/** ORACLE: what Permission Sets give on their Instance, and what of it may be given on (A16 to A18). */
import type { Scene } from './access.ts';
import { covers, mentionedIn, namesIn, onSet } from './permissions.ts';
import { find, living, type PermSet } from './world.ts';

/** The living sets of an Instance. */
export function setsOn({ world }: Scene, instance: string): PermSet[] {
  return living(world.permSets).filter(({ instanceId }) => instanceId === instance);
}

/** The sets that a user holds on an Instance. */
export function heldSets(scene: Scene, user: string, instance: string): PermSet[] {
  const held = scene.grants.filter(({ kind, subject }) => kind === 'PERMISSION_SET' && subject === user);
  return held.flatMap(({ target }) => {
    const set = find(scene.world.permSets, target);
    return set?.instanceId === instance ? [set] : [];
  });
}

/** The union of what a user may do on an Instance (PS-23). */
export function effective(scene: Scene, user: string, instance: string): string[] {
  const all = heldSets(scene, user, instance).flatMap(({ permissions }) => permissions);
  return [...new Set(all)].sort();
}

/** Whether a user may do that to the set, or without one to any set there. */
export function mayOnSets(
  scene: Scene,
  user: string,
  instance: string,
  action: 'read' | 'edit' | 'delete',
  set?: PermSet,
): boolean {
  const asked = set ? onSet(action, set.name) : `permset=${action}`;
  return covers(effective(scene, user, instance), asked);
}

export function managesSetUsers(scene: Scene, user: string, instance: string): boolean {
  return covers(effective(scene, user, instance), 'users=edit');
}

/** Whether a set was delegated to a user by its name, to be assigned whole whatever it holds. */
export function isDelegated(scene: Scene, user: string, { instanceId, name }: PermSet): boolean {
  const held = effective(scene, user, instanceId);
  return covers(held, 'users=edit') && namesIn(held).includes(name);
}

/** What may be named beside the sets that there are: those of one import file, by name. */
export type Named = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a user may bring these permissions into a set on an Instance, or to somebody: they hold them, and of every
 * set that is named there they could give all that it holds, or it was delegated to them.
 */
export function mayGive(
  scene: Scene,
  user: string,
  instance: string,
  permissions: readonly string[],
  more: Named = new Map(),
): boolean {
  const own = effective(scene, user, instance);
  const everything = covers(own, '*=*');
  // Everything that is brought, with what is reached through names: each name is followed once.
  const brought = [...permissions];
  const followed = new Set<string>();
  for (const permission of brought) {
    if (!covers(own, permission)) return false;
    for (const name of namesIn([permission])) {
      if (followed.has(name)) continue;
      followed.add(name);
      const set = setsOn(scene, instance).find((one) => one.name === name);
      const content = set?.permissions ?? more.get(name);
      if (content === undefined) {
        if (!everything) return false;
      } else if (!(set && isDelegated(scene, user, set))) brought.push(...content);
    }
  }
  return true;
}

/** The sets that mention a name in a value list of `permset`, whatever the action. */
export function mentioning(scene: Scene, instance: string, name: string): PermSet[] {
  return setsOn(scene, instance).filter(({ permissions }) => mentionedIn(permissions).includes(name));
}
