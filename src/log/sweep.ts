/** DECIDE: ends the grants that a sweep is about page by page, in the order of those who hold them, however many there are. */
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Grant } from '../kernel/state.ts';
import { OPEN_END } from '../kernel/time.ts';
import type { Sweeping } from './decide.ts';
import type { Drafts } from './drafts.ts';
import type { LaneState } from './lane-state.ts';
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

/**
 * Ends them. What was decided before is written first, and each page is written before the next is read, so that no more
 * than a page is at hand; whatever a sweep does stands or falls with its batch. Gives the events if they are at hand, all
 * of them.
 */
export async function sweep(
  { sweep, stamp }: Sweeping,
  of: { readonly transaction: Transaction; readonly drafts: Drafts; readonly state: LaneState },
): Promise<readonly RecordedEvent[]> {
  const { transaction, drafts, state } = of;
  const { target, kind } = sweep;
  const count = countGrants(target, kind);
  let answers = await transaction.send([...drafts.handOver(), count, grantsAfter(target, kind, null)]);
  const record = drafts.inParts(stamp);
  const opening = sweep.opening(countOf(answers.at(-2)));
  const first = record([opening]);
  for (let isFirst = true; ; isFirst = false) {
    const page = grantsOf(answers.at(-1));
    const ended = record(page.map((grant) => sweep.ending(grant, opening)));
    if (page.length < SWEPT_AT_ONCE) return isFirst ? [...first, ...ended] : [];
    const next = grantsAfter(target, kind, page.at(-1)?.subject ?? null);
    answers = await transaction.send([...drafts.handOver(), next]);
    // What is at hand would no longer be all that the state must know.
    state.forget();
  }
}

function countGrants(target: Id, kind: string): Call {
  return { statement: COUNT, values: [target, kind] };
}

function countOf(rows: readonly Row[] = []): number {
  return Number(rows[0]?.count ?? 0);
}

/** Those that come after a holder; from the first on without one. */
function grantsAfter(target: Id, kind: string, after: UserId | null): Call {
  return { statement: PAGE, values: [target, kind, after] };
}

function grantsOf(rows: readonly Row[] = []): Grant[] {
  return rows.map(grantOf);
}
