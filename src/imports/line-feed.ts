/** COMMAND: feeds the lines of an import to the lane: many at a time, in their order, none after one that was refused. */
import { randomBytes } from 'node:crypto';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Position } from '../kernel/time.ts';
import type { Accepted, Outcome, Submission } from '../log/submission.ts';
import { BadLine } from './bad-line.ts';
import { chainDigest } from './digest.ts';
import type { Import } from './import-rows.ts';
import type { ParsedLine } from './parse-line.ts';
import type { RawLine } from './split-lines.ts';

/** How far an import is: the last line applied, the events of all lines so far, and the head after it. */
export interface Progress {
  readonly line: number;
  readonly events: number;
  readonly position: Position;
}

/** So much may be in flight: enough for the lane to fill its batches, little enough to stay small. */
const MOST_LINES = 512;
const MOST_BYTES = 8 * 1024 * 1024;

/** How often a line is offered again to a lane that has too much to do, and the pause before, in milliseconds. */
const OFFERS = 40;
const PAUSE = 250;

interface InFlight {
  readonly number: number;
  readonly bytes: number;
  readonly submission: Submission;
  outcome: Promise<Outcome>;
}

export interface LineFeedOptions {
  submit(submission: Submission): Promise<Outcome>;
  /** The import as it stands, and whose authority it runs on. */
  readonly start: Import;
  readonly importedBy: UserId;
  /** Told after every line that is applied. */
  applied(progress: Progress): void;
  /** Told of a line that failed unexpectedly, for the log of the server. */
  warn?(message: string, error: unknown): void;
}

export class LineFeed {
  readonly #options: LineFeedOptions;
  readonly #inFlight: InFlight[] = [];
  /** Those who wait for something to be settled. */
  #waiting: (() => void)[] = [];
  #settling = false;
  #failed: BadLine | undefined;
  #bytes = 0;
  #digest: string;
  #events: number;
  #offers = 0;

  constructor(options: LineFeedOptions) {
    this.#options = options;
    this.#digest = options.start.digest;
    this.#events = options.start.events;
  }

  /** Hands the next line on; waits while too much is in flight. Throws {@link BadLine} when one before it was refused. */
  async push(raw: RawLine, line: ParsedLine, actor: UserId): Promise<void> {
    await this.#until(() => this.#inFlight.length < MOST_LINES && this.#bytes < MOST_BYTES);
    this.#digest = chainDigest(this.#digest, raw.bytes);
    const submission: Submission = {
      actor,
      reason: line.reason,
      commands: line.commands.map((command) => ({ ...command, seed: randomBytes(32) })),
      line: {
        importId: this.#options.start.id,
        importedBy: this.#options.importedBy,
        occurredAt: line.occurredAt,
        number: raw.number,
        digest: this.#digest,
      },
    };
    const bytes = raw.bytes.length;
    this.#inFlight.push({ number: raw.number, bytes, submission, outcome: this.#submit(submission) });
    this.#bytes += bytes;
    if (!this.#settling) void this.#settleAll();
  }

  /** Waits until all that was pushed is applied. Throws {@link BadLine} at the first line that is not. */
  drain(): Promise<void> {
    return this.#until(() => this.#inFlight.length === 0);
  }

  /** Resolves, and does not reject, as soon as a line was refused; or when `other` is settled. */
  async refusedOr(other: Promise<unknown>): Promise<void> {
    let over = false;
    const end = (): void => {
      over = true;
      this.#wake();
    };
    other.then(end, end);
    while (!over && !this.#failed) await this.#change();
  }

  /** Throws if a line was refused. */
  check(): void {
    if (this.#failed) throw this.#failed;
  }

  async #until(reached: () => boolean): Promise<void> {
    for (;;) {
      this.check();
      if (reached()) return;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Settles what is in flight, oldest first, until there is nothing left or something was refused. Never rejects. */
  async #settleAll(): Promise<void> {
    this.#settling = true;
    for (let oldest = this.#inFlight[0]; oldest && !this.#failed; oldest = this.#inFlight[0]) {
      const outcome = await this.#outcomeOf(oldest);
      if (outcome.accepted) this.#applied(oldest, outcome);
      else if (outcome.refusal.code === 'OVERLOADED' && this.#offers < OFFERS) await this.#offerAgain();
      else await this.#stopAt(oldest, outcome.refusal);
      this.#wake();
    }
    this.#settling = false;
  }

  #applied(line: InFlight, outcome: Accepted): void {
    this.#offers = 0;
    this.#inFlight.shift();
    this.#bytes -= line.bytes;
    this.#events += outcome.last - outcome.first + 1;
    this.#options.applied({ line: line.number, events: this.#events, position: outcome.position });
  }

  /** The lane refuses what does not follow on the last line applied, so nothing after this one stands. */
  async #stopAt({ number }: InFlight, refusal: Refusal): Promise<void> {
    await this.#allAnswered();
    this.#inFlight.length = 0;
    this.#failed = new BadLine(number, refusal);
  }

  async #offerAgain(): Promise<void> {
    this.#offers += 1;
    await this.#allAnswered();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    for (const each of this.#inFlight) each.outcome = this.#submit(each.submission);
  }

  async #allAnswered(): Promise<void> {
    await Promise.allSettled(this.#inFlight.map(({ outcome }) => outcome));
  }

  #submit(submission: Submission): Promise<Outcome> {
    const outcome = this.#options.submit(submission);
    // It is awaited in its turn; until then a failure is not "unhandled".
    outcome.catch(() => undefined);
    return outcome;
  }

  async #outcomeOf({ number, outcome }: InFlight): Promise<Outcome> {
    try {
      return await outcome;
    } catch (error) {
      this.#options.warn?.(`Line ${number} of an import failed`, error);
      const refusal = new Refusal(
        'INTERNAL',
        'The line failed unexpectedly; the log of the server says why.',
      );
      return { accepted: false, refusal, position: 0 };
    }
  }
}
