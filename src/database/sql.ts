/** The small SQL port: named statements over pg (pipelined) and PGlite alike. Adapters are beside this file. */

/** A statement is a constant: its name is unique to its text, so that connections prepare it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement and its values. Arrays, Buffers (bytea), strings, numbers, booleans and null; never objects. */
export interface Call {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** The rows of a COPY ... FROM STDIN, in PostgreSQL's text format. */
  readonly copied?: string;
}

/** A row as it arrives: int8, numeric, uuid and timestamptz as text (timestamptz as {@link Time}), jsonb parsed, bytea as Buffer. */
export type Row = Record<string, unknown>;

/** Reading outside a transaction. Calls given together may be sent in one round trip, each on a snapshot of its own. */
export interface Reader {
  query<R extends Row = Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>;
}

/**
 * A transaction (READ COMMITTED) on a connection of its own. `send` sends all its calls in one round trip, in
 * order, and answers their rows; a failing call fails the whole transaction. The first `send` carries BEGIN;
 * `commit` sends the last calls and COMMIT in one round trip, and throws unless the database says COMMIT.
 */
export interface Transaction {
  send(calls: readonly Call[]): Promise<Row[][]>;
  commit(calls?: readonly Call[]): Promise<Row[][]>;
  /** Throws, and has sent nothing, when a call is unfit to be sent. */
  commitAndBegin(work: LastWork): Handover;
  rollback(): Promise<void>;
}

/** The last round trip of a transaction that another one follows at once. */
export interface LastWork {
  /** The last calls of this transaction, before its COMMIT. */
  readonly calls: readonly Call[];
  /** The first calls of the next transaction, behind its BEGIN. */
  readonly opening: readonly Call[];
}

/** How one transaction passes its connection to the next. */
export interface Handover {
  /** Settles as `commit` does. When it rejects, `next` must be rolled back. */
  readonly committed: Promise<void>;
  /**
   * The next transaction. It is open once this one is committed, and comes to nothing otherwise, whatever has been sent
   * in it by then; whoever has it must end it.
   */
  readonly next: Transaction;
}

/** The connection went away: nothing more is known of what was in flight on it, and nothing uncommitted stands. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** The error of a COMMIT whose answer did not arrive: the transaction may stand or not. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

export interface Database extends Reader {
  /** A transaction on the writer's connection, one at a time in this process: a second `begin` waits for the first. */
  begin(): Promise<Transaction>;
  /**
   * Reads for the lane in one round trip, beside its transaction and without waiting for it; each call on a snapshot
   * of its own. Not where all share one session.
   */
  readAhead(calls: readonly Call[]): Promise<Row[][]>;
  /** A transaction on an ordinary connection, for long reports and rebuilds; must not hold the log's lock for long. */
  beginLong(): Promise<Transaction>;
  /** Whether all share one session: then nothing is gained by deciding while a transaction commits. */
  readonly oneSession: boolean;
  /** Whether statements run as the role that cannot change events. */
  readonly restricted: boolean;
  close(): Promise<void>;
}

/** Thrown by adapters for an error that the database itself reported; `code` is the SQLSTATE. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string;
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
