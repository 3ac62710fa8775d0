/** DECIDE: submissions that end more grants than are to be at hand: they end page by page, each written before the next is read. */
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import { isSweep, type Sweep } from '../kernel/command.ts';
import type { NewEvent, RecordedEvent } from '../kernel/event.ts';
import { BEFORE_IDS } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Grant } from '../kernel/state.ts';
import { OPEN_END } from '../kernel/time.ts';
import { grantKeyText } from '../projecting/present.ts';
import { atCommand, type Deciding, decidedParts, requirePast } from './decide.ts';
import { GRANT_COLUMNS, grantOf } from './state-loader.ts';
import type { Submission } from './submission.ts';

const OPEN_ON_TARGET = `projection."grant" g where g.target_id = $1::uuid and g.kind = $2::text and g.valid_until = ${OPEN_END}`;

const COUNT: Statement = {
  name: 'sweep-count',
  text: `select count(*)::int as count from ${OPEN_ON_TARGET}`,
};

/** All that somebody holds there comes in one page: `with ties`. */
const PAGE: Statement = {
  name: 'sweep-page',
  text: `select ${GRANT_COLUMNS} from ${OPEN_ON_TARGET} and g.subject_id > $3::uuid
    order by g.target_id, g.kind, g.subject_id fetch first ($4::int) rows with ties`,
};

const SAVEPOINT: Call = { statement: { name: 'sweep-begins', text: 'savepoint sweep' }, values: [] };
const RELEASE: Call = { statement: { name: 'sweep-ends', text: 'release savepoint sweep' }, values: [] };
const UNDO: Call = { statement: { name: 'sweep-undone', text: 'rollback to savepoint sweep' }, values: [] };

export interface Sweeping extends Deciding {
  readonly transaction: Transaction;
  /** Does what may miss something, and fetches that, until it misses nothing. */
  having<T>(work: () => T): Promise<T>;
}

/**
 * Decides a submission. What was decided before it is written first, and so is all that it does before it reads what to
 * end; so no more than a page is at hand. Throws the Refusal of any of its commands, and then nothing of it stands.
 */
export async function decideInPages(submission: Submission, sweeping: Sweeping): Promise<void> {
  const { drafts, transaction, state } = sweeping;
  requirePast(submission, sweeping);
  await write(sweeping, SAVEPOINT);
  const mark = drafts.mark();
  try {
    for (const index of submission.commands.keys()) await decideOne(submission, index, sweeping);
    await write(sweeping, RELEASE);
  } catch (error) {
    if (error instanceof Refusal) {
      await transaction.send([UNDO, RELEASE]);
      drafts.returnTo(mark);
      state.forget();
    }
    throw error;
  }
}

async function decideOne(submission: Submission, index: number, sweeping: Sweeping): Promise<void> {
  const call = submission.commands[index];
  if (!call) return;
  try {
    const { parts, stamp } = await sweeping.having(() => decidedParts(call, submission, sweeping));
    const record = sweeping.drafts.inParts(stamp);
    for (const part of parts) {
      if (isSweep(part)) await endAll(part, record, sweeping);
      else await sweeping.having(() => record([part]));
    }
  } catch (error) {
    throw atCommand(submission, index, error);
  }
}

async function endAll(
  sweep: Sweep,
  record: (news: readonly NewEvent[]) => readonly RecordedEvent[],
  sweeping: Sweeping,
): Promise<void> {
  const { target, kind } = sweep;
  const { sweptAtOnce } = sweeping.state;
  const pageAfter = (last: Grant | undefined): Call => {
    return { statement: PAGE, values: [target, kind, last?.subject ?? BEFORE_IDS, sweptAtOnce] };
  };
  const count: Call = { statement: COUNT, values: [target, kind] };
  const [counted, first] = await write(sweeping, count, pageAfter(undefined));
  let page = grantsOf(first);
  const { each } = await sweeping.having(() => {
    const ends = sweep.ends(Number(counted?.[0]?.count ?? 0), page);
    if (ends.before) record([ends.before]);
    return ends;
  });
  for (;;) {
    await sweeping.having(() => record(page.map(each)));
    if (page.length < sweptAtOnce) return;
    const [next] = await write(sweeping, pageAfter(page.at(-1)));
    page = grantsOf(next);
  }
}

/** Writes what is decided, then reads; what is at hand is let go of, since it would no longer be all that the state must know. */
async function write({ transaction, drafts, state }: Sweeping, ...calls: Call[]): Promise<Row[][]> {
  const written = drafts.handOver();
  const answers = await transaction.send([...written, ...calls]);
  state.forget();
  return answers.slice(written.length);
}

/** By key, as they are where all of them are at hand. */
function grantsOf(rows: readonly Row[] = []): Grant[] {
  return rows.map(grantOf).sort((a, b) => (grantKeyText(a) < grantKeyText(b) ? -1 : 1));
}
