/** COMMAND: imports of history: begun, fed line by line or as one stream, resumed where they stopped, ended. */
import type { Database, Transaction } from '../database/sql.ts';
import { type Id, newId, type UserId } from '../kernel/ids.ts';
import { invalid, Refusal } from '../kernel/refusal.ts';
import type { Clock } from '../kernel/time.ts';
import type { Lane } from '../log/lane.ts';
import type { CommandRegistry } from '../log/registry.ts';
import { ApplyLines } from './apply-lines.ts';
import { BadLine } from './bad-line.ts';
import {
  beginImportRow,
  endImportRow,
  findImport,
  findOpenImport,
  type Import,
  othersImported,
  recordBadLine,
  toImport,
} from './import-rows.ts';
import type { Progress } from './line-feed.ts';
import { firstUnknown, lineDiffers, SkipLines } from './skip-lines.ts';
import { type RawLine, splitLines } from './split-lines.ts';

export interface ImportParts {
  readonly database: Database;
  readonly commands: CommandRegistry;
  readonly clock: Clock;
  readonly lane: Pick<Lane, 'submit' | 'exclusive'>;
  /** The import that brought the demonstration set, of which a refusal speaks. */
  readonly demoImport: Id;
  /** Told of lines that failed unexpectedly, for the log of the server. */
  warn?(message: string, error: unknown): void;
}

/** How a stream of lines ended: with its last line, or at the first that was refused. */
export type ImportResult =
  | { readonly ok: true; readonly import: Import }
  | { readonly ok: false; readonly import: Import; readonly badLine: BadLine };

export interface StreamOptions {
  /** Told how far it is, some times a second. */
  progress?(progress: Progress): void;
  /** Whether the end of the stream ends the import. */
  readonly end: boolean;
}

/** Only an OPERATOR may import; whoever calls these functions has checked that. Refusals are thrown. */
export class Imports {
  readonly #parts: ImportParts;
  #feeding = false;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  /** Opens an import, or answers the one that is open: then its file is to be sent again from the beginning. */
  begin(by: UserId, id: Id = newId()): Promise<Import> {
    const { lane, clock, demoImport } = this.#parts;
    return lane.exclusive(async (transaction, head) => {
      const open = await find(transaction);
      if (open) return open;
      if (await this.#holdsDemo(transaction)) throw demoIsThere(id === demoImport);
      if (head.live) {
        throw new Refusal(
          'IMPORT_CLOSED',
          'This log has gone live: history comes before the first live event.',
          {
            remedy: 'Start the server on an empty database and import there.',
          },
        );
      }
      await transaction.send([beginImportRow(id, by, clock.now())]);
      return must(await find(transaction));
    });
  }

  async find(id: Id): Promise<Import | undefined> {
    const { statement, values } = findImport(id);
    const [row] = await this.#parts.database.query(statement, values);
    return toImport(row);
  }

  /** Whether the log holds, or is being given, other history than that of an import. */
  holdsOtherThan(id: Id): Promise<boolean> {
    return othersImported(this.#parts.database, id);
  }

  /** Ends the open import: from now on commands are taken. */
  end(): Promise<Import> {
    const { lane, clock } = this.#parts;
    return lane.exclusive(async (transaction) => {
      const open = await find(transaction);
      if (!open) throw notOpen();
      const [, [row] = []] = await transaction.send([
        endImportRow(open.id, clock.now()),
        findImport(open.id),
      ]);
      return must(toImport(row));
    });
  }

  /**
   * Applies some lines of the open import. Lines that are applied already are skipped if they are the same.
   *
   * @param first the number that the first of the lines has in the file, counted from 1.
   */
  async importLines(by: UserId, first: number, lines: readonly string[]): Promise<ImportResult> {
    const open = await this.#open();
    if (!open) throw notOpen();
    if (first < 1 || first > open.lines + 1) {
      const message = `first must be at least 1 and at most the number of the next line, ${open.lines + 1}`;
      throw invalid('first', message, 'Send the lines in their order, none left out', {
        next: open.lines + 1,
      });
    }
    const raw = lines.map((text, index) => ({ number: first + index, bytes: Buffer.from(text) }));
    const broken = raw.find(({ bytes }) => bytes.includes('\n'));
    if (broken) throw invalid(`lines[${broken.number - first}]`, 'A line must not contain a line break');
    const applied = raw.slice(0, Math.max(0, open.lines + 1 - first));
    const differing = await firstUnknown(this.#parts.database, open, applied);
    if (differing !== undefined) return { ok: false, import: open, badLine: lineDiffers(differing, open) };
    return this.#feed(by, open, chunksOf(raw.slice(applied.length)));
  }

  /**
   * Applies a whole file: begins an import or resumes the open one, whose lines it skips. An import that it began
   * and whose first line is refused is ended again, so that a wrong file does not keep commands out.
   */
  async stream(by: UserId, bytes: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<ImportResult> {
    const id = newId();
    const open = await this.begin(by, id);
    const skip = new SkipLines(this.#parts.database, open);
    const result = await this.#feed(by, open, splitLines(bytes), { skip, progress: options.progress });
    if (result.ok) return options.end ? { ok: true, import: await this.end() } : result;
    const nothing = open.id === id && result.import.lines === 0;
    return nothing ? { ...result, import: await this.end() } : result;
  }

  async #feed(
    by: UserId,
    open: Import,
    chunks: AsyncIterable<readonly RawLine[]>,
    more: { readonly skip?: SkipLines; progress?(progress: Progress): void } = {},
  ): Promise<ImportResult> {
    if (this.#feeding) {
      throw new Refusal('IMPORT_IN_PROGRESS', 'The lines of the open import are being sent already.', {
        remedy: 'Wait until that has ended.',
      });
    }
    this.#feeding = true;
    try {
      await new ApplyLines({ ...this.#parts, ...more, reader: this.#parts.database, open, by }).all(chunks);
      return { ok: true, import: await this.#reread(open.id) };
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      await this.#record(open.id, error);
      return { ok: false, import: await this.#reread(open.id), badLine: error };
    } finally {
      this.#feeding = false;
    }
  }

  async #record(id: Id, badLine: BadLine): Promise<void> {
    const transaction = await this.#parts.database.beginLong();
    await transaction.send([recordBadLine(id, badLine)]);
    await transaction.commit();
  }

  async #open(): Promise<Import | undefined> {
    const [row] = await this.#parts.database.query(findOpenImport.statement);
    return toImport(row);
  }

  async #reread(id: Id): Promise<Import> {
    return must(await this.find(id));
  }

  async #holdsDemo(transaction: Transaction): Promise<boolean> {
    const [[row] = []] = await transaction.send([findImport(this.#parts.demoImport)]);
    return row !== undefined;
  }
}

async function find(transaction: Transaction): Promise<Import | undefined> {
  const [[row] = []] = await transaction.send([findOpenImport]);
  return toImport(row);
}

function must(found: Import | undefined): Import {
  if (!found) throw new Error('The import that was just written is not there');
  return found;
}

function notOpen(): Refusal {
  return new Refusal('IMPORT_CLOSED', 'No import is open.', { remedy: 'Begin one.' });
}

function demoIsThere(again: boolean): Refusal {
  const message = again
    ? 'The demonstration set has been imported already.'
    : 'This log holds the demonstration set; other history needs a log without it.';
  return new Refusal('IMPORT_CLOSED', message, {
    remedy: 'Start the server without --demo on another data folder or database, and import there.',
  });
}

async function* chunksOf(lines: readonly RawLine[]): AsyncGenerator<readonly RawLine[]> {
  if (lines.length > 0) yield lines;
}
