/** PROJECT: builds a copy of the projections from the log, in pages: set-based writes, and memory that does not grow. */
import type { Call, Database, Transaction } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';
import type { EventRegistry } from '../log/registry.ts';
import { type CopyPlan, type CopySchema, command, dropSchema, planCopy } from './copy-tables.ts';
import type { PageChanges } from './fold-page.ts';
import { changesOf, entitiesToAlter, foldPage } from './fold-page.ts';
import { LEAVES, leavesOf, logPages, PAGE } from './log-pages.ts';

/** The tables start empty, and a plan made for empty tables scans them: rows that end are found by index only. */
const BY_INDEX =
  command(`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
  set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);

/** What a crash loses of a copy is built again, so that no page waits for the disk. */
const WITHOUT_WAITING = command(`select set_config('synchronous_commit', 'off', true)`);

export interface CopyOptions {
  readonly database: Database;
  readonly events: EventRegistry;
  readonly schema: CopySchema;
  /** A copy that only has to be compared needs no log of its own writes. */
  readonly unlogged: boolean;
}

export class Copy {
  readonly #options: CopyOptions;
  readonly #plan: CopyPlan;
  /** The position up to which the log is folded into the copy. */
  position: Position = 0;

  private constructor(options: CopyOptions, plan: CopyPlan) {
    this.#options = options;
    this.#plan = plan;
  }

  /** Makes the tables, in the place of what an interrupted attempt may have left. */
  static async create(options: CopyOptions): Promise<Copy> {
    const transaction = await options.database.beginLong();
    try {
      const plan = await planCopy(transaction, options.schema, options.unlogged);
      await transaction.send(plan.begin);
      await transaction.commit();
      return new Copy(options, plan);
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
  }

  get tables(): readonly string[] {
    return this.#plan.tables;
  }

  /**
   * Folds the log up to a position. While a page is written, the next is read and its changes are computed.
   *
   * @param each is told the position reached after every page; it may throw to stop.
   */
  async foldUntil(until: Position, each: (position: Position) => void | Promise<void>): Promise<void> {
    const { database, events, schema } = this.#options;
    let writing: Promise<void> = Promise.resolve();
    let from = this.position;
    try {
      for await (const page of logPages(database, LEAVES, from, until)) {
        const changes = changesOf(leavesOf(page), from, Math.min(from + PAGE, until), events);
        from = changes.last;
        // What alters nothing is folded without a look at the copy, while the page before is still being written.
        const folded = changes.alters.size === 0 ? foldPage(schema, changes, new Map()) : undefined;
        await writing;
        await each(this.position);
        writing = this.write(changes, folded);
        // Whoever awaits it comes later; until then a failure is not "unhandled".
        writing.catch(() => undefined);
      }
    } finally {
      await writing;
    }
    await each(this.position);
  }

  /** Writes one page in a transaction of its own; folds it there, unless that is done. */
  async write(page: PageChanges, folded?: readonly Call[]): Promise<void> {
    await this.#inTransaction(async (transaction) => {
      await transaction.send([BY_INDEX, WITHOUT_WAITING]);
      return folded ?? this.#fold(transaction, page);
    });
    this.position = page.last;
  }

  /** Folds the rest of the log in a transaction that holds the log's lock. */
  async catchUp(transaction: Transaction, head: Position): Promise<void> {
    await transaction.send([BY_INDEX]);
    while (this.position < head) {
      const until = Math.min(this.position + PAGE, head);
      const [rows = []] = await transaction.send([{ statement: LEAVES, values: [this.position, until] }]);
      const page = changesOf(leavesOf(rows), this.position, until, this.#options.events);
      await transaction.send(await this.#fold(transaction, page));
      this.position = page.last;
    }
  }

  async #fold(transaction: Transaction, page: PageChanges): Promise<readonly Call[]> {
    const { schema } = this.#options;
    return foldPage(schema, page, await entitiesToAlter(transaction, schema, page));
  }

  /** Makes the indexes that only readers need, and the statistics that plans are made by; two at a time. */
  async finish(): Promise<void> {
    for (const step of this.#plan.finish) await this.#makeAll([...step]);
  }

  async #makeAll(left: Call[]): Promise<void> {
    const makeWhatIsLeft = async (): Promise<void> => {
      for (let call = left.shift(); call; call = left.shift()) {
        const calls = [WITHOUT_WAITING, call];
        await this.#inTransaction(() => Promise.resolve(calls));
      }
    };
    // Whoever drops the copy after a failure must find nobody at work on it.
    const ended = await Promise.allSettled([makeWhatIsLeft(), makeWhatIsLeft()]);
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }

  async drop(): Promise<void> {
    await this.#inTransaction(() => Promise.resolve([dropSchema(this.#options.schema)]));
  }

  async #inTransaction(work: (transaction: Transaction) => Promise<readonly Call[]>): Promise<void> {
    const transaction = await this.#options.database.beginLong();
    try {
      const calls = await work(transaction);
      await transaction.send(calls);
      await transaction.commit();
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
  }
}
