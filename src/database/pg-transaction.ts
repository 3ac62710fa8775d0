/** APPEND: a transaction whose BEGIN travels with its first calls and whose COMMIT travels with its last. */
import type { Outcome, PgConnection, Step } from './pg-connection.ts';
import {
  type Call,
  CommitUnknown,
  ConnectionLost,
  DatabaseError,
  type Handover,
  type LastWork,
  type Row,
  type Transaction,
} from './sql.ts';

/**
 * Sessions are read-only unless said otherwise here: were BEGIN itself to fail, what travels behind it would run
 * outside any transaction, and must then change nothing.
 */
const BEGIN = 'begin isolation level read committed read write';

/** The next transaction begins with the end of this one, of the same kind: the session is never without one. */
const COMMIT_AND_CHAIN = 'commit and chain';

/** Errors at COMMIT that leave no doubt that nothing was committed (SQLSTATE). */
const SURELY_NOT_COMMITTED = /^(22...|23...|40...|42...|P0...|25P02)$/;

export class PgTransaction implements Transaction {
  #connection: PgConnection;
  readonly #reconnect: () => Promise<PgConnection>;
  readonly #release: () => void;
  #state: 'new' | 'open' | 'over' = 'new';
  /** How its first calls ended, where the transaction before this one sent them. */
  #opened: Promise<readonly Outcome[]> | undefined;

  /**
   * @param reconnect another connection, for when this one turns out to be dead before anything was done on it.
   * @param release called once, when the transaction is over.
   */
  constructor(connection: PgConnection, reconnect: () => Promise<PgConnection>, release: () => void) {
    this.#connection = connection;
    this.#reconnect = reconnect;
    this.#release = release;
  }

  async send(calls: readonly Call[]): Promise<Row[][]> {
    await this.#requireOpened();
    const opening = this.#state === 'new';
    const steps = opening ? [BEGIN, ...calls] : calls;
    let outcomes = await this.#run(steps);
    if (opening && outcomes.some((outcome) => outcome.error instanceof ConnectionLost)) {
      // No COMMIT was sent, so nothing of it can stand, and it may be sent again.
      outcomes = await this.#run(steps, this.#reconnect);
    }
    const rows = this.#rowsOf(outcomes);
    return opening ? rows.slice(1) : rows;
  }

  async commit(calls: readonly Call[] = []): Promise<Row[][]> {
    // COMMIT may follow only a BEGIN that is known to have succeeded.
    if (this.#state === 'new') await this.send([]);
    await this.#requireOpened();
    const sent = this.#connection.usable;
    const outcomes = await this.#run([...calls, 'commit']);
    try {
      const rows = committedRows(outcomes, sent);
      this.#end();
      return rows;
    } catch (error) {
      // COMMIT is not carried out after a call that failed.
      this.#abandon();
      throw error;
    }
  }

  commitAndBegin({ calls, opening }: LastWork): Handover {
    if (this.#state !== 'open') throw new Error('Only a transaction that is open can be followed by another');
    const connection = this.#connection;
    const sent = connection.usable;
    const last = [...calls, COMMIT_AND_CHAIN];
    const outcomes = connection.run([...last, ...opening]);
    const next = new PgTransaction(connection, this.#reconnect, this.#release);
    next.#state = 'open';
    next.#opened = outcomes.then((all) => all.slice(last.length));
    this.#state = 'over';
    return {
      committed: outcomes.then((all) => {
        committedRows(all.slice(0, last.length), sent);
      }),
      next,
    };
  }

  async rollback(): Promise<void> {
    await this.#giveUpUnlessOpened();
    if (this.#state === 'open') await this.#connection.run(['rollback']);
    this.#end();
  }

  async #run(steps: readonly Step[], connect?: () => Promise<PgConnection>): Promise<Outcome[]> {
    if (this.#state === 'over') throw new Error('The transaction is over');
    try {
      if (connect) this.#connection = await connect();
      this.#state = 'open';
      return await this.#connection.run(steps);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** The rows of each step; if one failed, ends the transaction and throws its error. */
  #rowsOf(outcomes: readonly Outcome[]): Row[][] {
    try {
      return rowsOf(outcomes);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** Nothing may follow first calls that failed. */
  async #requireOpened(): Promise<void> {
    const failure = await this.#giveUpUnlessOpened();
    if (failure) {
      this.#abandon();
      throw failure;
    }
  }

  /** Where the first calls failed, what the transaction before handed over is still held: it goes with the session. */
  async #giveUpUnlessOpened(): Promise<Error | undefined> {
    const failure = (await this.#opened)?.find((outcome) => outcome.error !== undefined)?.error;
    if (failure) this.#connection.giveUp(failure);
    else this.#opened = undefined;
    return failure;
  }

  /** The next user of the connection need not wait for the answer: the commands arrive in order. */
  #abandon(): void {
    if (this.#state === 'open') void this.#connection.run(['rollback']);
    this.#end();
  }

  #end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#release();
  }
}

/** The rows of each step; if one failed, throws its error. */
function rowsOf(outcomes: readonly Outcome[]): Row[][] {
  return outcomes.map((outcome) => {
    if (outcome.error === undefined) return outcome.rows;
    throw outcome.error;
  });
}

/** The rows of a round trip that ended in COMMIT, without its own; throws unless it surely stands. */
function committedRows(outcomes: readonly Outcome[], sent: boolean): Row[][] {
  if (sent && inDoubt(outcomes)) {
    const cause = outcomes.find((outcome) => outcome.error !== undefined)?.error;
    throw new CommitUnknown('The answer to COMMIT did not arrive', { cause });
  }
  const rows = rowsOf(outcomes);
  const commit = outcomes.at(-1);
  if (commit?.error === undefined && commit?.command !== 'COMMIT') {
    throw new DatabaseError(`The database answered COMMIT with ${commit?.command}`, '25P02');
  }
  return rows.slice(0, -1);
}

/** Whether a round trip that ended in COMMIT leaves open what became of it. */
function inDoubt(outcomes: readonly Outcome[]): boolean {
  const commit = outcomes.at(-1);
  if (commit?.error === undefined) return false;
  // A statement that the database itself refused has doomed the transaction, whatever happened then.
  if (outcomes.slice(0, -1).some((outcome) => outcome.error instanceof DatabaseError)) return false;
  return !(commit.error instanceof DatabaseError && SURELY_NOT_COMMITTED.test(commit.error.code));
}
