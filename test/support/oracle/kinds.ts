/** ORACLE: the kinds of grants (section 3 of the model): what each event of a grant is about, and where it lies. */
import { type StoredEvent, textOf } from './stored-event.ts';

interface Kind {
  /** The part of an event's scope that names what the target lies in; none where it is held everywhere. */
  readonly within: 'organization' | 'partner' | 'instance' | null;
  /** From the least to the most, where they have an order. */
  readonly order?: readonly string[];
  /** What tells several grants of one kind on one target apart. */
  readonly slot?: 'value' | 'environmentType';
  /** The one value of a kind that has events of its own, which do not say it. */
  readonly only?: { readonly value: string; readonly granted: string; readonly revoked: string };
}

const KINDS: Readonly<Record<string, Kind>> = {
  CREATE_INSTANCES: {
    within: null,
    only: { value: 'CREATOR', granted: 'CreateInstancesGranted', revoked: 'CreateInstancesRevoked' },
  },
  INSTANCE_ACCESS: { within: 'instance', order: ['READ', 'WRITE', 'WRITE_AND_DEPLOY'] },
  PARTNER_ACCESS: { within: 'partner', order: ['READ', 'WRITE'] },
  ORGANIZATION_MEMBERSHIP: {
    within: 'organization',
    only: { value: 'MEMBER', granted: 'MemberAdded', revoked: 'MemberRemoved' },
  },
  ORGANIZATION_PERMISSION: { within: 'organization', slot: 'value' },
  PROJECT_ROLE: { within: 'organization', order: ['VIEWER', 'ADMIN'] },
  ENVIRONMENT_TYPE_ROLE: {
    within: 'organization',
    order: ['VIEWER', 'CONTRIBUTOR', 'ADMIN'],
    slot: 'environmentType',
  },
  PERMISSION_SET: {
    within: 'instance',
    only: { value: 'HOLDER', granted: 'PermSetAssigned', revoked: 'PermSetUnassigned' },
  },
  PLATFORM_ROLE: { within: null, slot: 'value' },
};

/** Which grant an event is about: its kind, its slot, and what its target lies in. */
export interface Place {
  readonly kind: string;
  readonly slot: string;
  readonly within: Kind['within'];
}

/** Throws where the event is about no grant of a kind that there is. */
export function placeOf(event: StoredEvent): Place {
  const name = nameOf(event);
  const kind = KINDS[name];
  if (!kind) throw new Error(`${event.type} at ${event.position}: there is no kind ${name}`);
  const slot = kind.slot === undefined ? '' : textOf(event, kind.slot);
  return { kind: name, slot, within: kind.within };
}

function nameOf(event: StoredEvent): string {
  const own = Object.entries(KINDS).find(([, { only }]) =>
    [only?.granted, only?.revoked].includes(event.type),
  );
  return own ? own[0] : textOf(event, 'kind');
}

/** The value that is granted or taken; events of a kind with one value leave it out. */
export function grantedValue(event: StoredEvent): string {
  return KINDS[nameOf(event)]?.only?.value ?? textOf(event, 'value');
}

/** Whether one value of a kind is at least as much as another; without an order, only the same is. */
export function atLeast(kind: string, value: string, other: string): boolean {
  const order = KINDS[kind]?.order ?? [other];
  return order.indexOf(value) >= order.indexOf(other);
}
