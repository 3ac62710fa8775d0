/** PROJECT: checks the log itself: places, times, hashes, the columns that find events, the head, personal values. */
import type { Database, Row, Statement } from '../database/sql.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import { foldKey } from '../kernel/text.ts';
import { EPOCH, type Position, type Time } from '../kernel/time.ts';
import { commitment } from '../log/commitment.ts';
import { leafHash, parseLeaf } from '../log/leaf.ts';
import type { Difference } from './difference.ts';
import { PAGE, readBeside } from './log-pages.ts';

/** Where a check stands: what the event before the next one was. */
export interface LogCursor {
  position: Position;
  occurredAt: Time;
  recordedAt: Time;
}

export const LOG_START: LogCursor = { position: 0, occurredAt: EPOCH, recordedAt: EPOCH };

/** Checks a page of rows and moves the cursor past it; the first thing that is not right. */
export function checkPage(page: readonly Row[], cursor: LogCursor): Difference | undefined {
  for (const row of page) {
    const difference = checkRow(row, cursor);
    if (difference) return difference;
  }
  return undefined;
}

function checkRow(row: Row, cursor: LogCursor): Difference | undefined {
  const key = { position: String(row.position) };
  const differs = (expected: Difference['expected'], found: Difference['found']): Difference => ({
    table: 'event',
    key,
    expected,
    found,
  });
  const next = String(cursor.position + 1);
  if (row.position !== next) return { ...differs({ position: next }, null), key: { position: next } };
  const leaf = row.leaf as string;
  const hash = leafHash(leaf);
  if (row.leaf_hash !== hash) return differs({ leafHash: hash }, { leafHash: row.leaf_hash });
  const event = parseLeaf(leaf);
  for (const [column, expected] of Object.entries(columnsOf(event))) {
    if (row[column] !== expected) return differs({ [column]: expected }, { [column]: row[column] });
  }
  for (const time of ['occurredAt', 'recordedAt'] as const) {
    if (event[time] < cursor[time])
      return differs({ [`${time} not before`]: cursor[time] }, { [time]: event[time] });
    cursor[time] = event[time];
  }
  cursor.position = event.position;
  return undefined;
}

/** The columns by which an event is found, as its leaf says that they are. */
function columnsOf(event: RecordedEvent): Readonly<Record<string, unknown>> {
  return {
    position: String(event.position),
    type: event.type,
    occurred_at: event.occurredAt,
    actor: event.actor,
    command_id: event.commandId,
    subject_id: event.subject ?? null,
    target_id: event.target.id,
    organization_id: event.scope.organization ?? null,
    project_id: event.scope.project ?? null,
    partner_id: event.scope.partner ?? null,
    instance_id: event.scope.instance ?? null,
  };
}

const HEAD: Statement = {
  name: 'check-head',
  text: `select h.position, h.occurred_at, h.recorded_at, e.position as last, e.leaf from head h
    left join lateral (select position, leaf from event order by position desc limit 1) e on true`,
};

/** Whether the head says what the last event says. */
export async function checkHead(database: Database): Promise<Difference | undefined> {
  const [row] = await readBeside(database, { statement: HEAD, values: [] });
  if (!row) return { table: 'head', key: {}, expected: { position: '0' }, found: null };
  const last = row.leaf === null ? undefined : parseLeaf(row.leaf as string);
  const expected = { position: String(last?.position ?? 0), ...(last && timesOf(last)) };
  const found = {
    position: row.position,
    ...(last && { occurredAt: row.occurred_at, recordedAt: row.recorded_at }),
  };
  return JSON.stringify(expected) === JSON.stringify(found)
    ? undefined
    : { table: 'head', key: {}, expected, found };
}

function timesOf({ occurredAt, recordedAt }: RecordedEvent) {
  return { occurredAt, recordedAt };
}

const PERSONAL: Statement = {
  name: 'check-personal',
  text: `select commitment, field, salt, value, lookup from personal where commitment > $1::text
    order by commitment limit ${PAGE}`,
};

/** Whether every personal value is what its event meant, and an email is found by its own key. Reports no value. */
export async function checkPersonal(database: Database): Promise<Difference | undefined> {
  for (let after = ''; ; ) {
    const rows = await readBeside(database, { statement: PERSONAL, values: [after] });
    for (const row of rows) {
      const key = { commitment: String(row.commitment) };
      const proved = commitment(row.salt as Buffer, row.value as string);
      if (proved !== row.commitment)
        return { table: 'personal', key, expected: key, found: { commitment: proved } };
      const lookup = row.field === 'email' ? foldKey(row.value as string) : null;
      if (row.lookup !== lookup)
        return { table: 'personal', key, expected: { lookup: 'of the value' }, found: { lookup: 'another' } };
    }
    const last = rows.at(-1);
    if (!last) return undefined;
    after = String(last.commitment);
  }
}
