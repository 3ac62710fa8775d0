/** READ and APPEND: one execution of a prepared statement, whose columns the database describes the first time only. */
import pg, { type Connection, type FieldDef } from 'pg';
import { ROW_VALUES } from './row-values.ts';
import type { Call, Row } from './sql.ts';

/** The columns of a statement's rows, and how the value of each is read. */
type Columns = readonly { readonly name: string; readonly read: (text: string) => unknown }[];

/** The columns of the statements that a connection has prepared, by their names there. */
export type KnownColumns = Map<string, Columns>;

export interface Executed {
  readonly rows: Row[];
  /** What the database says that it did, such as SELECT. */
  readonly command: string;
}

/** The connection of the driver, with what it does not say of itself. */
interface Wire extends Connection {
  readonly submittedNamedStatements: Record<string, string>;
}

/**
 * The driver has the columns described at every execution, and makes them ready anew: a fifth of what a small read
 * costs this process. They cannot change: a statement that no longer fits its tables fails.
 */
export class PreparedQuery extends pg.Query {
  readonly executed: Promise<Executed>;
  /** Of the driver: whether the statement is known to the connection, or on its way there. */
  declare readonly hasBeenParsed: (connection: Connection) => boolean;
  readonly #statement: string;
  readonly #text: string;
  readonly #known: KnownColumns;
  readonly #parameters: (string | Buffer | null)[];
  readonly #found: Row[] = [];
  #columns: Columns | undefined;
  #command = '';
  #fault: unknown;
  #resolve: (executed: Executed) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  /** @param name the statement's name on the connection. */
  constructor(name: string, { statement, values }: Call, known: KnownColumns) {
    super({ name, text: statement.text });
    this.#statement = name;
    this.#text = statement.text;
    this.#known = known;
    this.#columns = known.get(name);
    this.#parameters = values.map(parameterOf);
    this.executed = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The driver calls this to have it sent. */
  prepare(connection: Wire): void {
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ name: this.#statement, text: this.#text, types: [] }, true);
      connection.submittedNamedStatements[this.#statement] = this.#text;
    }
    connection.bind({ statement: this.#statement, values: this.#parameters }, true);
    if (!this.#columns) connection.describe({ type: 'P', name: '' }, true);
    connection.execute(null, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: readonly FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      read: ROW_VALUES.getTypeParser(dataTypeID, 'text'),
    }));
    this.#known.set(this.#statement, this.#columns);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      const row: Row = {};
      let index = 0;
      for (const { name, read } of this.#columns ?? []) {
        const text = fields[index++] ?? null;
        row[name] = text === null ? null : read(text);
      }
      this.#found.push(row);
    } catch (error) {
      this.#fault ??= error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#command = text.split(' ', 1)[0] ?? '';
    // What answers no rows has no columns.
    if (!this.#columns) this.#known.set(this.#statement, []);
  }

  handleReadyForQuery(): void {
    if (this.#fault === undefined) this.#resolve({ rows: this.#found, command: this.#command });
    else this.#reject(this.#fault);
  }

  handleError(error: unknown): void {
    this.#reject(error);
  }
}

/** A value as the text that the database reads; bytes stay what they are. */
function parameterOf(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.isArray(value) ? arrayOf(value) : String(value);
}

function arrayOf(elements: readonly unknown[]): string {
  return `{${elements.map(elementOf).join(',')}}`;
}

function elementOf(element: unknown): string {
  if (element === null || element === undefined) return 'NULL';
  if (Array.isArray(element)) return arrayOf(element);
  const text = element instanceof Uint8Array ? `\\x${Buffer.from(element).toString('hex')}` : String(element);
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
