/** READ: one request's view of the graph: one position, one viewer, and the loaders that read from there. */
import type { Reader } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import type { Clock, Position, Time } from '../kernel/time.ts';
import type { Viewer } from './viewer.ts';

/** The head of the log when a request began. */
export interface Head {
  readonly position: Position;
  readonly occurredAt: Time;
  readonly recordedAt: Time;
  /** The import that is open. */
  readonly importId: Id | null;
  /** Whether a live event has ended importing for good. */
  readonly live: boolean;
}

/** What outlives a request and is needed to read. */
export interface Source {
  readonly database: Reader;
  readonly clock: Clock;
}

/** Where a request reads, and on whose behalf. Made by `openRead` (pin.ts), never by hand. */
export interface Pinned {
  readonly source: Source;
  readonly head: Head;
  readonly viewer: Viewer;
  /** All data is as of this position. */
  readonly position: Position;
  /** Grants that expired by then are dropped (rule T4); null when a position was asked for: the exact fold. */
  readonly moment: Time | null;
  /** What `position` answers for: the moment asked about, or when the event of that position happened. */
  readonly time: Time;
  /** Whether the answer can no longer change: a position was asked for, or a moment before the head's. */
  readonly settled: boolean;
}

export class Read {
  readonly head: Head;
  readonly viewer: Viewer;
  readonly position: Position;
  readonly moment: Time | null;
  readonly time: Time;
  readonly settled: boolean;
  readonly source: Source;

  constructor(pinned: Pinned) {
    this.head = pinned.head;
    this.viewer = pinned.viewer;
    this.position = pinned.position;
    this.moment = pinned.moment;
    this.time = pinned.time;
    this.settled = pinned.settled;
    this.source = pinned.source;
  }
}
