/** ORACLE: what the events about Permission Sets do. */
import { canonicalList } from '../permissions.ts';
import { type StoredEvent, textOf, textOrNull, textsOf } from '../stored-event.ts';
import { alter, Contradiction, create, current, type Effects, end, was } from './effect.ts';

/** Permissions as they are stored: at least one, each in its one form, sorted. */
function stored(event: StoredEvent): readonly string[] {
  const permissions = textsOf(event, 'permissions');
  if (permissions.length === 0) throw new Contradiction(event, 'no permission is left');
  was(event, canonicalList(permissions), permissions);
  return permissions;
}

export const PERM_SETS: Effects = {
  PermSetCreated(world, event) {
    const { instance } = event.scope;
    if (instance === undefined) throw new Contradiction(event, 'is on no Instance');
    current(world.instances, event, instance);
    create(world.permSets, event, {
      instanceId: instance,
      name: textOf(event, 'name'),
      description: textOrNull(event, 'description'),
      enabled: event.data.enabled === true,
      permissions: stored(event),
      sourceId: textOrNull(event, 'sourceId'),
    });
  },
  PermSetRenamed(world, event) {
    was(event, current(world.permSets, event).name, event.data.from);
    alter(world.permSets, event, { name: textOf(event, 'to') });
  },
  PermSetDescriptionChanged(world, event) {
    was(event, current(world.permSets, event).description, event.data.from);
    alter(world.permSets, event, { description: textOrNull(event, 'to') });
  },
  PermSetPermissionsChanged(world, event) {
    const before = current(world.permSets, event).permissions;
    const [added, removed] = [textsOf(event, 'added'), textsOf(event, 'removed')];
    const after = stored(event);
    was(event, [...after.filter((one) => !before.includes(one))], added);
    was(event, [...before.filter((one) => !after.includes(one))], removed);
    alter(world.permSets, event, { permissions: after });
  },
  PermSetEnabled(world, event) {
    alter(world.permSets, event, { enabled: true });
  },
  PermSetDisabled(world, event) {
    alter(world.permSets, event, { enabled: false });
  },
  PermSetDeleted(world, event) {
    was(event, current(world.permSets, event).permissions, textsOf(event, 'permissions'));
    end(current(world.permSets, event), event);
  },
};
