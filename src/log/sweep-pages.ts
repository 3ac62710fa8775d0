/** DECIDE: reads the grants that a sweep ends, page by page, in the order of those who hold them. */
import type { Call, Row, Statement } from '../database/sql.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Grant } from '../kernel/state.ts';
import { OPEN_END } from '../kernel/time.ts';
import { GRANT_COLUMNS, grantOf } from './state-loader.ts';

/** How many grants end before they are written: about 10 MB of events and rows. */
export const SWEPT_AT_ONCE = 4_000;

const OPEN_ON_TARGET = `projection."grant" g where g.target_id = $1::uuid and g.kind = $2::text and g.valid_until = ${OPEN_END}`;

const COUNT: Statement = {
  name: 'sweep-count',
  text: `select count(*)::int as count from ${OPEN_ON_TARGET}`,
};

const PAGE: Statement = {
  name: 'sweep-page',
  text: `select ${GRANT_COLUMNS} from ${OPEN_ON_TARGET} and ($3::uuid is null or g.subject_id > $3::uuid)
    order by g.target_id, g.kind, g.subject_id limit ${SWEPT_AT_ONCE}`,
};

export function countGrants(target: Id, kind: string): Call {
  return { statement: COUNT, values: [target, kind] };
}

export function countOf(rows: readonly Row[] = []): number {
  return Number(rows[0]?.count ?? 0);
}

/** Those that come after a holder; from the first on without one. */
export function grantsAfter(target: Id, kind: string, after: UserId | null): Call {
  return { statement: PAGE, values: [target, kind, after] };
}

export function grantsOf(rows: readonly Row[] = []): Grant[] {
  return rows.map(grantOf);
}
