/** READ: the events of one command as its author reads them, page by page: at hand, or from the log for a replay. */
import { type Connection, connectionOf, PAGE_SIZE, type PageArguments, readPage } from '../access/paging.ts';
import type { Read } from '../access/read.ts';
import { mayReadEvent } from '../access/visibility.ts';
import type { Cause, RecordedEvent } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import type { Position } from '../kernel/time.ts';
import type { Accepted } from '../log/submission.ts';
import { type EventView, eventView } from './event-view.ts';
import { eventsBetween } from './events.ts';

/** The causes of what a command itself names; the others are of what it drags along. */
const OF_COMMANDS: ReadonlySet<Cause> = new Set(['DIRECT', 'BULK', 'DUPLICATE', 'PERMSET_IMPORT'] as const);

export class CommandEvents {
  readonly #read: Read;
  readonly #accepted: Accepted;
  #all: Promise<readonly RecordedEvent[]> | undefined;
  #named: Promise<(event: RecordedEvent) => boolean> | undefined;

  constructor(read: Read, accepted: Accepted) {
    this.#read = read;
    this.#accepted = accepted;
  }

  /** All of them, whether or not their author may read them. */
  all(): Promise<readonly RecordedEvent[]> {
    const { first, last } = this.#accepted;
    this.#all ??= this.#between(first, last);
    return this.#all;
  }

  /** The first of all that passes; most that is looked for stands at the beginning. */
  async find(passes: (event: RecordedEvent) => boolean): Promise<RecordedEvent | undefined> {
    const { first } = this.#accepted;
    const beginning = await this.#between(first, first + PAGE_SIZE.default - 1);
    return beginning.find(passes) ?? (await this.all()).find(passes);
  }

  /** A page of those that the author sees: what they may read, and always what the command itself is about (rule T6). */
  async page(args: PageArguments): Promise<Connection<EventView>> {
    const page = readPage('event', args);
    const { first, last } = this.#accepted;
    const from = Math.max(first, Number(page.after ?? 0) + 1);
    const to = Math.min(last, page.before === null ? last : Number(page.before) - 1);
    const [low, high] = page.backward
      ? [Math.max(from, to - page.size), to]
      : [from, Math.min(to, from + page.size)];
    // One more on either side says whether anything lies beyond the cursors, wherever these point.
    const among = (position: Position) => Math.max(first, Math.min(last, position));
    const near = await this.#between(among(low - 1), among(high + 1));
    const seen = near.every((event) => this.#mayRead(event)) ? near : await this.#seen();
    const within = seen.filter(({ position }) => from <= position && position <= to);
    const items = page.backward ? within.slice(-page.size - 1) : within.slice(0, page.size + 1);
    const found = {
      items,
      preceded: seen.some(({ position }) => position < from),
      followed: seen.some(({ position }) => position > to),
    };
    return connectionOf(page, found, ({ position }) => String(position), eventView);
  }

  async #seen(): Promise<RecordedEvent[]> {
    this.#named ??= this.all().then(whatIsNamed);
    const [all, named] = await Promise.all([this.all(), this.#named]);
    return all.filter((event) => named(event) || this.#mayRead(event));
  }

  #mayRead(event: RecordedEvent): boolean {
    return mayReadEvent(this.#read.viewer, event);
  }

  async #between(from: Position, to: Position): Promise<readonly RecordedEvent[]> {
    const { events, first, last } = this.#accepted;
    if (events.length <= last - first) return eventsBetween(this.#read, from, Math.min(to, last));
    return events.slice(from - first, Math.max(0, to - first + 1));
  }
}

/** Whether a command names what an event is about: as the target and as the subject of events of its own. */
function whatIsNamed(all: readonly RecordedEvent[]): (event: RecordedEvent) => boolean {
  const direct = all.filter(({ cause }) => OF_COMMANDS.has(cause));
  const targets = new Set<Id>(direct.map(({ target }) => target.id));
  const subjects = new Set<Id | undefined>(direct.map(({ subject }) => subject));
  return ({ target, subject }) => targets.has(target.id) && subjects.has(subject);
}
