/** ORACLE: what must hold of Partners, Instances and Permission Sets at the end of every command (I6, I8, I9). */
import { folded } from './rows.ts';
import { find, living, type World } from './world.ts';

/** Every breach in this world, as text that names the invariant; none when all is well. */
export function portalBreaches(world: World): string[] {
  return [...disabledSets(world), ...setNames(world), ...emptySets(world), ...lostThings(world)];
}

/** I6: nobody holds a set that is disabled. */
function disabledSets(world: World): string[] {
  return living(world.grants)
    .filter(({ target }) => find(world.permSets, target)?.enabled === false)
    .map(({ subject, target }) => `I6 ${subject} holds ${target}, which is disabled`);
}

/** I8: a name is borne once on an Instance, whatever its case. */
function setNames(world: World): string[] {
  return living(world.permSets)
    .map(({ instanceId, name }) => `${instanceId}/${folded(name)}`)
    .filter((key, at, all) => all.indexOf(key) !== at)
    .map((key) => `I8 the name ${key} is borne twice`);
}

/** I9: a set without permissions is none. */
function emptySets(world: World): string[] {
  return living(world.permSets)
    .filter(({ permissions }) => permissions.length === 0)
    .map(({ id }) => `I9 ${id} has no permissions`);
}

/** What lies in something that is gone, or is held in something that it does not lie in. */
function lostThings(world: World): string[] {
  const homeless = living(world.users).filter(
    ({ homePartnerId }) => homePartnerId !== null && !find(world.partners, homePartnerId),
  );
  const instances = living(world.instances).filter(({ partnerId }) => !find(world.partners, partnerId));
  const sets = living(world.permSets).filter(({ instanceId }) => !find(world.instances, instanceId));
  const astray = living(world.grants).filter(({ target, scope }) => {
    const set = find(world.permSets, target);
    const itself = find(world.instances, target) ?? find(world.partners, target);
    return (set ?? itself) !== undefined && scope !== (set?.instanceId ?? target);
  });
  return [
    ...homeless.map(({ id }) => `the home Partner of ${id} is gone`),
    ...instances.map(({ id }) => `the Partner of Instance ${id} is gone`),
    ...sets.map(({ id }) => `the Instance of set ${id} is gone`),
    ...astray.map(({ kind, target, scope }) => `I13 a ${kind} on ${target} lies in ${scope}`),
  ];
}
