/** PROJECT: the log in pages, for whoever goes through all of it: a rebuild, a verification. */
import type { Call, Database, Row, Statement } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';
import { command } from './copy-tables.ts';

/** How many events are read, folded and written at once. */
export const PAGE = 5_000;

/**
 * What a fold needs of the events after a position, up to another: their leaves, fifty to a row and one a line (a leaf
 * has no line breaks of its own). Rows of their own would cost as much as reading what they say; and a value of more
 * than a hundred kilobytes costs the database memory that it asks the system for anew each time.
 */
export const LEAVES: Statement = {
  name: 'log-leaves',
  text: `select part.leaves from generate_series($1::bigint, $2::bigint - 1, 50) as after(position)
    cross join lateral (select string_agg(leaf, E'\\n' order by position) as leaves from event
      where position > after.position and position <= least(after.position + 50, $2::bigint)) part`,
};

/** The leaves of a page that {@link LEAVES} read; a fold checks that they are those of one event after the other. */
export function leavesOf(page: readonly Row[]): readonly string[] {
  return page.flatMap(({ leaves }) => (leaves as string | null)?.split('\n') ?? []);
}

/** All of the events' rows, for checking them. */
export const WHOLE_ROWS: Statement = {
  name: 'log-rows',
  text: `select position, type, occurred_at, actor, command_id, subject_id, target_id, organization_id, project_id,
      partner_id, instance_id, leaf, encode(leaf_hash, 'hex') as leaf_hash
    from event where position > $1::bigint and position <= $2::bigint order by position`,
};

/** A log that grew faster than its statistics would be read whole for every page. */
const BY_INDEX = command(
  `select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
);

/** Runs one reading call in a transaction of its own, beside the connections that serve requests. */
export async function readBeside(database: Database, call: Call): Promise<Row[]> {
  const transaction = await database.beginLong();
  try {
    const [, rows] = await transaction.send([BY_INDEX, call]);
    await transaction.commit();
    return rows ?? [];
  } catch (error) {
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

/**
 * The events after a position up to another, in pages; while one is worked on, the next is read. Positions are
 * dense, so a page that is short says that something is wrong: a fold must not skip an event.
 */
export async function* logPages(
  database: Database,
  statement: Statement,
  after: Position,
  until: Position,
): AsyncGenerator<readonly Row[]> {
  const read = (from: Position): Promise<Row[]> =>
    from >= until
      ? Promise.resolve([])
      : readBeside(database, { statement, values: [from, Math.min(from + PAGE, until)] });
  let next = read(after);
  try {
    for (let from = after; from < until; from += PAGE) {
      const page = await next;
      next = read(from + PAGE);
      yield page;
    }
  } finally {
    // Whoever stops early leaves no read behind that nobody waits for.
    await next.catch(() => undefined);
  }
}
