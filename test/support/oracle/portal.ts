/** ORACLE: who holds what of the Partner Portal: levels on Partners and Instances, each for itself (IN-14, IN-15). */
import type { Scene } from './access.ts';
import { atLeast } from './kinds.ts';
import { find, type Grant, type World } from './world.ts';

/** The kinds of access in levels, with the lists that what they are held on is in. */
export const LEVELS = {
  INSTANCE_ACCESS: { list: 'instances', values: ['READ', 'WRITE', 'WRITE_AND_DEPLOY'] },
  PARTNER_ACCESS: { list: 'partners', values: ['READ', 'WRITE'] },
} as const;
export type Levelled = keyof typeof LEVELS;

/** The living Instance or Partner of an id. */
export function thing(world: World, kind: Levelled, id: string) {
  return kind === 'INSTANCE_ACCESS' ? find(world.instances, id) : find(world.partners, id);
}

/** What a user holds on an Instance or on a Partner. */
export function access(scene: Scene, kind: Levelled, user: string, target: string): Grant | undefined {
  return scene.grants.find(
    (grant) => grant.kind === kind && grant.subject === user && grant.target === target,
  );
}

/** Whether a user holds at least that level on it. */
export function reaches(scene: Scene, kind: Levelled, user: string, target: string, level: string): boolean {
  const held = access(scene, kind, user, target);
  return held !== undefined && atLeast(kind, held.value, level);
}

/** The right to create Instances, which is held everywhere. */
export function createsInstances(scene: Scene, user: string): Grant | undefined {
  return scene.grants.find((grant) => grant.kind === 'CREATE_INSTANCES' && grant.subject === user);
}

/** The Partner that a user is at home with. */
export function homeOf(scene: Scene, user: string): string | null {
  return find(scene.world.users, user)?.homePartnerId ?? null;
}

/** Whether a user holds at least that level on the home Partner of another. */
export function onHomeOf(scene: Scene, user: string, other: string, level: string): boolean {
  const home = homeOf(scene, other);
  return home !== null && reaches(scene, 'PARTNER_ACCESS', user, home, level);
}
