/** A connection that is made when first needed, and anew when it was lost. */
import type { PgConnection } from './pg-connection.ts';

export class PgLink {
  readonly #open: () => Promise<PgConnection>;
  #connection: Promise<PgConnection> | undefined;
  #current: PgConnection | undefined;

  constructor(open: () => Promise<PgConnection>) {
    this.#open = open;
  }

  /** How much is in flight on it. */
  get load(): number {
    return this.#current?.inFlight ?? 0;
  }

  /** A connection that was alive when last heard of. Rejects when none can be made; the next call tries again. */
  async get(): Promise<PgConnection> {
    if (this.#current?.usable) return this.#current;
    this.#connection ??= this.#open()
      .then((connection) => {
        this.#current = connection;
        return connection;
      })
      .finally(() => {
        this.#connection = undefined;
      });
    return this.#connection;
  }

  async end(): Promise<void> {
    await this.#connection?.catch(() => {});
    await this.#current?.end();
  }
}
