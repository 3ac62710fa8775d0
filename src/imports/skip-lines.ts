/** COMMAND: goes over the lines that an import has applied already, and makes sure that the file is still the same. */
import type { Reader } from '../database/sql.ts';
import type { Id } from '../kernel/ids.ts';
import { invalid } from '../kernel/refusal.ts';
import { BadLine } from './bad-line.ts';
import { chainDigest, NO_LINES } from './digest.ts';
import { type Import, knownCommands } from './import-rows.ts';
import { lineCommandIds } from './parse-line.ts';
import type { RawLine } from './split-lines.ts';

export class SkipLines {
  readonly #reader: Reader;
  readonly #import: Import;
  #digest = NO_LINES;
  #skipped = 0;
  /** The first line whose text was not applied by that number: the first that differs, if the digests differ. */
  #unknown: number | undefined;

  constructor(reader: Reader, applied: Import) {
    this.#reader = reader;
    this.#import = applied;
  }

  /** Takes what is to be skipped from the front of some lines and answers the rest. Throws {@link BadLine}. */
  async rest(lines: readonly RawLine[]): Promise<readonly RawLine[]> {
    const left = this.#import.lines - this.#skipped;
    if (left === 0) return lines;
    const skipped = lines.slice(0, left);
    for (const { bytes } of skipped) this.#digest = chainDigest(this.#digest, bytes);
    await this.#note(skipped);
    this.#skipped += skipped.length;
    if (this.#skipped === this.#import.lines && this.#digest !== this.#import.digest) throw this.#differs();
    return lines.slice(left);
  }

  /** To be called at the end of the file. Throws {@link BadLine} when it has fewer lines than are applied. */
  end(): void {
    if (this.#skipped === this.#import.lines) return;
    const { lines } = this.#import;
    const message = `The file ends after ${this.#skipped} lines, but ${lines} lines of the open import are applied`;
    throw new BadLine(
      this.#skipped + 1,
      invalid('line', message, 'Send the same file again, whole', { applied: lines }),
    );
  }

  async #note(lines: readonly RawLine[]): Promise<void> {
    this.#unknown ??= await firstUnknown(this.#reader, this.#import, lines);
  }

  #differs(): BadLine {
    if (this.#unknown !== undefined) return lineDiffers(this.#unknown, this.#import);
    const { lines } = this.#import;
    const message = `The first ${lines} lines are not those that the open import has applied`;
    return new BadLine(lines, invalid('line', message, SAME_FILE, { applied: lines }));
  }
}

const SAME_FILE =
  'Send the same file again; what is applied can be changed by commands only, or in an empty log';

/** The refusal of a line that is not the one of its number that is applied. */
export function lineDiffers(line: number, { lines }: Import): BadLine {
  const message = `Line ${line} is not the line of that number that the open import has applied`;
  return new BadLine(line, invalid('line', message, SAME_FILE, { applied: lines }));
}

/** The number of the first line that was not applied by that number: found by the ids of its commands. */
export async function firstUnknown(
  reader: Reader,
  { id }: Import,
  lines: readonly RawLine[],
): Promise<number | undefined> {
  const ids = lines.map((line) => lineCommandIds(id, line)(0));
  const known = await knownCommands(reader, ids);
  return lines.find((line, index) => !known.has(ids[index] as Id) && !isEmptyMoment(line))?.number;
}

/** Whether a line has no commands, so that nothing of it can be found again. */
function isEmptyMoment({ bytes }: RawLine): boolean {
  return /"commands"\s*:\s*\[\s*\]/.test(bytes.toString('utf8', 0, 4000));
}
