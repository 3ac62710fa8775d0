/** COMMAND: cuts a stream of bytes into the lines of an import, holding no more than one line that is not whole. */
import { invalid } from '../kernel/refusal.ts';
import { BadLine } from './bad-line.ts';

/** A line as it was sent, without its line ending. */
export interface RawLine {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** The longest line that is taken, in bytes: a moment of some hundred thousand commands. */
const LONGEST_LINE = 32 * 1024 * 1024;

const NEWLINE = 10;
const RETURN = 13;

/**
 * The lines of each chunk as it arrives, so that nothing is read before it is asked for. A last line needs no
 * line ending. Throws {@link BadLine} for a line longer than `longest`.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<readonly RawLine[]> {
  let number = 1;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const take = (rest: Buffer): RawLine => {
    const bytes = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
    begun = [];
    begunBytes = 0;
    const line = { number, bytes: bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes };
    number += 1;
    return line;
  };
  for await (const piece of chunks) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const lines: RawLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      begunBytes += chunk.length - start;
    }
    if (lines.length > 0) yield lines;
    if (begunBytes > longest) throw new BadLine(number, tooLong(longest));
  }
  if (begunBytes > 0) yield [take(Buffer.alloc(0))];
}

function tooLong(longest: number) {
  return invalid(
    'line',
    `The line is longer than ${longest} bytes`,
    'Split the moment into several lines of one time',
  );
}
