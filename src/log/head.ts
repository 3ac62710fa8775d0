/** APPEND: the head of the log, read as the first thing under the lock and written as the last. */
import type { Call, Row, Statement } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import { OPEN_END, type Position, type Time } from '../kernel/time.ts';

export interface Head {
  readonly position: Position;
  readonly occurredAt: Time;
  readonly recordedAt: Time;
  /** The import that is open, and how many of its lines are applied. */
  readonly openImport: { readonly id: Id; readonly lines: number } | null;
  /** Whether a live event has ended importing for good (rule T3). */
  readonly live: boolean;
  /** When the next open grant ends by itself. */
  readonly nextDue: Time | null;
}

/** The advisory lock of the log: the same number for every process on a database. */
const LOG = 7405926531;

/** Lock alone, then read: one statement that does both would read what was committed before it waited. */
const LOCK: Statement = {
  name: 'lane-lock',
  text: `select 1 as locked from (select pg_advisory_xact_lock(${LOG})) as lock`,
};

/** Keeps the log's lock for the session, beyond the end of the transaction that has it. */
const HOLD: Statement = {
  name: 'lane-hold-lock',
  text: `select 1 as held from (select pg_advisory_lock(${LOG})) as hold`,
};

/** Takes the lock for the transaction that has begun meanwhile, then gives up what {@link HOLD} kept. */
const TAKE_OVER: Statement = {
  name: 'lane-take-over-lock',
  text: `select pg_advisory_unlock(${LOG}) as released
    from (select pg_advisory_xact_lock(${LOG}) offset 0) as lock`,
};

const READ: Statement = {
  name: 'lane-head',
  text: `select h.position, h.occurred_at, h.recorded_at, h.import_id, i.lines, h.live,
      (select min(g.expires_at) from projection."grant" g where g.valid_until = ${OPEN_END} and g.expires_at is not null) as next_due
    from head h left join import i on i.id = h.import_id`,
};

/** A head that is not the one that was decided on would become null, which the table refuses. */
const WRITE: Statement = {
  name: 'lane-write-head',
  text: `update head set position = case when position = $5::bigint then $1::bigint end,
    occurred_at = $2::timestamptz, recorded_at = $3::timestamptz, live = $4::boolean`,
};

/** Whether somebody waits for the lock of the log: in pg_locks, a number of 64 bits stands in two columns. */
const WAITERS: Statement = {
  name: 'lane-waiters',
  text: `select exists (select from pg_locks l where l.locktype = 'advisory' and not l.granted and l.objsubid = 1
    and (l.classid::bigint << 32 | l.objid::bigint) = ${LOG}
    and l.database = (select d.oid from pg_database d where d.datname = current_database())) as waiting`,
};

/** Takes the log's lock until the transaction ends, then reads the head as it is with the lock held. */
export const LOCK_AND_READ_HEAD: readonly Call[] = [
  { statement: LOCK, values: [] },
  { statement: READ, values: [] },
];

/** Hands the lock from a transaction to the next one of the session, so that nobody else can come between them. */
export const HOLD_LOCK: Call = { statement: HOLD, values: [] };
export const TAKE_OVER_LOCK: Call = { statement: TAKE_OVER, values: [] };

/** The head, from the answers to {@link LOCK_AND_READ_HEAD}. */
export function readHead(answers: readonly Row[][]): Head {
  const row = answers[1]?.[0];
  if (!row) throw new Error('The log has no head: its database was not migrated');
  return {
    position: Number(row.position),
    occurredAt: row.occurred_at as Time,
    recordedAt: row.recorded_at as Time,
    openImport: row.import_id === null ? null : { id: row.import_id as Id, lines: Number(row.lines) },
    live: row.live as boolean,
    nextDue: row.next_due as Time | null,
  };
}

/** Asks whether another process waits for its turn at the log. */
export const ASK_FOR_WAITERS: Call = { statement: WAITERS, values: [] };

/**
 * Moves the head on from where it was found.
 *
 * @param before the position at which it must still be.
 */
export function writeHead(
  before: Position,
  head: Pick<Head, 'position' | 'occurredAt' | 'recordedAt' | 'live'>,
): Call {
  return { statement: WRITE, values: [head.position, head.occurredAt, head.recordedAt, head.live, before] };
}
