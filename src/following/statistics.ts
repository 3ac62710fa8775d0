/**
 * FOLLOW: what the planner knows of the projections, gathered anew whenever the log has doubled. Statements are
 * planned once and for any values, and a plan that was made for a small table can be a bad one for a large table.
 * A PostgreSQL server does this by itself, a minute later; the embedded database never does.
 */
import type { Database, Statement } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';
import { readHeadPosition } from '../projecting/head-position.ts';

const ANALYZE: readonly Statement[] = ['entity', 'entity_version', 'grant'].map((table) => ({
  name: `analyze-${table}`,
  text: `analyze projection."${table}"`,
}));

/** Below this many events any plan is quick. */
const FEW = 500;

export class Statistics {
  readonly #database: Database;
  /** The head when they were gathered last by this process. */
  #gatheredAt: Position = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Gathers them if it is time; whether it did. */
  async refresh(): Promise<boolean> {
    const position = await readHeadPosition(this.#database);
    if (position < Math.max(FEW, 2 * this.#gatheredAt)) return false;
    const transaction = await this.#database.beginLong();
    await transaction.commit(ANALYZE.map((statement) => ({ statement, values: [] })));
    this.#gatheredAt = position;
    return true;
  }
}
