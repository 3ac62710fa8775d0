/** DECIDE to APPEND: the events of a batch as they come into being, with their places, times and ids. */
import type { Call } from '../database/sql.ts';
import type { Actor } from '../kernel/actor.ts';
import type { NewEvent, RecordedEvent } from '../kernel/event.ts';
import type { CommandId, EventId, UserId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';
import type { RowChange } from '../projecting/present.ts';
import { RowBatch } from '../projecting/row-batch.ts';
import { insertRows, writeRows } from '../projecting/write-rows.ts';
import { type Appended, appendCalls } from './append.ts';
import { commit } from './commitment.ts';
import { eventIdOf } from './event-id.ts';
import type { LaneState } from './lane-state.ts';
import type { EventRegistry } from './registry.ts';

/** What the events of one command have in common. */
export interface Stamp {
  readonly commandId: CommandId;
  readonly seed: Buffer;
  readonly actor: Actor;
  readonly importedBy?: UserId;
  readonly reason?: string;
  readonly occurredAt: Time;
}

interface Draft extends Appended {
  readonly rows: readonly RowChange[];
}

/** What is still to be known of drafts that are written. */
interface HandedOver {
  readonly lastOccurredAt: Time;
}

export class Drafts {
  readonly #events: EventRegistry;
  readonly #state: LaneState;
  readonly #recordedAt: Time;
  /** The position before the first draft at hand: those before it have been handed over. */
  #start: Position;
  #drafts: Draft[] = [];
  #handedOver: HandedOver | undefined;

  constructor(events: EventRegistry, state: LaneState, start: Position, recordedAt: Time) {
    this.#events = events;
    this.#state = state;
    this.#start = start;
    this.#recordedAt = recordedAt;
  }

  /** The head as it will be once these drafts are committed. */
  get position(): Position {
    return this.#start + this.#drafts.length;
  }

  get recordedAt(): Time {
    return this.#recordedAt;
  }

  /** When the last draft occurred; undefined when there is none. */
  get lastOccurredAt(): Time | undefined {
    return this.#drafts.at(-1)?.event.occurredAt ?? this.#handedOver?.lastOccurredAt;
  }

  get isEmpty(): boolean {
    return this.#drafts.length === 0 && this.#handedOver === undefined;
  }

  /** Records the events of a command: they get their positions, and the state shows what they changed. */
  record(news: readonly NewEvent[], stamp: Stamp): readonly RecordedEvent[] {
    return this.inParts(stamp)(news);
  }

  /**
   * Records the events of a command that come in parts. Each part may be handed over before the next comes, and if it
   * fails, it may come again.
   */
  inParts(stamp: Stamp): (news: readonly NewEvent[]) => readonly RecordedEvent[] {
    // What is the cause of nothing that may yet come is let go of.
    const ids = new WeakMap<NewEvent, EventId>();
    let before = 0;
    return (news) => {
      const recorded = news.map((event, index) => this.#recordOne(event, before + index, ids, stamp));
      before += news.length;
      return recorded;
    };
  }

  #recordOne(event: NewEvent, ordinal: number, ids: WeakMap<NewEvent, EventId>, stamp: Stamp): RecordedEvent {
    const definition = this.#events.definition(event.type);
    const id = eventIdOf(stamp.commandId, ordinal);
    ids.set(event, id);
    const sealed = commit(withReason(event, stamp.reason), stamp.seed, ordinal, stamp.actor);
    const recorded: RecordedEvent = withoutUndefined({
      position: this.position + 1,
      id,
      type: event.type,
      schemaVersion: definition.version,
      occurredAt: stamp.occurredAt,
      recordedAt: this.#recordedAt,
      actor: stamp.actor,
      importedBy: stamp.importedBy,
      commandId: stamp.commandId,
      causationId: event.causedBy && this.#idOf(ids, event),
      cause: event.cause,
      subject: event.subject,
      target: event.target,
      scope: withoutUndefined(event.scope),
      personal: sealed.personal,
      data: definition.data.parse(event.data),
    });
    const beside = { personal: sealed.rows, tokenHash: event.tokenHash };
    const rows = this.#state.record(recorded, beside, definition.changes(recorded));
    this.#drafts.push({ event: recorded, ...beside, rows });
    return recorded;
  }

  /** Hands the drafts at hand over to be written now: they can no longer be undone, but with the whole batch. */
  handOver(): Call[] {
    const lastOccurredAt = this.lastOccurredAt;
    const calls = this.calls();
    this.#start = this.position;
    this.#drafts = [];
    if (lastOccurredAt !== undefined) this.#handedOver = { lastOccurredAt };
    return calls;
  }

  /** Whether some were handed over. */
  get isHandedOver(): boolean {
    return this.#handedOver !== undefined;
  }

  /** A point to return to, at which all was handed over. */
  mark(): { readonly position: Position; readonly handedOver: HandedOver | undefined } {
    return { position: this.position, handedOver: this.#handedOver };
  }

  /** Forgets what came after a point, also what was handed over: the caller undoes what was written of it. */
  returnTo({ position, handedOver }: ReturnType<Drafts['mark']>): void {
    this.#start = position;
    this.#drafts = [];
    this.#handedOver = handedOver;
  }

  /** Forgets the drafts after a position; their effects on the state are undone by the caller. */
  truncate(position: Position): void {
    this.#drafts.length = position - this.#start;
  }

  /** The calls that append the events at hand and project them. */
  calls(): Call[] {
    const rows = new RowBatch();
    for (const draft of this.#drafts) rows.add(draft.event.position, draft.rows);
    return [...appendCalls(this.#drafts), ...writeRows(rows, 'projection', insertRows)];
  }

  #idOf(ids: WeakMap<NewEvent, EventId>, event: NewEvent): EventId {
    const id = event.causedBy && ids.get(event.causedBy);
    if (!id)
      throw new Error(`${event.type} is caused by an event that does not come before it in its command`);
    return id;
  }
}

function withReason(event: NewEvent, reason: string | undefined): NewEvent {
  return reason === undefined ? event : { ...event, personal: { ...event.personal, reason } };
}

/** A copy without the fields that are undefined: canonical JSON has no such thing. */
function withoutUndefined<T extends object>(value: T): T {
  const copy = { ...value };
  for (const name in copy) if (copy[name] === undefined) delete copy[name];
  return copy;
}
