/** READ: the log as far as the viewer may read it: lists of events, filtered and paged, and single events. */
import { type Connection, connectionOf, type Page, type PageArguments, readPage } from '../access/paging.ts';
import type { Read } from '../access/read.ts';
import type { Viewer } from '../access/viewer.ts';
import { mayReadEvent } from '../access/visibility.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { CommandId, Id } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';
import { eventIdOf, ordinalOf } from '../log/event-id.ts';
import { parseLeaf } from '../log/leaf.ts';
import { type EventView, eventView } from './event-view.ts';
import {
  type Driver,
  EVENTS_BY_POSITION,
  type EventPageRow,
  eventsStatement,
  PERSONAL_VALUES,
} from './statements.ts';

/** What a list of events is narrowed to; all that are given hold together. */
export interface EventFilter {
  readonly subject?: Id | null;
  /** A user's id, or a system actor. */
  readonly actor?: string | null;
  readonly target?: Id | null;
  /** An organization, a project, a Partner or an Instance: what happened in it. */
  readonly scope?: Id | null;
  readonly types?: readonly string[] | null;
  /** From this moment on, and before that one. */
  readonly from?: Time | null;
  readonly until?: Time | null;
  readonly oldestFirst?: boolean;
}

/** No position lies beyond. */
const BEYOND = '9223372036854775807';

/** The events that match, had been written by the position read at, and that the viewer may read. */
export async function eventsOf(
  read: Read,
  filter: EventFilter,
  args: PageArguments,
): Promise<Connection<EventView>> {
  const page = readPage('event', args);
  const oldestFirst = filter.oldestFirst === true;
  const descending = oldestFirst === page.backward;
  const bounded = page.after !== null || page.before !== null;
  const [lower, upper] = oldestFirst ? [page.after, page.before] : [page.before, page.after];
  const statement = eventsStatement(driverOf(read.viewer, filter), descending, bounded);
  const rows = await read.query<EventPageRow>(statement, {
    subject: filter.subject ?? null,
    actor: filter.actor ?? null,
    target: filter.target ?? null,
    scope: filter.scope ?? null,
    eventTypes: filter.types ?? null,
    from: filter.from ?? null,
    until: filter.until ?? null,
    afterPosition: lower ?? '0',
    beforePosition: upper ?? BEYOND,
    limit: page.size + 1,
  });
  return pageOfEvents(read, page, rows, oldestFirst);
}

function pageOfEvents(
  read: Read,
  page: Page,
  rows: readonly EventPageRow[],
  oldestFirst: boolean,
): Connection<EventView> {
  const [flags] = rows;
  const [below, above] = [flags?.below === true, flags?.above === true];
  const items = rows.flatMap(({ leaf }) => (leaf === null ? [] : [viewOf(read, leaf)]));
  if (page.backward) items.reverse();
  const [preceded, followed] = oldestFirst ? [below, above] : [above, below];
  return connectionOf(
    page,
    { items, preceded, followed },
    ({ position }) => String(position),
    (event) => event,
  );
}

/** What finds the events best; whatever the viewer may not read is not found by any. */
function driverOf(viewer: Viewer, filter: EventFilter): Driver {
  if (filter.subject === viewer.userId) return 'own';
  if (filter.subject != null) return 'subject';
  if (filter.target != null) return 'target';
  if (filter.scope != null) return 'scope';
  if (!viewer.auditor) return 'readable';
  if (filter.actor != null) return 'actor';
  return filter.types == null ? 'everything' : 'types';
}

/** The event at a position; null when there is none by the position read at, or the viewer may not read it. */
export async function eventAt(read: Read, position: Position): Promise<EventView | null> {
  const event = await anyEventAt(read, position);
  return event && mayReadEvent(read.viewer, event) ? eventView(event) : null;
}

/** When the event at a position happened: told to whoever may read what it opened. */
export async function timeAt(read: Read, position: Position): Promise<Time | null> {
  return (await anyEventAt(read, position))?.occurredAt ?? null;
}

/** The event that dragged an event along; null when there is none, or the viewer may not read it. */
export async function causeOf(read: Read, event: EventView): Promise<EventView | null> {
  if (event.causationId === undefined) return null;
  const place = placeIn(read, event);
  const cause = ordinalOf(event.commandId, event.causationId, place ?? 0);
  if (place === undefined || cause === undefined) {
    throw new Error(`Event ${event.position} was caused by an event that is not of its command`);
  }
  return eventAt(read, event.position - place + cause);
}

/** Where the commands begin that a read has met: to find that out costs a hash for each event of the command before. */
const beginnings = new WeakMap<Read, Map<CommandId, Position>>();

/** The place of an event among those of its command. */
function placeIn(read: Read, { commandId, id, position }: EventView): number | undefined {
  const known = beginnings.get(read) ?? new Map<CommandId, Position>();
  beginnings.set(read, known);
  const beginning = known.get(commandId);
  if (beginning !== undefined && position >= beginning) {
    const place = position - beginning;
    if (eventIdOf(commandId, place) === id) return place;
  }
  const place = ordinalOf(commandId, id, position);
  if (place !== undefined) known.set(commandId, position - place);
  return place;
}

/** Why, in the words of whoever commanded; null when no reason was given, or it was erased. */
export async function reasonOf(read: Read, event: EventView): Promise<string | null> {
  const commitment = event.personal?.reason;
  if (commitment === undefined) return null;
  return read.load('personal value', [], commitment, () => ({
    key: (key) => key,
    async load(texts) {
      const rows = await read.query<{ commitment: string; value: string }>(PERSONAL_VALUES, { texts });
      const values = new Map(rows.map((row) => [row.commitment, row.value]));
      return texts.map((text) => values.get(text) ?? null);
    },
  }));
}

/** The events from one position to another, both included, whoever may read them. */
export async function eventsBetween(read: Read, from: Position, to: Position): Promise<RecordedEvent[]> {
  const positions = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const events = await Promise.all(positions.map((position) => anyEventAt(read, position)));
  return events.flatMap((event) => event ?? []);
}

function anyEventAt(read: Read, position: Position): Promise<RecordedEvent | undefined> {
  return read.load('event', [], position, () => ({
    key: String,
    async load(positions) {
      const rows = await read.query<{ position: string; leaf: string }>(EVENTS_BY_POSITION, { positions });
      const events = new Map(rows.map((row) => [Number(row.position), recorded(read, row.leaf)]));
      return positions.map((each) => events.get(each));
    },
  }));
}

function viewOf(read: Read, leaf: string): EventView {
  return eventView(recorded(read, leaf));
}

/** A stored event, brought to the newest version of its type; an unknown type or version is an error, never skipped. */
function recorded(read: Read, leaf: string): RecordedEvent {
  return read.source.events.upcast(parseLeaf(leaf));
}
