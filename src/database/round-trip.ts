/**
 * READ and APPEND: several statements that leave together and are answered together. They end with one Sync, so the
 * database answers once, and what comes after a statement that failed is not carried out, COMMIT included.
 */
import pg from 'pg';
import { ROW_VALUES } from './row-values.ts';
import type { Row } from './sql.ts';

/** A statement with its parameters as they are sent. `name` is that of a prepared statement; empty where it is not kept. */
export interface Sending {
  readonly name: string;
  readonly text: string;
  readonly parameters: (string | Buffer | null)[];
  /** The rows of a COPY, where it is one. */
  readonly copied: string | undefined;
}

/** What a statement came to: its rows and the tag of its command, or why its rows cannot be read. */
export type Ended =
  | { readonly rows: Row[]; readonly command: string; readonly error?: undefined }
  | { readonly error: Error };

/** The columns of a statement's rows. */
interface Columns {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  /** A row of the right shape, to be filled. */
  readonly empty: Row;
}

/** The statements that a session has prepared; what their rows look like, once that is known. */
export type Prepared = Map<string, Columns | undefined>;

/** What the driver hands over of the messages of the protocol. */
interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}
interface DataRow {
  readonly fields: readonly (string | null)[];
}
interface CommandComplete {
  readonly text: string;
}

const NO_COLUMNS: Columns = { names: [], parsers: [], empty: {} };

/** The driver's own query describes the columns anew at every execution, and makes each statement a round trip. */
export class RoundTrip extends pg.Query {
  readonly #sendings: readonly Sending[];
  readonly #prepared: Prepared;
  readonly #settle: (ended: readonly Ended[], failure?: Error) => void;
  readonly #ended: Ended[] = [];
  /** The statements that are prepared by the way. */
  readonly #preparing = new Set<Sending>();
  #columns: Columns | undefined;
  #rows: Row[] = [];
  #unreadable: Error | undefined;

  /**
   * @param settle told once how each of the statements ended, in order; those that are missing were not carried out,
   * because of `failure`.
   */
  constructor(
    sendings: readonly Sending[],
    prepared: Prepared,
    settle: (ended: readonly Ended[], failure?: Error) => void,
  ) {
    super({ text: '' });
    this.#sendings = sendings;
    this.#prepared = prepared;
    this.#settle = settle;
    this.#expect();
  }

  override readonly submit = (connection: pg.Connection): void => {
    connection.stream.cork();
    for (const sending of this.#sendings) this.#send(connection, sending);
    connection.sync();
    connection.stream.uncork();
  };

  #send(connection: pg.Connection, sending: Sending): void {
    const { name, text, parameters } = sending;
    if (name === '' || !this.#prepared.has(name)) {
      // One of that name may be left from a round trip that failed.
      if (name !== '') connection.close({ type: 'S', name }, true);
      connection.parse({ name, text, types: [] }, true);
      this.#preparing.add(sending);
      if (name !== '') this.#prepared.set(name, undefined);
    }
    connection.bind({ statement: name, values: parameters }, true);
    if (this.#known(sending) === undefined) connection.describe({ type: 'P', name: '' }, true);
    connection.execute(null, true);
    if (sending.copied !== undefined) connection.stream.write(copyMessages(sending.copied));
  }

  #known({ name }: Sending): Columns | undefined {
    return name === '' ? undefined : this.#prepared.get(name);
  }

  /** Makes ready for the answer to the next statement. */
  #expect(): void {
    const next = this.#sendings[this.#ended.length];
    this.#columns = next && this.#known(next);
    this.#rows = [];
    this.#unreadable = undefined;
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => ROW_VALUES.getTypeParser(dataTypeID, 'text')),
      empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
    };
  }

  handleDataRow({ fields }: DataRow): void {
    const { names, parsers, empty } = this.#columns ?? NO_COLUMNS;
    if (this.#unreadable) return;
    const row: Row = { ...empty };
    try {
      for (let index = 0; index < fields.length; index += 1) {
        const [name, parse, text] = [names[index], parsers[index], fields[index]];
        if (name !== undefined && parse && typeof text === 'string') row[name] = parse(text);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#unreadable = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete({ text }: CommandComplete): void {
    const sending = this.#sendings[this.#ended.length];
    if (sending && sending.name !== '') this.#prepared.set(sending.name, this.#columns ?? NO_COLUMNS);
    const [command = ''] = text.split(' ', 1);
    this.#ended.push(this.#unreadable ? { error: this.#unreadable } : { rows: this.#rows, command });
    this.#expect();
  }

  /** The rows are under way already; where the COPY does not come to that, the database passes over them. */
  handleCopyInResponse(): void {}

  handleError(failure: Error): void {
    // What was to be prepared by the statement that failed, or after it, may not be.
    for (const sending of this.#sendings.slice(this.#ended.length)) {
      if (this.#preparing.has(sending)) this.#prepared.delete(sending.name);
    }
    this.#settle(this.#ended, failure);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#ended);
  }
}

const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const HEAD_BYTES = 5;

/** What follows the execution of a COPY: its rows and their end. The driver would copy them once more to say this. */
function copyMessages(rows: string): Buffer {
  const length = Buffer.byteLength(rows);
  const messages = Buffer.allocUnsafe(HEAD_BYTES + length + HEAD_BYTES);
  messages[0] = COPY_DATA;
  messages.writeInt32BE(4 + length, 1);
  messages.write(rows, HEAD_BYTES);
  messages[HEAD_BYTES + length] = COPY_DONE;
  messages.writeInt32BE(4, HEAD_BYTES + length + 1);
  return messages;
}
