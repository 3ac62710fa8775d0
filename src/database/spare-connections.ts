/** READ: the connections of long transactions that are over, kept for a moment: a long piece of work has many. */
import type { PgConnection } from './pg-connection.ts';

/** How many are kept at most, and for how long, in milliseconds. */
const MOST = 2;
const MOMENT = 5_000;

export class SpareConnections {
  readonly #open: () => Promise<PgConnection>;
  readonly #spare = new Map<PgConnection, NodeJS.Timeout>();

  constructor(open: () => Promise<PgConnection>) {
    this.#open = open;
  }

  /** A connection that nobody else uses; to be given back. */
  async take(): Promise<PgConnection> {
    for (const [connection, timer] of this.#spare) {
      clearTimeout(timer);
      this.#spare.delete(connection);
      if (connection.usable) return connection;
    }
    return this.#open();
  }

  async give(connection: PgConnection): Promise<void> {
    if (!connection.usable || this.#spare.size >= MOST) {
      await connection.end();
      return;
    }
    const timer = setTimeout(() => {
      this.#spare.delete(connection);
      void connection.end();
    }, MOMENT);
    this.#spare.set(connection, timer.unref());
  }

  async end(): Promise<void> {
    const connections = [...this.#spare.keys()];
    for (const timer of this.#spare.values()) clearTimeout(timer);
    this.#spare.clear();
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
