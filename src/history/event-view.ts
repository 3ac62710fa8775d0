/** READ: an event as the API shows it: its envelope and its data as plain properties of one object. */
import type { RecordedEvent } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';

/** What an event of any type shows; the data of its type stand beside, under the names of `shownName`. */
export interface EventView extends Omit<RecordedEvent, 'data' | 'target'> {
  readonly __typename: string;
  readonly targetType: RecordedEvent['target']['type'];
  readonly targetId: Id;
  readonly subjectId: Id | null;
}

/** The names that the interface of events takes for itself. */
const ENVELOPE_NAMES: ReadonlySet<string> = new Set([
  'id',
  'position',
  'type',
  'occurredAt',
  'recordedAt',
  'actor',
  'importedBy',
  'commandId',
  'causedBy',
  'cause',
  'reason',
  'subject',
  'subjectId',
  'target',
  'targetId',
  'targetType',
  'organization',
  'project',
  'partner',
  'instance',
]);

/** The name under which a field of an event's data is shown: that of the thing comes before one that is taken. */
export function shownName(eventType: string, field: string): string {
  if (!ENVELOPE_NAMES.has(field)) return field;
  const [thing = ''] = eventType.match(/^[A-Z][a-z]*/) ?? [];
  return `${thing.toLowerCase()}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

export function eventView(event: RecordedEvent): EventView {
  const { data, target, ...envelope } = event;
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data as Record<string, unknown>)) {
    shown[shownName(event.type, field)] = value;
  }
  return {
    ...shown,
    ...envelope,
    __typename: event.type,
    targetType: target.type,
    targetId: target.id,
    subjectId: event.subject ?? null,
  };
}
