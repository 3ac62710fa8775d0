/** READ: one request's view of the graph: one position, one viewer, and the loaders that read from there. */
import DataLoader from 'dataloader';
import type { Reader, Row } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import type { Clock, Position, Time } from '../kernel/time.ts';
import type { EventRegistry } from '../log/registry.ts';
import { loaderKey } from './loader-key.ts';
import type { Composed, Values } from './statements/compose.ts';
import type { Viewer } from './viewer.ts';
import type { UserView } from './views/entity-views.ts';

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
  readonly events: EventRegistry;
}

type Loaders = Map<string, DataLoader<unknown, unknown, string>>;

/** Where a request reads, and on whose behalf. Made in pin.ts, never by hand. */
export interface Pinned {
  readonly source: Source;
  /** The loaders of the whole request. */
  readonly loaders: Loaders;
  readonly head: Head;
  readonly viewer: Viewer;
  /** The viewer as they were at the position; undefined where the first statement did not bring them. */
  readonly self: UserView | undefined;
  /** All data is as of this position. */
  readonly position: Position;
  /** Grants that expired by then are dropped (rule T4); null when a position was asked for: the exact fold. */
  readonly moment: Time | null;
  /** What `position` answers for: the moment asked about, or when the event of that position happened. */
  readonly time: Time;
  /** Whether the answer can no longer change: a position was asked for, or a moment before the head's. */
  readonly settled: boolean;
}

/** How a list of keys is answered at once. `key` names a key among those of one loader. */
export interface Batch<Key, Value> {
  readonly key: (key: Key) => string;
  readonly load: (keys: readonly Key[]) => Promise<readonly Value[]>;
}

export class Read implements Pinned {
  readonly source: Source;
  readonly loaders: Loaders;
  readonly head: Head;
  readonly viewer: Viewer;
  readonly self: UserView | undefined;
  readonly position: Position;
  readonly moment: Time | null;
  readonly time: Time;
  readonly settled: boolean;
  readonly #values: Values;
  /** Whether the position is the head, as far as is known. */
  #atHead: boolean;

  constructor(pinned: Pinned) {
    this.source = pinned.source;
    this.loaders = pinned.loaders;
    this.head = pinned.head;
    this.viewer = pinned.viewer;
    this.self = pinned.self;
    this.position = pinned.position;
    this.moment = pinned.moment;
    this.time = pinned.time;
    this.settled = pinned.settled;
    const { viewer, position, moment } = pinned;
    this.#atHead = position === pinned.head.position;
    this.#values = { ...viewer.sight, viewer: viewer.userId, position, moment };
  }

  /** Runs a statement from here: position, viewer and what they may see need not be given. */
  query<R>(statement: Composed, values: Values): Promise<(R & Row)[]> {
    return this.source.database.query<R & Row>(statement, statement.bind({ ...this.#values, ...values }));
  }

  /**
   * Asks for rows that are always some: first the small way, which answers none when the log has grown meanwhile,
   * then the one for any position.
   */
  async nowOrThen<R>(ask: (atHead: boolean) => Promise<R[]>): Promise<R[]> {
    if (this.#atHead) {
      const rows = await ask(true);
      if (rows.length > 0) return rows;
      this.#atHead = false;
    }
    return ask(false);
  }

  /**
   * Loads one key; all keys asked for in one turn, under the same name and arguments, are answered at once.
   * Whatever decides the answer beside the key and this read must be among the arguments.
   */
  load<Key, Value>(
    name: string,
    args: readonly unknown[],
    key: Key,
    batch: () => Batch<Key, Value>,
  ): Promise<Value> {
    const { viewer, position, moment, head } = this;
    const vantage = { viewer: viewer.userId, judgedAt: head.position, position, moment };
    const id = loaderKey(name, vantage, args);
    let loader = this.loaders.get(id) as DataLoader<Key, Value, string> | undefined;
    if (!loader) {
      const { key: cacheKeyFn, load } = batch();
      loader = new DataLoader<Key, Value, string>(load as (keys: readonly Key[]) => Promise<Value[]>, {
        cacheKeyFn,
      });
      this.loaders.set(id, loader as unknown as DataLoader<unknown, unknown, string>);
    }
    return loader.load(key);
  }
}
