/**
 * APPEND: runs transactions of the writer lane, one or several back to back. While one commits, the next is decided:
 * it reads on a connection of its own, and the log's lock passes from the one to the other. Once decided it is sent
 * behind the one that commits, so that the database always has the next at hand.
 */
import { type Call, CommitUnknown } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import { Batch, type LaneParts, type Result } from './batch.ts';
import { ASK_FOR_WAITERS, HOLD_LOCK, TAKE_OVER_LOCK } from './head.ts';
import type { LaneState } from './lane-state.ts';
import type { Submission } from './submission.ts';

/** A batch that was sent: what is true if it stands, and which outcomes it then remembers. */
export interface Sent {
  readonly results: readonly Result[];
  readonly remembered: readonly Id[];
}

/** A COMMIT got no answer. Names the batches in doubt, in their order: none of them stands without those before it. */
export class BatchUnknown extends Error {
  override readonly name = 'BatchUnknown';
  readonly sent: readonly Sent[];
  constructor(sent: readonly Sent[], options: ErrorOptions) {
    super('The commit of a batch got no answer', options);
    this.sent = sent;
  }
}

/** What runs back to back. */
export interface Series {
  /** The submissions of the next batch: whatever waits. None ends the series. */
  next(): readonly Submission[];
  /** Told of each batch, in order, once it stands: what became of its submissions, in the order given. */
  stands(results: readonly Result[]): void;
}

/** How many transactions may follow one another before other processes that wait get their turn. */
const LONGEST_TURN = 16;

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
  const flight = new Flight(state, series);
  let transaction = await parts.database.begin();
  let deciding: Promise<Decided> | undefined;
  try {
    let last = await decided(await Batch.start(parts, state, transaction, first), first);
    for (let length = 1; mayBeFollowed(parts, last) && !(await turnIsOver(parts, length)); length += 1) {
      let following = length === 1 || flight.isUnderWay ? series.next() : await whatFollows(series);
      // While anything is under way, those who wait for it may have more to ask.
      if (following.length === 0 && !flight.isUnderWay) break;
      const { committed, next } = transaction.commitAndBegin({
        calls: [...last.calls, HOLD_LOCK],
        opening: [TAKE_OVER_LOCK],
      });
      transaction = next;
      const before = flight.landed;
      flight.add(last, committed);
      for (const landed of [before, flight.landed]) {
        if (following.length === 0) following = await landed.then(() => whatFollows(series));
      }
      if (following.length === 0) {
        await transaction.rollback();
        return;
      }
      deciding = last.batch
        .follow(following, transaction, flight.landed)
        .then((batch) => decided(batch, following));
      // Judged when it is its turn.
      deciding.catch(() => undefined);
      // Two are under way at most: while the database carries out one, the other waits there.
      await before;
      last = await deciding;
    }
    await flight.landed;
    flight.add(last, last.calls.length > 0 ? transaction.commit(last.calls) : transaction.rollback());
    await flight.landed;
  } catch (error) {
    const failure = await flight.landed.then(
      () => error,
      (reason: unknown) => reason,
    );
    // What was decided on top of a batch that does not stand is void.
    await deciding?.catch(() => undefined);
    state.reset();
    await transaction.rollback().catch(() => undefined);
    throw failure instanceof CommitUnknown ? new BatchUnknown(flight.underWay, { cause: failure }) : failure;
  }
}

/** The batches that were sent and are not known to stand yet, in their order. */
class Flight {
  readonly #state: LaneState;
  readonly #series: Series;
  readonly #sent: Sent[] = [];
  /** Resolves once all that was sent stands and the series has been told; rejects as the first that does not. */
  landed: Promise<void> = Promise.resolve();

  constructor(state: LaneState, series: Series) {
    this.#state = state;
    this.#series = series;
  }

  get isUnderWay(): boolean {
    return this.#sent.length > 0;
  }

  get underWay(): readonly Sent[] {
    return this.#sent;
  }

  /** @param committed settles with the transaction of the batch. */
  add({ batch, results }: Decided, committed: Promise<unknown>): void {
    const mark = this.#state.mark();
    this.#sent.push({ results, remembered: batch.remembered });
    this.landed = this.landed
      .then(() => committed)
      .then(() => {
        this.#sent.shift();
        this.#state.committed(batch.position, mark);
        this.#series.stands(results);
      });
    // Judged when somebody waits for it.
    for (const judged of [committed, this.landed]) judged.catch(() => undefined);
  }
}

/** Whether another batch may be decided while this one commits. */
function mayBeFollowed({ database }: LaneParts, { batch, calls }: Decided): boolean {
  return !database.oneSession && calls.length > 0 && batch.mayBeFollowed;
}

/** Whether other processes wait, and have waited long enough. */
async function turnIsOver({ database }: LaneParts, length: number): Promise<boolean> {
  if (length % LONGEST_TURN !== 0) return false;
  const [rows] = await database.readAhead([ASK_FOR_WAITERS]);
  return rows?.[0]?.waiting === true;
}

/** What waits, or is sent in this turn of the event loop: whoever was answered just now may have more to ask. */
async function whatFollows(series: Series): Promise<readonly Submission[]> {
  const waiting = series.next();
  if (waiting.length > 0) return waiting;
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
