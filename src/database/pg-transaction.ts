/** APPEND: a transaction whose BEGIN travels with its first calls and whose COMMIT travels with its last. */
import type { Outcome, PgConnection, Step } from './pg-connection.ts';
import {
  type Call,
  CommitUnknown,
  ConnectionLost,
  DatabaseError,
  type Row,
  type Transaction,
} from './sql.ts';

/**
 * Sessions are read-only unless said otherwise here: were BEGIN itself to fail, what travels behind it would run
 * outside any transaction, and must then change nothing.
 */
const BEGIN = 'begin isolation level read committed read write';

/** Errors at COMMIT that leave no doubt that nothing was committed (SQLSTATE). */
const SURELY_NOT_COMMITTED = /^(22...|23...|40...|42...|P0...|25P02)$/;

export class PgTransaction implements Transaction {
  #connection: PgConnection;
  readonly #reconnect: () => Promise<PgConnection>;
  readonly #release: () => void;
  #state: 'new' | 'open' | 'over' = 'new';

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
    const sent = this.#connection.usable;
    const outcomes = await this.#run([...calls, 'commit']);
    if (sent && inDoubt(outcomes)) {
      this.#end();
      const cause = outcomes.find((outcome) => outcome.error !== undefined)?.error;
      throw new CommitUnknown('The answer to COMMIT did not arrive', { cause });
    }
    const rows = this.#rowsOf(outcomes);
    this.#end();
    const commit = outcomes.at(-1);
    if (commit?.error === undefined && commit?.command !== 'COMMIT') {
      throw new DatabaseError(`The database answered COMMIT with ${commit?.command}`, '25P02');
    }
    return rows.slice(0, -1);
  }

  async rollback(): Promise<void> {
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
    return outcomes.map((outcome) => {
      if (outcome.error === undefined) return outcome.rows;
      this.#abandon();
      throw outcome.error;
    });
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

/** Whether a round trip that ended in COMMIT leaves open what became of it. */
function inDoubt(outcomes: readonly Outcome[]): boolean {
  const commit = outcomes.at(-1);
  if (commit?.error === undefined) return false;
  // A statement that the database itself refused has doomed the transaction, whatever happened then.
  if (outcomes.slice(0, -1).some((outcome) => outcome.error instanceof DatabaseError)) return false;
  return !(commit.error instanceof DatabaseError && SURELY_NOT_COMMITTED.test(commit.error.code));
}
