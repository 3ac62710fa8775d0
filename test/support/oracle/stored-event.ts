/** ORACLE: an event as it stands in the log, read from the stored JSON and from nothing else. */

/** The stored JSON. Written out here, and not taken from the product, so that a change of the format shows. */
export interface StoredEvent {
  readonly format: number;
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly importedBy?: string;
  readonly commandId: string;
  readonly causationId?: string;
  readonly cause: string;
  readonly subject?: string;
  readonly target: { readonly type: string; readonly id: string };
  readonly scope: {
    readonly organization?: string;
    readonly project?: string;
    readonly partner?: string;
    readonly instance?: string;
  };
  readonly personal?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads one stored leaf. Throws where a part that every event has is missing or of another shape. */
export function readStored(leaf: string): StoredEvent {
  const event = JSON.parse(leaf) as StoredEvent;
  for (const part of [
    'position',
    'id',
    'type',
    'occurredAt',
    'recordedAt',
    'actor',
    'commandId',
    'cause',
  ] as const) {
    if (typeof event[part] !== 'string') throw new Error(`stored event without ${part}: ${leaf}`);
  }
  if (!/^[1-9]\d*$/.test(event.position))
    throw new Error(`stored position ${event.position} is no decimal text`);
  return event;
}

/** The position as a number: 1 for the first event of the log. */
export function positionOf(event: StoredEvent): number {
  return Number(event.position);
}

/** A text of the event's data. Throws where it is absent or no text. */
export function textOf(
  event: StoredEvent,
  field: string,
  of: Readonly<Record<string, unknown>> = event.data,
): string {
  const value = of[field];
  if (typeof value !== 'string') throw new Error(`${event.type} at ${event.position} has no text "${field}"`);
  return value;
}

/** A text of the event's data that may be null. Throws where it is absent or neither. */
export function textOrNull(event: StoredEvent, field: string): string | null {
  return event.data[field] === null ? null : textOf(event, field);
}

/** A list of texts of the event's data. */
export function textsOf(event: StoredEvent, field: string): readonly string[] {
  const value = event.data[field];
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
    throw new Error(`${event.type} at ${event.position} has no texts "${field}"`);
  return value;
}

/** An object of the event's data. */
export function objectOf(event: StoredEvent, field: string): Readonly<Record<string, unknown>> {
  const value = event.data[field];
  if (typeof value !== 'object' || value === null)
    throw new Error(`${event.type} at ${event.position} has no object "${field}"`);
  return value as Readonly<Record<string, unknown>>;
}

/** The commitment that stands for a personal value of the event. */
export function commitmentOf(event: StoredEvent, field: string): string | undefined {
  return event.personal?.[field];
}

/** The user whom the event is about. Throws where it names none. */
export function subjectOf(event: StoredEvent): string {
  if (event.subject === undefined) throw new Error(`${event.type} at ${event.position} has no subject`);
  return event.subject;
}

/** The organization that the event belongs to. Throws where it names none. */
export function organizationOf(event: StoredEvent): string {
  const id = event.scope.organization;
  if (id === undefined)
    throw new Error(`${event.type} at ${event.position} has no organization in its scope`);
  return id;
}
