/** The port over any {@link Engine}: one connection that writes, a few that read, pipelined; made anew when lost. */
import type { Engine } from './engine.ts';
import { PgConnection } from './pg-connection.ts';
import { PgLink } from './pg-link.ts';
import { PgTransaction } from './pg-transaction.ts';
import { roleIsAssumable } from './role.ts';
import { type Purpose, sessionSetup } from './session.ts';
import { SpareConnections } from './spare-connections.ts';
import {
  type Call,
  ConnectionLost,
  type Database,
  type Row,
  type Statement,
  type Transaction,
} from './sql.ts';
import { Turns } from './turns.ts';

const READERS = 3;

let connectionsOpened = 0;

/** Opens a migrated database. The engine stays the caller's: close it after this. */
export async function openDatabase(engine: Engine): Promise<Database> {
  const database = new PgDatabase(engine, await roleIsAssumable(engine));
  await database.connect();
  return database;
}

class PgDatabase implements Database {
  readonly restricted: boolean;
  readonly oneSession: boolean;
  readonly #engine: Engine;
  readonly #writer: PgLink;
  readonly #readers: readonly PgLink[];
  /** What the lane reads while it writes. */
  readonly #ahead: PgLink;
  readonly #spares = new SpareConnections(() => this.#open('long'));
  readonly #turns = new Turns();
  /** Reads and long transactions that are not over. */
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, restricted: boolean) {
    this.#engine = engine;
    this.restricted = restricted;
    this.oneSession = engine.oneSession;
    this.#writer = new PgLink(() => this.#open('write'));
    this.#ahead = new PgLink(() => this.#open('write'));
    const readers = engine.oneSession ? 1 : READERS;
    this.#readers = Array.from({ length: readers }, () => new PgLink(() => this.#open('read')));
  }

  async connect(): Promise<void> {
    await Promise.all([this.#writer, ...this.#readers].map((link) => link.get()));
  }

  async query<R extends Row = Row>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    this.#assertOpen();
    const link = this.#readers.reduce((least, other) => (other.load < least.load ? other : least));
    const [rows] = await this.#during(read(link, [{ statement, values }]));
    return (rows ?? []) as R[];
  }

  readAhead(calls: readonly Call[]): Promise<Row[][]> {
    return this.#during(read(this.#ahead, calls));
  }

  async begin(): Promise<Transaction> {
    this.#assertOpen();
    const done = await this.#turns.take();
    try {
      const reconnect = () => this.#writer.get();
      return new PgTransaction(await this.#writer.get(), reconnect, done);
    } catch (error) {
      done();
      throw error;
    }
  }

  async beginLong(): Promise<Transaction> {
    this.#assertOpen();
    let connection = await this.#spares.take();
    const reconnect = async () => {
      connection = await this.#open('long');
      return connection;
    };
    let release = (): void => {};
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    void this.#during(over.then(() => this.#spares.give(connection)));
    return new PgTransaction(connection, reconnect, release);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#turns.take();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#spares.end();
    await Promise.all([this.#writer, this.#ahead, ...this.#readers].map((link) => link.end()));
  }

  #open(purpose: Purpose): Promise<PgConnection> {
    const setup = sessionSetup(purpose, { restricted: this.restricted, shared: this.#engine.oneSession });
    connectionsOpened += 1;
    // Prepared statements belong to the session, so where it is shared each connection has names of its own.
    const names = `${purpose[0]}${this.#engine.oneSession ? connectionsOpened : ''}_`;
    return PgConnection.open(this.#engine, setup, purpose === 'long' ? undefined : names);
  }

  #assertOpen(): void {
    if (this.#closing) throw new Error('The database is closed');
  }

  async #during<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}

/** How often a read is sent before its loss is told, and the pause before the first repetition, in milliseconds. */
const READ_ATTEMPTS = 6;
const FIRST_PAUSE = 10;

/**
 * Reads; again when the connection went away meanwhile, since a read may be repeated. Patiently, because what is
 * read may be the answer to a command that stands: it must not look as if that had failed.
 */
async function read(link: PgLink, calls: readonly Call[]): Promise<Row[][]> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await readOnce(link, calls);
    if ('rows' in outcome) return outcome.rows;
    if (!outcome.lost || attempt === READ_ATTEMPTS) throw outcome.error;
    // The first loss is most often that of an idle connection: the next one is there at once.
    if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** (attempt - 2)));
  }
}

/** What was read, or why not, and whether that was because of the connection. */
async function readOnce(
  link: PgLink,
  calls: readonly Call[],
): Promise<{ rows: Row[][] } | { error: unknown; lost: boolean }> {
  try {
    const connection = await link.get();
    const outcomes = await connection.run(calls);
    const rows: Row[][] = [];
    for (const { error, ...outcome } of outcomes) {
      if (error !== undefined) return { error, lost: error instanceof ConnectionLost || !connection.usable };
      if ('rows' in outcome) rows.push(outcome.rows);
    }
    return { rows };
  } catch (error) {
    return { error, lost: error instanceof ConnectionLost };
  }
}
