import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadLine } from '../../src/imports/bad-line.ts';
import { splitLines } from '../../src/imports/split-lines.ts';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i += 1) yield bytes.subarray(places[i - 1], places[i]);
}

async function split(bytes: Buffer, cuts: readonly number[] = [], longest?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const chunk of splitLines(pieces(bytes, cuts), longest)) {
    for (const { number, bytes: line } of chunk) {
      expect(number).toBe(lines.length + 1);
      lines.push(line.toString());
    }
  }
  return lines;
}

describe('splitting a file into lines', () => {
  it('gives the same lines however the bytes arrive', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ü', '€', ' ', '"') });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        expect(await split(bytes, cuts)).toEqual(lines);
      }),
    );
  });

  it('takes a last line without an ending, and endings of Windows', async () => {
    expect(await split(Buffer.from('a\r\nb'), [2])).toEqual(['a', 'b']);
    expect(await split(Buffer.from('a\n\nb\n'))).toEqual(['a', '', 'b']);
    expect(await split(Buffer.from(''))).toEqual([]);
  });

  it('refuses a line that is too long, by its number, before it has ended', async () => {
    const bytes = Buffer.from(`short\n${'x'.repeat(100)}`);
    const failure = await split(bytes, [20, 40, 60], 30).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BadLine);
    expect(failure).toMatchObject({ line: 2, refusal: { code: 'VALIDATION' } });
  });
});
