/**
 * The writer lane: the one door to the log. While a transaction is in flight, submissions queue up; the next
 * transaction takes all of them. Serial across processes by the log's lock, so decisions need no retries.
 */
import { ConnectionLost, type Transaction } from '../database/sql.ts';
import { BOOTSTRAP } from '../kernel/actor.ts';
import type { NewEvent } from '../kernel/event.ts';
import type { CommandId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { EPOCH, laterOf } from '../kernel/time.ts';
import type { LaneParts, Result } from './batch.ts';
import { Drafts } from './drafts.ts';
import { type Head, LOCK_AND_READ_HEAD, readHead, writeHead } from './head.ts';
import { LaneState } from './lane-state.ts';
import { forgetOutcomes, lookUpOutcomes, readOutcomes } from './outcomes.ts';
import { BatchUnknown, runBatch, runSeries, type Sent } from './run-batch.ts';
import type { Outcome, Submission } from './submission.ts';

export interface LaneOptions extends LaneParts {
  /** How many submissions may wait; beyond it they are refused with OVERLOADED. */
  readonly mostWaiting?: number;
  /** How many submissions one transaction takes at most. */
  readonly mostInBatch?: number;
  /** How many grants that a command ends are at hand at once at most; more of them end page by page. */
  readonly sweptAtOnce?: number;
  /** Told of what the lane survived, for the log of the server. */
  warn?(message: string, error: unknown): void;
}

/** The first events of an installation, and the secret part of the command that makes them. */
export interface Genesis {
  readonly commandId: CommandId;
  readonly seed: Buffer;
  readonly events: readonly NewEvent[];
}

interface Waiting {
  readonly submission: Submission;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

type Task = () => Promise<void>;

/** What is fewer than this is not divided. */
const LEAST_IN_BATCH = 4;

/** How often a batch is begun anew after the connection was lost before its COMMIT, and the longest pause, in ms. */
const RETRIES = 6;
const LONGEST_PAUSE = 1_000;

export class Lane {
  readonly #options: LaneOptions;
  readonly #state: LaneState;
  readonly #queue: (Waiting | Task)[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#state = new LaneState(options.sweptAtOnce);
  }

  /**
   * Decides and appends a submission. The promise resolves once it is durable or refused; it rejects when the
   * submission failed unexpectedly, and then nothing of it stands.
   */
  submit(submission: Submission): Promise<Outcome> {
    const full = this.#queue.length >= (this.#options.mostWaiting ?? 10_000);
    if (full || this.#closed) {
      const remedy = 'Try again in a moment, with the same idempotency key.';
      return Promise.resolve({
        accepted: false,
        refusal: new Refusal(
          'OVERLOADED',
          this.#closed ? 'The server is stopping.' : 'Too many commands are waiting.',
          { remedy },
        ),
        position: Math.max(this.#state.position, 0),
      });
    }
    return new Promise((resolve, reject) => this.#enqueue({ submission, resolve, reject }));
  }

  /** Appends what is due to expire, and forgets old outcomes. Harmless at any time. */
  wake(): Promise<void> {
    return this.#task(async () => {
      await runBatch(this.#options, this.#state, []);
    });
  }

  /** Deletes outcomes that are remembered no longer; nothing waits for it. */
  async forget(): Promise<void> {
    const transaction = await this.#options.database.beginLong();
    await transaction.commit([forgetOutcomes(this.#options.clock.now())]);
  }

  /** Runs work in a transaction that holds the log's lock: nothing is appended meanwhile, by any process. */
  exclusive<T>(work: (transaction: Transaction, head: Head) => Promise<T>): Promise<T> {
    return this.#task(async () => {
      this.#state.reset();
      const transaction = await this.#options.database.begin();
      try {
        const head = readHead(await transaction.send(LOCK_AND_READ_HEAD));
        const answer = await work(transaction, head);
        await transaction.commit();
        return answer;
      } catch (error) {
        await transaction.rollback().catch(() => undefined);
        throw error;
      }
    });
  }

  /** Writes the genesis of an installation if its log is empty; whether it did. Of two processes, one does. */
  genesis(make: () => Genesis | Promise<Genesis>): Promise<boolean> {
    return this.exclusive(async (transaction, head) => {
      if (head.position > 0) return false;
      const { events, commandId, seed } = await make();
      const recordedAt = laterOf(this.#options.clock.now(), head.recordedAt);
      const drafts = new Drafts(this.#options.events, this.#state, head.position, recordedAt);
      drafts.record(events, { commandId, seed, actor: BOOTSTRAP, occurredAt: EPOCH });
      const after = { position: drafts.position, occurredAt: EPOCH, recordedAt, live: false };
      const write = writeHead(head.position, after);
      await transaction.send([...drafts.calls(), write]);
      this.#state.reset();
      return true;
    });
  }

  /** Takes no more submissions and resolves when all that were taken are answered. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running) await this.#running;
  }

  #task<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#enqueue(() => work().then(resolve, reject));
    });
  }

  #enqueue(item: Waiting | Task): void {
    this.#queue.push(item);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // What is submitted in the same turn of the event loop goes into the same transaction.
    await Promise.resolve();
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined) {
        this.#running = undefined;
        return;
      }
      if (typeof first === 'function') {
        this.#queue.shift();
        await first();
      } else {
        await this.#runSeries();
      }
    }
  }

  /** Runs batches back to back for as long as anything waits. */
  async #runSeries(): Promise<void> {
    const unanswered = [this.#takeBatch(0)];
    const submissions = (batch: readonly Waiting[] = []) => batch.map((each) => each.submission);
    try {
      await runSeries(this.#options, this.#state, submissions(unanswered[0]), {
        next: () => {
          const batch = this.#takeBatch(unanswered.reduce((sum, each) => sum + each.length, 0));
          if (batch.length > 0) unanswered.push(batch);
          return submissions(batch);
        },
        stands: (results) => answerAll(unanswered.shift() ?? [], results),
      });
    } catch (error) {
      if (error instanceof BatchUnknown) {
        for (const { results } of await this.#standing(error)) answerAll(unanswered.shift() ?? [], results);
        this.#queue.unshift(...unanswered.flat());
        return;
      }
      const [failed = [], ...undecided] = unanswered;
      this.#queue.unshift(...undecided.flat());
      await this.#settle(failed, error);
    }
  }

  /**
   * Takes half of all that is to be done: one half is decided here while the database writes the other. Thirds, so
   * that neither ever waits, were slower: a transaction has a price of its own. Where batches cannot overlap, and for
   * lines of history, which never do, nothing is divided.
   */
  #takeBatch(underWay: number): Waiting[] {
    const most = this.#options.mostInBatch ?? 256;
    let length = 0;
    while (length < most && typeof this.#queue[length] === 'object') length += 1;
    const first = this.#queue[0];
    const isLine = typeof first === 'object' && first.submission.line !== undefined;
    const overlaps = !this.#options.database.oneSession && !isLine;
    const share = overlaps ? Math.max(LEAST_IN_BATCH, Math.ceil((length + underWay) / 2)) : length;
    return this.#queue.splice(0, Math.min(length, share)) as Waiting[];
  }

  /**
   * Runs a batch that failed before; if it fails again as a whole, each of its submissions by itself, so that one
   * poisons no other.
   */
  async #settle(batch: readonly Waiting[], failure?: unknown): Promise<void> {
    try {
      answerAll(
        batch,
        await this.#runSafely(
          batch.map((each) => each.submission),
          failure,
        ),
      );
    } catch (error) {
      const [only, ...others] = batch;
      if (only && others.length === 0) {
        only.reject(error instanceof Error ? error : new Error('The lane failed', { cause: error }));
        return;
      }
      this.#options.warn?.('A batch failed and is run one by one', error);
      for (const each of batch) await this.#settle([each]);
    }
  }

  /**
   * Runs a batch, again when the connection was lost before COMMIT, and finds out when it was lost around it.
   *
   * @param failure how its first attempt failed, if there was one.
   */
  async #runSafely(submissions: readonly Submission[], failure?: unknown): Promise<readonly Result[]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (attempt === 0 && failure !== undefined) throw failure;
        return await runBatch(this.#options, this.#state, submissions);
      } catch (error) {
        if (error instanceof BatchUnknown) {
          const [standing] = await this.#standing(error);
          if (standing) return standing.results;
          await pause(attempt);
        } else if (!(error instanceof ConnectionLost) || attempt >= RETRIES) {
          throw error;
        } else {
          this.#options.warn?.('The connection of the lane was lost; trying again', error);
          await pause(attempt);
        }
      }
    }
  }

  /** Which batches stand of those in doubt, asked under the lock: by then their transactions have ended one way or the other. */
  async #standing(unknown: BatchUnknown): Promise<readonly Sent[]> {
    this.#options.warn?.('A commit got no answer; looking up whether it stands', unknown);
    const { sent } = unknown;
    const ids = sent.flatMap(({ remembered }) => remembered);
    for (let attempt = 0; ids.length > 0; attempt += 1) {
      try {
        const transaction = await this.#options.database.begin();
        const answers = await transaction.send([...LOCK_AND_READ_HEAD, lookUpOutcomes(ids)]);
        await transaction.rollback();
        const found = readOutcomes(answers[LOCK_AND_READ_HEAD.length] ?? []);
        // None stands without those before it, and some leave nothing to be found by.
        const last = sent.findLastIndex(({ remembered }) => remembered.some((id) => found.has(id)));
        return sent.slice(0, last + 1);
      } catch (error) {
        this.#options.warn?.('Not known yet whether a commit stands', error);
        await pause(attempt);
      }
    }
    return [];
  }
}

function answerAll(batch: readonly Waiting[], results: readonly Result[]): void {
  for (const [index, each] of batch.entries()) answer(each, results[index]);
}

function answer(waiting: Waiting, result: Result | undefined): void {
  if (result === undefined) waiting.reject(new Error('The lane lost an answer'));
  else if (result instanceof Error) waiting.reject(result);
  else waiting.resolve(result);
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** attempt, LONGEST_PAUSE)));
}
