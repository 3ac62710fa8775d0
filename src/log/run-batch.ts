/**
 * APPEND: runs transactions of the writer lane, one or several back to back. While one commits, the next is decided:
 * it reads on a connection of its own, and the log's lock passes from the one to the other.
 */
import { type Call, CommitUnknown } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import { Batch, type LaneParts, type Result } from './batch.ts';
import { HOLD_LOCK, TAKE_OVER_LOCK } from './head.ts';
import type { LaneState } from './lane-state.ts';
import type { Submission } from './submission.ts';

/** The COMMIT of a batch got no answer. Holds what is true if it stands, and which outcomes it then remembers. */
export class BatchUnknown extends Error {
  override readonly name = 'BatchUnknown';
  readonly results: readonly Result[];
  readonly remembered: readonly Id[];
  constructor(results: readonly Result[], remembered: readonly Id[], options: ErrorOptions) {
    super('The commit of a batch got no answer', options);
    this.results = results;
    this.remembered = remembered;
  }
}

/** What runs back to back. */
export interface Series {
  /** The submissions of the next batch: whatever waits. None ends the series. */
  next(): readonly Submission[];
  /** Told of each batch, in order, once it stands: what became of its submissions, in the order given. */
  stands(results: readonly Result[]): void;
}

/** How many transactions may follow one another before other processes get their turn. */
const LONGEST_SERIES = 16;

/** Runs a batch; none of it stands if this throws, but for {@link BatchUnknown}. Answers in the order given. */
export async function runBatch(
  parts: LaneParts,
  state: LaneState,
  submissions: readonly Submission[],
): Promise<readonly Result[]> {
  let answer: readonly Result[] = [];
  await runSeries(parts, state, submissions, {
    next: () => [],
    stands: (results) => {
      answer = results;
    },
  });
  return answer;
}

/**
 * Runs a batch and those that follow it. If this throws, the batches that were told of stand, and nothing of the
 * others does, but for {@link BatchUnknown}, which is about the first of those.
 */
export async function runSeries(
  parts: LaneParts,
  state: LaneState,
  first: readonly Submission[],
  series: Series,
): Promise<void> {
  let transaction = await parts.database.begin();
  try {
    let { batch, results, calls } = await decided(await Batch.start(parts, state, transaction, first), first);
    for (let length = 1; ; length += 1) {
      const alone = parts.database.oneSession || length === LONGEST_SERIES || !batch.mayBeFollowed;
      const following = alone || calls.length === 0 ? [] : await whatFollows(series, length);
      if (following.length === 0) {
        if (calls.length > 0) await known(transaction.commit(calls), batch, results);
        else await transaction.rollback();
        state.committed(batch.position);
        series.stands(results);
        return;
      }
      const mark = state.mark();
      const { committed, next } = transaction.commitAndBegin({
        calls: [...calls, HOLD_LOCK],
        opening: [TAKE_OVER_LOCK],
      });
      const before = batch;
      transaction = next;
      const standing = expectation();
      const deciding = before
        .follow(following, next, standing.comes)
        .then((batch) => decided(batch, following));
      // Judged once the batch before it stands.
      deciding.catch(() => undefined);
      await known(committed, batch, results).catch(async (error: unknown) => {
        // What was decided on top of it is void.
        standing.fails(error);
        await deciding.catch(() => undefined);
        throw error;
      });
      state.committed(batch.position, mark);
      standing.stands();
      series.stands(results);
      ({ batch, results, calls } = await deciding);
    }
  } catch (error) {
    state.reset();
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

/** What comes to stand, or does not. */
function expectation() {
  let stands: () => void = () => undefined;
  let fails: (error: unknown) => void = () => undefined;
  const comes = new Promise<void>((resolve, reject) => {
    [stands, fails] = [resolve, reject];
  });
  // Perhaps nobody waits for it.
  comes.catch(() => undefined);
  return { comes, stands, fails };
}

/** What waits. Whoever was answered just now may have more to ask, so later batches look twice. */
async function whatFollows(series: Series, length: number): Promise<readonly Submission[]> {
  const waiting = series.next();
  if (waiting.length > 0 || length === 1) return waiting;
  await new Promise(setImmediate);
  return series.next();
}

interface Decided {
  readonly batch: Batch;
  readonly results: readonly Result[];
  /** All that it writes. */
  readonly calls: readonly Call[];
}

async function decided(batch: Batch, submissions: readonly Submission[]): Promise<Decided> {
  const results = await batch.decideAll(submissions);
  return { batch, results, calls: batch.calls() };
}

/** Waits for a commit. */
async function known(commit: Promise<unknown>, batch: Batch, results: readonly Result[]): Promise<void> {
  await commit.catch((error: unknown) => {
    if (!(error instanceof CommitUnknown)) throw error;
    throw new BatchUnknown(results, batch.remembered, { cause: error });
  });
}
