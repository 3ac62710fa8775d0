// Temporal rows are read through the one helper that knows which of them lived when.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The folders that answer questions. What writes, rebuilds or compares rows reads them as they stand. */
const READING = ['src/access', 'src/history', 'src/graphql'];

const TEMPORAL = /entity_version\b(?!')|projection\s*\.\s*"?(grant|entity_version)|"grant"/;

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

describe('A statement that answers a question', () => {
  it.each(READING.flatMap(sources))('names no temporal table by itself: %s', (file) => {
    // 'entity_version' and 'grant' as the arguments of the helper are what is wanted.
    expect(readFileSync(file, 'utf8')).not.toMatch(TEMPORAL);
  });

  it('would be noticed', () => {
    for (const text of [
      'from projection.grant g',
      'join projection."entity_version" v',
      'from entity_version',
    ]) {
      expect(text).toMatch(TEMPORAL);
    }
    expect("livingRows('entity_version', key, position)").not.toMatch(TEMPORAL);
  });
});
