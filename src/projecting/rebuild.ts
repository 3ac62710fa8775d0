/** PROJECT: rebuilds the projections from the log beside those that serve, and swaps them in without downtime. */
import type { Database, Transaction } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';
import type { EventRegistry } from '../log/registry.ts';
import { Copy } from './build-copy.ts';
import { dropSchema, swap } from './copy-tables.ts';
import { readHeadPosition } from './head-position.ts';

export interface RebuildParts {
  readonly database: Database;
  readonly events: EventRegistry;
  /** Runs work in a transaction that holds the log's lock. */
  exclusive<T>(
    work: (transaction: Transaction, head: { readonly position: Position }) => Promise<T>,
  ): Promise<T>;
}

/** So few events may be left when the lock is taken: they are folded within some milliseconds. */
const ALMOST_THERE = 1_000;

/**
 * 1. Makes empty tables beside those that serve. 2. Folds the log into them, until almost nothing is left.
 * 3. Makes the other indexes, and folds what came meanwhile. 4. Under the log's lock folds the last events and
 * swaps the schemas. 5. Drops the old ones. Nobody is told of any event again: nothing is appended.
 *
 * @param each is told the position reached and the head, after every page; it may throw to stop.
 */
export async function rebuild(
  parts: RebuildParts,
  each: (position: Position, head: Position) => void | Promise<void> = () => undefined,
): Promise<{ readonly position: Position }> {
  const { database, events } = parts;
  const copy = await Copy.create({ database, events, schema: 'projection_next', unlogged: false });
  const catchUp = async (): Promise<void> => {
    let head = await readHeadPosition(database);
    do {
      const until = head;
      await copy.foldUntil(until, (position) => each(position, until));
      head = await readHeadPosition(database);
    } while (head - copy.position > ALMOST_THERE);
  };
  try {
    await catchUp();
    await copy.finish();
    await catchUp();
    await parts.exclusive(async (transaction, head) => {
      await copy.catchUp(transaction, head.position);
      await transaction.send(swap('projection_next'));
    });
  } catch (error) {
    await copy.drop().catch(() => undefined);
    throw error;
  }
  await dropOld(database);
  return { position: copy.position };
}

async function dropOld(database: Database): Promise<void> {
  const transaction = await database.beginLong();
  await transaction.commit([dropSchema('projection_old')]);
}
