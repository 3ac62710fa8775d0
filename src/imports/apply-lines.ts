/** COMMAND: takes the lines of an import as they arrive, reads them, finds out who acts, and feeds them to the lane. */
import type { Reader } from '../database/sql.ts';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Lane } from '../log/lane.ts';
import type { CommandRegistry } from '../log/registry.ts';
import { Actors, unsettlesActors } from './actors.ts';
import { BadLine } from './bad-line.ts';
import type { Import } from './import-rows.ts';
import { LineFeed, type Progress } from './line-feed.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';
import type { SkipLines } from './skip-lines.ts';
import type { RawLine } from './split-lines.ts';

export interface ApplyOptions {
  readonly reader: Reader;
  readonly commands: CommandRegistry;
  readonly lane: Pick<Lane, 'submit'>;
  readonly open: Import;
  readonly by: UserId;
  /** Present when the file comes from its beginning and what is applied is to be skipped. */
  readonly skip?: SkipLines;
  progress?(progress: Progress): void;
  warn?(message: string, error: unknown): void;
}

/** The least time between two reports of progress, in milliseconds. */
const REPORT_EVERY = 200;

/** So many lines are read before their actors are looked up together. */
const LINES_AT_ONCE = 256;

interface ReadLine {
  readonly raw: RawLine;
  readonly line: ParsedLine;
}

export class ApplyLines {
  readonly #options: ApplyOptions;
  readonly #actors: Actors;
  readonly #feed: LineFeed;
  #reported = 0;
  #latest: Progress | undefined;

  constructor(options: ApplyOptions) {
    this.#options = options;
    this.#actors = new Actors(options.reader);
    const { lane, open, by, warn } = options;
    this.#feed = new LineFeed({
      submit: (submission) => lane.submit(submission),
      start: open,
      importedBy: by,
      applied: (progress) => this.#applied(progress),
      warn,
    });
  }

  /**
   * Applies all lines. Throws {@link BadLine} at the first that is refused, also while more lines are awaited;
   * then all before it are applied and nothing of it or after it.
   */
  async all(chunks: AsyncIterable<readonly RawLine[]>): Promise<void> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      await this.#applyAll(iterator);
    } catch (error) {
      // What is wrong with a line that came before is said first.
      await this.#feed.drain();
      throw error;
    } finally {
      this.#report();
      // Not awaited: a sender that has fallen silent must not hold up the answer.
      void iterator.return?.().catch(() => undefined);
    }
  }

  async #applyAll(iterator: AsyncIterator<readonly RawLine[]>): Promise<void> {
    const { skip } = this.#options;
    for (;;) {
      const arriving = iterator.next();
      await this.#feed.refusedOr(arriving);
      this.#feed.check();
      const next = await arriving;
      if (next.done) break;
      const lines = skip ? await skip.rest(next.value) : next.value;
      for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
        await this.#apply(lines.slice(start, start + LINES_AT_ONCE));
      }
    }
    skip?.end();
    await this.#feed.drain();
  }

  /** Applies some lines; those before one that cannot be read are applied first. */
  async #apply(lines: readonly RawLine[]): Promise<void> {
    let run: ReadLine[] = [];
    for (const raw of lines) {
      const line = await this.#read(raw, run);
      run.push({ raw, line });
      if (unsettlesActors(line)) {
        await this.#push(run);
        await this.#feed.drain();
        this.#actors.forget();
        run = [];
      }
    }
    await this.#push(run);
  }

  async #read(raw: RawLine, before: readonly ReadLine[]): Promise<ParsedLine> {
    const { open, commands } = this.#options;
    try {
      return parseLine(raw, { importId: open.id, commands });
    } catch (error) {
      await this.#push(before);
      throw atLine(raw, error);
    }
  }

  async #push(run: readonly ReadLine[]): Promise<void> {
    await this.#actors.lookUp(run.map(({ line }) => line));
    for (const { raw, line } of run) {
      await this.#feed.push(raw, line, this.#actorOf(raw, line));
    }
  }

  #actorOf(raw: RawLine, line: ParsedLine): UserId {
    try {
      return this.#actors.admit(line);
    } catch (error) {
      throw atLine(raw, error);
    }
  }

  #applied(progress: Progress): void {
    this.#latest = progress;
    if (performance.now() - this.#reported > REPORT_EVERY) this.#report();
  }

  #report(): void {
    if (!this.#latest) return;
    this.#options.progress?.(this.#latest);
    this.#latest = undefined;
    this.#reported = performance.now();
  }
}

function atLine({ number }: RawLine, error: unknown): unknown {
  return error instanceof Refusal ? new BadLine(number, error) : error;
}
