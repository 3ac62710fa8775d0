/** ORACLE: the nested views of Permission Sets as somebody sees them who may see everything. */
import type { Scene } from './access.ts';
import { heldSets, mentioning, setsOn } from './perm-sets.ts';
import type { Personal } from './personal.ts';
import { byId, byName, grantView, userNames } from './views.ts';
import { find, type Grant, living, type PermSet } from './world.ts';

const holding = (scene: Scene, user: string, set: string): Grant | undefined =>
  scene.grants.find(
    ({ kind, subject, target }) => kind === 'PERMISSION_SET' && subject === user && target === set,
  );

const grantOf = (scene: Scene, user: string, set: string) => {
  const grant = holding(scene, user, set);
  return grant ? grantView({ since: grant.from, expiresAt: grant.expiresAt }) : null;
};

/** What some sets give together: every permission in them, with the sets that it stands in, by name. */
export function unionOf(sets: readonly PermSet[]) {
  const all = [...new Set(sets.flatMap(({ permissions }) => permissions))].sort();
  return all.map((permission) => ({
    permission,
    givenBy: byName(sets.filter(({ permissions }) => permissions.includes(permission))).map(({ id }) => id),
  }));
}

/** The sets that a user holds, by the Instances that they are on, and what they give there. */
export function setsView(scene: Scene, user: string) {
  const { world } = scene;
  const instances = living(world.instances).filter(({ id }) => heldSets(scene, user, id).length > 0);
  return byId(instances).map(({ id, name }) => {
    const sets = byName(heldSets(scene, user, id));
    return {
      instance: { id, name },
      sets: sets.map((set) => ({ set: { id: set.id, name: set.name }, grant: grantOf(scene, user, set.id) })),
      permissions: unionOf(sets),
    };
  });
}

/** The sets of an Instance, by name. */
export function setsOnInstance(scene: Scene, instance: string) {
  return byName(setsOn(scene, instance)).map(({ id, name }) => ({ id, name }));
}

/** A set with who holds it and which sets mention its name. */
export function setView(scene: Scene, personal: Personal, id: string) {
  const set = find(scene.world.permSets, id);
  if (!set) return null;
  const { name, description, enabled, permissions, instanceId } = set;
  const users = living(scene.world.users).filter((user) => holding(scene, user.id, id));
  return {
    id,
    name,
    description,
    enabled,
    permissions: [...permissions],
    // In the middle of the command that deletes its Instance, the set is still there.
    instance: find(scene.world.instances, instanceId) ? { id: instanceId } : null,
    holders: byId(users).map((user) => ({
      user: userNames(user, personal),
      grant: grantOf(scene, user.id, id),
    })),
    mentionedBy: byName(mentioning(scene, instanceId, name)).map((one) => one.id),
  };
}
