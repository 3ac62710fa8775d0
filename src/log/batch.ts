/**
 * DECIDE, APPEND, PROJECT: one batch of the writer lane, inside its transaction. It takes the log's lock, reads the
 * head and the clock, expires what is due, decides each submission in order, and says what to write.
 */
import type { Call, Database, Transaction } from '../database/sql.ts';
import { EXPIRER } from '../kernel/actor.ts';
import type { NewEvent } from '../kernel/event.ts';
import { derivedId, type Id } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Grant, State } from '../kernel/state.ts';
import { type Clock, laterOf, type Time } from '../kernel/time.ts';
import { type Deciding, decideCall, decideSubmission } from './decide.ts';
import { Drafts } from './drafts.ts';
import { readAhead } from './forethought.ts';
import { type Progress, replayed, requirePlace } from './gate.ts';
import { type Head, LOCK_AND_READ_HEAD, readHead, writeHead } from './head.ts';
import { advanceImport } from './import-row.ts';
import type { LaneState } from './lane-state.ts';
import { type OutcomeToRemember, outcomeIdOf, type RememberedOutcome, rememberOutcomes } from './outcomes.ts';
import type { CommandRegistry, EventRegistry } from './registry.ts';
import { type StateKey, StateMiss, stateKeyText, TooMany } from './state-key.ts';
import { loadDue, loadState, type Reads } from './state-loader.ts';
import type { Accepted, Line, Outcome, Submission } from './submission.ts';
import { decideInPages } from './sweep.ts';

export interface LaneParts {
  readonly database: Database;
  readonly events: EventRegistry;
  readonly commands: CommandRegistry;
  readonly clock: Clock;
  /** The events of a grant's end of time: PermissionExpired and what it drags along. */
  expire(state: State, grant: Grant): readonly NewEvent[];
}

/** What became of a submission; an Error where deciding it failed unexpectedly. */
export type Result = Outcome | Error;

const NO_SEED = Buffer.alloc(32);

export class Batch {
  readonly head: Head;
  readonly #parts: LaneParts;
  readonly #state: LaneState;
  readonly #transaction: Transaction;
  #reads: Reads;
  readonly #drafts: Drafts;
  /** The moment of every live submission of the batch: the later of the clock and the last recordedAt (rule T1). */
  readonly #now: Time;
  readonly #outcomes: Map<Id, RememberedOutcome>;
  readonly #toRemember: OutcomeToRemember[] = [];
  #line: { readonly line: Line; readonly events: number } | undefined;
  #lineEvents = 0;
  /** What the batch before this one remembers. */
  #toRememberBefore: readonly OutcomeToRemember[] = [];
  /** Resolves once the batch before this one stands. */
  #before: Promise<void> = Promise.resolve();

  private constructor(
    parts: LaneParts,
    state: LaneState,
    { reads, transaction }: { readonly reads: Reads; readonly transaction: Transaction },
    head: Head,
    outcomes: Map<Id, RememberedOutcome>,
  ) {
    this.#parts = parts;
    this.#state = state;
    this.#transaction = transaction;
    this.#reads = reads;
    this.head = head;
    this.#now = laterOf(parts.clock.now(), head.recordedAt);
    this.#drafts = new Drafts(parts.events, state, head.position, this.#now);
    this.#outcomes = outcomes;
  }

  static async start(
    parts: LaneParts,
    state: LaneState,
    transaction: Transaction,
    submissions: readonly Submission[],
  ): Promise<Batch> {
    const ahead = readAhead(state, submissions);
    const answers = await transaction.send([...LOCK_AND_READ_HEAD, ...ahead.calls]);
    const head = readHead(answers);
    state.startAt(head.position);
    const outcomes = ahead.learn(answers.slice(LOCK_AND_READ_HEAD.length));
    const batch = new Batch(parts, state, { reads: transaction, transaction }, head, outcomes);
    await batch.#fetchDue(submissions);
    if (!head.openImport) await batch.#expire(batch.#now);
    return batch;
  }

  /**
   * The batch that follows while this one is being committed: decided under the same lock, on the state that this one
   * leaves behind, and void if this one does not come to stand.
   */
  async follow(
    submissions: readonly Submission[],
    transaction: Transaction,
    stands: Promise<void>,
  ): Promise<Batch> {
    const { database } = this.#parts;
    this.#state.readsFromHere();
    const reads: Reads = { send: (calls) => database.readAhead(calls) };
    const ahead = readAhead(this.#state, submissions);
    // This batch and the one before it may be under way still: what they remember cannot be read yet.
    const underWay = [...this.#toRememberBefore, ...this.#toRemember];
    const outcomes = ahead.learn(await reads.send(ahead.calls));
    for (const outcome of underWay) outcomes.set(outcome.id, outcome);
    const batch = new Batch(this.#parts, this.#state, { reads, transaction }, this.#headAfter(), outcomes);
    batch.#before = stands;
    batch.#toRememberBefore = this.#toRemember;
    // Time has passed since it was asked whether anything is due.
    await batch.#fetchDue([]);
    await batch.#expire(batch.#now);
    return batch;
  }

  /** Whether another batch may follow under the same lock, with no look at the head in between. */
  get mayBeFollowed(): boolean {
    const { head } = this;
    const nothingDue = head.nextDue === null || head.nextDue > this.#parts.clock.now();
    // It reads beside the transaction, so what that changed must be at hand.
    const allAtHand = !this.#state.isFull && !this.#drafts.isHandedOver;
    return head.openImport === null && nothingDue && allAtHand;
  }

  #headAfter(): Head {
    if (this.#drafts.isEmpty) return this.head;
    return {
      ...this.head,
      position: this.position,
      occurredAt: this.#drafts.lastOccurredAt ?? this.head.occurredAt,
      recordedAt: this.#drafts.recordedAt,
      live: true,
    };
  }

  get position(): number {
    return this.#drafts.position;
  }

  /** The ids under which its outcomes are remembered if it stands. */
  get remembered(): readonly Id[] {
    return this.#toRemember.map((outcome) => outcome.id);
  }

  async decideAll(submissions: readonly Submission[]): Promise<Result[]> {
    const results: Result[] = [];
    const ready = new Set<Submission>();
    for (const [index, submission] of submissions.entries()) {
      const gate = this.#gate(submission);
      if (gate) {
        results.push(gate);
        continue;
      }
      if (submission.line) await this.#expire(submission.line.occurredAt);
      for (;;) {
        const result = this.#attempt(submission);
        if (result instanceof TooMany) {
          results.push(await this.#sweep(submission));
          // Those are no longer at hand.
          await this.#fetchDue(submissions, { surely: true });
          break;
        }
        if (!(result instanceof StateMiss)) {
          results.push(result);
          break;
        }
        // What came before it has changed what it reads, so it misses something now even where it did not when it was rehearsed.
        ready.delete(submission);
        // All that a single command misses, it has just said.
        const others = submissions.slice(submission.commands.length === 1 ? index + 1 : index);
        await this.#fetch([...result.keys, ...this.#missesOf(others, ready)]);
      }
    }
    return results;
  }

  /** All that the batch writes; nothing when there are neither events nor outcomes to remember. */
  calls(): Call[] {
    if (this.#drafts.isEmpty && this.#toRemember.length === 0 && !this.#line) return [];
    const calls = this.#drafts.calls();
    if (this.#toRemember.length > 0) calls.push(rememberOutcomes(this.#toRemember));
    if (this.#line) calls.push(advanceImport(this.#line.line, this.#line.events));
    if (!this.#drafts.isEmpty) {
      calls.push(
        writeHead(this.head.position, {
          position: this.#drafts.position,
          occurredAt: this.#drafts.lastOccurredAt ?? this.head.occurredAt,
          recordedAt: this.#drafts.recordedAt,
          live: this.head.live || this.head.openImport === null,
        }),
      );
    }
    return calls;
  }

  /** The answer that stands before any decision, if there is one. */
  #gate(submission: Submission): Outcome | undefined {
    try {
      const earlier = replayed(submission, this.#outcomes);
      if (!earlier) requirePlace(submission, this.head, this.#progress());
      return earlier;
    } catch (error) {
      if (error instanceof Refusal) return { accepted: false, refusal: error, position: this.position };
      throw error;
    }
  }

  #progress(): Progress {
    return {
      lines: this.#line?.line.number ?? this.head.openImport?.lines ?? 0,
      lastOccurredAt: this.#drafts.lastOccurredAt ?? this.head.occurredAt,
      now: this.#now,
    };
  }

  /** Decides a submission; what it changed is undone unless it is accepted. */
  #attempt(submission: Submission): Result | StateMiss | TooMany {
    const before = this.position;
    try {
      const events = this.#undoing('failure', () => decideSubmission(submission, this.#deciding(submission)));
      return this.#accept(submission, before, events);
    } catch (error) {
      if (error instanceof StateMiss || error instanceof TooMany) return error;
      if (error instanceof Refusal) return { accepted: false, refusal: error, position: before };
      return error instanceof Error ? error : new Error('A decision failed', { cause: error });
    }
  }

  #deciding({ line }: Submission): Deciding {
    const { commands } = this.#parts;
    return { commands, state: this.#state, drafts: this.#drafts, now: line?.occurredAt ?? this.#now };
  }

  /** Runs work, and undoes what it changed in drafts and state: when it fails, or always. */
  #undoing<T>(when: 'failure' | 'always', work: () => T): T {
    const before = this.position;
    const mark = this.#state.mark();
    let undo = true;
    try {
      const answer = work();
      undo = when === 'always';
      return answer;
    } finally {
      if (undo) {
        this.#state.undo(mark);
        this.#drafts.truncate(before);
      }
    }
  }

  /** Decides a submission that ends more grants than are to be at hand. */
  async #sweep(submission: Submission): Promise<Result> {
    // The state is let go of, and until then it is that of two batches; what is written can be read by the transaction alone.
    await this.#before;
    this.#reads = this.#transaction;
    const before = this.position;
    try {
      await decideInPages(submission, {
        ...this.#deciding(submission),
        transaction: this.#transaction,
        having: (work) => this.#having(work),
      });
      return this.#accept(submission, before, []);
    } catch (error) {
      if (error instanceof Refusal) return { accepted: false, refusal: error, position: before };
      throw error;
    }
  }

  #accept(submission: Submission, before: number, events: Accepted['events']): Accepted {
    const position = this.#drafts.position;
    const commandId = submission.commands[0]?.commandId ?? derivedId('empty', submission.actor, position);
    const changed = position > before;
    const { idempotency } = submission;
    if (submission.line) {
      this.#lineEvents += position - before;
      this.#line = { line: submission.line, events: this.#lineEvents };
    }
    if (changed || idempotency || submission.line) {
      const remembered = {
        commandId,
        contentHash: idempotency?.contentHash ?? null,
        first: before + 1,
        last: position,
      };
      const id = outcomeIdOf(submission) ?? commandId;
      this.#toRemember.push({ ...remembered, id, recordedAt: this.#now });
      if (idempotency) this.#outcomes.set(id, remembered);
    }
    return {
      accepted: true,
      replayed: false,
      changed,
      first: before + 1,
      last: position,
      position,
      events,
      commandId,
    };
  }

  /** What some submissions would miss as things stand, so that one round trip fetches it for all of them. */
  #missesOf(submissions: readonly Submission[], ready: Set<Submission>): StateKey[] {
    const misses: StateKey[] = [];
    for (const submission of submissions) {
      if (ready.has(submission)) continue;
      const missing = this.#undoing('always', () => this.#rehearse(submission));
      if (missing.length === 0) ready.add(submission);
      misses.push(...missing);
    }
    return misses;
  }

  /** What each command would miss, even if one before it misses something too: a line of history has thousands. */
  #rehearse(submission: Submission): StateKey[] {
    return submission.commands.flatMap((call) => {
      try {
        this.#undoing('failure', () => decideCall(call, submission, this.#deciding(submission)));
        return [];
      } catch (error) {
        return error instanceof StateMiss ? error.keys : [];
      }
    });
  }

  /** Does what may miss something, and fetches that, until it misses nothing. */
  async #having<T>(work: () => T): Promise<T> {
    for (;;) {
      try {
        return this.#undoing('failure', work);
      } catch (error) {
        if (!(error instanceof StateMiss)) throw error;
        await this.#fetch(error.keys);
      }
    }
  }

  async #fetch(keys: readonly StateKey[]): Promise<void> {
    const missing = new Map(keys.map((key) => [stateKeyText(key), key]));
    await loadState(this.#reads, this.#state, [...missing.values()]);
  }

  /** Fetches the grants that end by the latest moment of the batch. */
  async #fetchDue(submissions: readonly Submission[], { surely = false } = {}): Promise<void> {
    const latest = this.head.openImport
      ? submissions.reduce<Time | undefined>(
          (time, { line }) => (line && (!time || line.occurredAt > time) ? line.occurredAt : time),
          undefined,
        )
      : this.#now;
    const isDue = this.head.nextDue !== null && latest !== undefined && this.head.nextDue <= latest;
    if (latest && (isDue || surely)) await loadDue(this.#reads, this.#state, latest);
  }

  /** Appends PermissionExpired for everything due at a moment, each a command of its own that stands (rule T4). */
  async #expire(now: Time): Promise<void> {
    for (let due = this.#state.due(now); due.length > 0; due = this.#state.due(now)) {
      for (const grant of due) {
        if (!this.#state.due(now).includes(grant)) continue;
        await this.#expireOne(grant);
      }
    }
  }

  async #expireOne(grant: Grant): Promise<void> {
    const occurredAt = grant.expiresAt as Time;
    const stamp = {
      commandId: derivedId<'Command'>('expiry', occurredAt, grant.from),
      seed: NO_SEED,
      actor: EXPIRER,
      occurredAt,
    } as const;
    await this.#having(() => this.#drafts.record(this.#parts.expire(this.#state, grant), stamp));
  }
}
