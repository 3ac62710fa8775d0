/** ORACLE: what the events about Partners, Instances and Permission Sets bring with them, and by what cause (A13, A14, A27, A32). */
import type { Happening, Rules } from './consequences.ts';
import type { StoredEvent } from './stored-event.ts';
import { asOf } from './world.ts';

/** The other events of a command that are of one of these types and about one of these targets. */
function beside({ events }: Happening, types: readonly string[], target?: string): StoredEvent[] {
  return events.filter(
    (event) => types.includes(event.type) && (target === undefined || event.target.id === target),
  );
}

/** Each of some events is dragged along by another: by its cause, and as what it caused. */
function dragged(by: StoredEvent, events: readonly StoredEvent[], cause: string): string[] {
  return events
    .filter((event) => event.cause !== cause || event.causationId !== by.id)
    .map(({ position, type }) => `${type} at ${position} is not dragged along by ${by.type} as ${cause}`);
}

const ENDS = ['PermissionRevoked', 'CreateInstancesRevoked', 'MemberRemoved', 'PermSetUnassigned'];

/** What is deleted takes with it all that was held on it; that nothing is left, the invariants say. */
function deleted(event: StoredEvent, happening: Happening): string[] {
  return dragged(event, beside(happening, ENDS), 'RESOURCE_DELETED');
}

/** How many held a set before the command. */
function holders({ world, before }: Happening, { target }: StoredEvent): number {
  return asOf(world.grants, before).filter((grant) => grant.target === target.id).length;
}

/** A set that nobody may hold from now on: it says how many did, and each of them loses it by this. */
function taken(event: StoredEvent, happening: Happening, cause: string): string[] {
  const count = holders(happening, event);
  const found = dragged(event, beside(happening, ['PermSetUnassigned'], event.target.id), cause);
  const said = event.data.formerHolderCount;
  return said === count ? found : [...found, `${event.position}: ${count} held the set, not ${said}`];
}

export const PORTAL_RULES: Rules = {
  PartnerDeleted: deleted,
  InstanceDeleted(event, happening) {
    const [sets, others] = [['PermSetDeleted'], ['PermissionRevoked']].map((types) =>
      beside(happening, types),
    );
    return dragged(event, [...(sets ?? []), ...(others ?? [])], 'RESOURCE_DELETED');
  },
  UserDeleted: deleted,
  PartnerCreated(event, happening) {
    const granted = beside(happening, ['PermissionGranted']);
    return granted.length === 1 ? [] : [`${event.position}: a Partner has one first writer`];
  },
  InstanceCreated(event, happening) {
    const granted = beside(happening, ['PermissionGranted'], event.target.id);
    return dragged(event, granted, 'RESOURCE_CREATED');
  },
  PermSetDisabled: (event, happening) => taken(event, happening, 'PERMSET_DISABLED'),
  PermSetDeleted(event, happening) {
    // I7: a set is deleted with its Instance, or when nobody holds it.
    const held = event.cause === 'DIRECT' && holders(happening, event) > 0;
    return [
      ...(held ? [`I7 ${event.target.id} was deleted while somebody held it`] : []),
      ...taken(event, happening, 'RESOURCE_DELETED'),
    ];
  },
  PermSetRenamed(event, happening) {
    return dragged(event, beside(happening, ['PermSetPermissionsChanged']), 'PERMSET_RENAMED');
  },
};
