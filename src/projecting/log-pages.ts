/** PROJECT: the log in pages, for whoever goes through all of it: a rebuild, a verification. */
import type { Call, Database, Row, Statement } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';

/** How many events are read, folded and written at once. */
export const PAGE = 5_000;

/** What a fold needs of an event. */
export const LEAVES: Statement = {
  name: 'log-leaves',
  text: `select position, leaf from event where position > $1::bigint and position <= $2::bigint
    order by position limit ${PAGE}`,
};

/** All of an event's row, for checking it. */
export const WHOLE_ROWS: Statement = {
  name: 'log-rows',
  text: `select position, type, occurred_at, actor, command_id, subject_id, target_id, organization_id, project_id,
      partner_id, instance_id, leaf, encode(leaf_hash, 'hex') as leaf_hash
    from event where position > $1::bigint and position <= $2::bigint order by position limit ${PAGE}`,
};

/** Runs one reading call in a transaction of its own, beside the connections that serve requests. */
export async function readBeside(database: Database, call: Call): Promise<Row[]> {
  const transaction = await database.beginLong();
  try {
    const [rows] = await transaction.send([call]);
    await transaction.commit();
    return rows ?? [];
  } catch (error) {
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

/** The events after a position up to another, in pages; while one is worked on, the next is read. */
export async function* logPages(
  database: Database,
  statement: Statement,
  after: Position,
  until: Position,
): AsyncGenerator<readonly Row[]> {
  const read = (from: Position): Promise<Row[]> =>
    from >= until ? Promise.resolve([]) : readBeside(database, { statement, values: [from, until] });
  let next = read(after);
  try {
    for (;;) {
      const page = await next;
      const last = page.at(-1);
      if (last === undefined) return;
      next = read(Number(last.position));
      yield page;
    }
  } finally {
    // Whoever stops early leaves no read behind that nobody waits for.
    await next.catch(() => undefined);
  }
}
