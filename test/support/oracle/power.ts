/** ORACLE: how far somebody reaches with the Permission Sets that they hold: what they may do, and what they could bring others to do. */
import { holdsPlatformRole, type Scene } from './access.ts';
import { effective, isDelegated, setsOn } from './perm-sets.ts';
import { covers, namesIn } from './permissions.ts';
import { living } from './world.ts';

/** By Instance: one's own permissions, and all that is in the sets that were delegated to one, and in those that these name. */
export type Power = ReadonlyMap<string, readonly string[]>;

export function powerOf(scene: Scene, user: string): Power {
  return new Map(living(scene.world.instances).map(({ id }) => [id, powerOn(scene, user, id)]));
}

function powerOn(scene: Scene, user: string, instance: string): string[] {
  const sets = setsOn(scene, instance);
  const reached = sets.filter((set) => isDelegated(scene, user, set));
  for (const { permissions } of reached) {
    const named = namesIn(permissions);
    for (const set of sets) if (named.includes(set.name) && !reached.includes(set)) reached.push(set);
  }
  return [...effective(scene, user, instance), ...reached.flatMap(({ permissions }) => permissions)];
}

/** What somebody reaches that they did not reach before, which no command of their own may bring about (A18). */
export function raises(scene: Scene, user: string, before: Power): string[] {
  // Operators assign what they do not hold (U1).
  if (holdsPlatformRole(scene, user, 'OPERATOR')) return [];
  return [...powerOf(scene, user)].flatMap(([instance, after]) =>
    after
      .filter((permission) => !covers(before.get(instance) ?? [], permission))
      .map((permission) => `${user} raised themself to ${permission} on ${instance}`),
  );
}
