/** One connection of the adapter: sends several statements in one round trip and says how each of them ended. */
import pg from 'pg';
import type { Engine } from './engine.ts';
import { parameterText } from './parameter-text.ts';
import { type Ended, type Prepared, RoundTrip, type Sending } from './round-trip.ts';
import { type Call, ConnectionLost, DatabaseError, type Statement } from './sql.ts';

/** A step of a round trip: a call, or a plain command such as BEGIN. */
export type Step = Call | string;

/** How a step ended: its rows and the tag of its command, or the error: its own, or that of a step before it. */
export type Outcome = Ended;

/** The ways in which the database says that it ends the session, not only the statement (SQLSTATE). */
const SESSION_ENDED = /^(08...|57P0[1-5]|25P0[345])$/;

/** Errors after which a prepared statement no longer fits the tables: the connection is given up and made anew. */
const OUTDATED = /^(0A000|26000)$/;

export class PgConnection {
  readonly #client: pg.Client;
  /** Prefix of statement names; undefined = statements are not prepared. */
  readonly #names: string | undefined;
  readonly #prepared: Prepared = new Map();
  #lost: Error | undefined;
  #inFlight = 0;
  /** Whether what is sent waits for the end of this turn of the event loop. */
  #gathering = false;

  private constructor(client: pg.Client, names: string | undefined) {
    this.#client = client;
    this.#names = names;
    client.on('error', (error: Error) => this.giveUp(error));
    client.on('end', () => this.giveUp(new Error('The connection was closed')));
  }

  /**
   * Connects, and makes the session's settings.
   *
   * @param setup SQL commands, sent as one.
   * @param names what the names of prepared statements begin with; undefined to prepare none.
   */
  static async open(engine: Engine, setup: string, names?: string): Promise<PgConnection> {
    const client = new pg.Client({ ...engine.connection(), pipeline: true });
    const connection = new PgConnection(client, names);
    try {
      await client.connect();
      await client.query(setup);
    } catch (error) {
      connection.giveUp(error);
      throw connection.#translated(error);
    }
    return connection;
  }

  get usable(): boolean {
    return this.#lost === undefined;
  }

  /** Steps whose end is not known yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Sends all steps at once, in order, and waits until they have ended. What follows a step that failed is not carried
   * out, and has its error.
   *
   * Throws at once, without sending anything, when a step is not fit to be sent.
   */
  run(steps: readonly Step[]): Promise<Outcome[]> {
    return this.#runAll(steps.map((step) => this.#sendingOf(step)));
  }

  async #runAll(sendings: readonly Sending[]): Promise<Outcome[]> {
    if (this.#lost) {
      const error = new ConnectionLost(this.#lost.message, { cause: this.#lost });
      return sendings.map(() => ({ error }));
    }
    if (sendings.length === 0) return [];
    this.#inFlight += sendings.length;
    if (sendings.length === 1) this.#gather();
    const outcomes = await this.#send(sendings);
    this.#inFlight -= sendings.length;
    return outcomes;
  }

  /**
   * Single statements that are sent in one turn of the event loop leave together: one write, one wake-up of the
   * database. Under load the writes were a fifth of this process's time.
   */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    const { stream } = this.#client.connection;
    stream.cork();
    setImmediate(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  /** Says goodbye after what is in flight. */
  async end(): Promise<void> {
    if (this.usable) await this.#client.end();
  }

  /** Makes the connection unusable, whatever is in flight on it. */
  giveUp(error: unknown): void {
    if (this.#lost) return;
    this.#lost = error instanceof Error ? error : new Error(String(error));
    void this.#client.end().catch(() => {});
  }

  #send(sendings: readonly Sending[]): Promise<Outcome[]> {
    return new Promise((resolve) => {
      const trip = new RoundTrip(sendings, this.#prepared, (ended, failure) => {
        const reason = failure && this.#translated(failure);
        const outdated = reason instanceof DatabaseError && OUTDATED.test(reason.code);
        if (outdated || reason instanceof ConnectionLost) this.giveUp(reason);
        const missing = reason ? sendings.slice(ended.length).map(() => ({ error: reason })) : [];
        resolve([...ended, ...missing]);
      });
      this.#client.query(trip);
    });
  }

  #sendingOf(step: Step): Sending {
    if (typeof step !== 'string') assertFit(step);
    const call = typeof step === 'string' ? { statement: { name: step, text: step }, values: [] } : step;
    const { name, text } = call.statement;
    const parameters = call.values.map(parameterText);
    const { copied } = call;
    return { name: this.#names === undefined ? '' : this.#names + name, text, parameters, copied };
  }

  /** The driver's error as ours; an error that has to do with neither database nor connection stays what it is. */
  #translated(thrown: unknown): Error {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { message } = error;
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === undefined && this.usable) return error;
    if (code === undefined || SESSION_ENDED.test(code)) return new ConnectionLost(message, { cause: error });
    return new DatabaseError(message, code, { cause: error });
  }
}

/** PostgreSQL cuts the names of prepared statements at 63 bytes, prefix included, and so confuses longer ones. */
const LONGEST_NAME = 54;

/** The text of each statement name seen in this process. */
const textOfName = new Map<string, string>();

function assertFit({ statement, values }: Call): void {
  const known = textOfName.get(statement.name);
  if (known === undefined) remember(statement);
  else if (known !== statement.text) throw new Error(`Two statements are named "${statement.name}"`);
  for (const value of values) {
    const odd = Array.isArray(value) ? value.find(isObject) : value;
    if (isObject(odd)) throw new TypeError(`A value of the statement "${statement.name}" is an object`);
  }
}

function remember({ name, text }: Statement): void {
  if (name.length > LONGEST_NAME) throw new Error(`The name of the statement "${name}" is too long`);
  textOfName.set(name, text);
}

function isObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
