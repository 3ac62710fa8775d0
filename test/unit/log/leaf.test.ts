import { readdirSync, readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/kernel/event.ts';
import { commitment } from '../../../src/log/commitment.ts';
import { leafHash, parseLeaf, toLeaf } from '../../../src/log/leaf.ts';

const document = readFileSync(new URL('../../../docs/leaf-format.md', import.meta.url), 'utf8');
const blocks = [...document.matchAll(/```(?:json)?\n([^`]+)\n```/g)].map((match) => match[1] ?? '');
const [documentedCommitment = '', documentedLeaf = '', documentedHash = ''] = blocks;

describe('the leaf, as docs/leaf-format.md describes it', () => {
  it('has the bytes of the worked example', () => {
    const example = JSON.parse(documentedLeaf);
    const { format, position, ...event } = example;
    expect(format).toBe(1);
    expect(toLeaf({ ...event, position: Number(position) } as RecordedEvent)).toBe(documentedLeaf);
  });

  it('has the hash of the worked example', () => {
    expect(leafHash(documentedLeaf)).toBe(documentedHash);
  });

  it('commits to personal values as in the worked example', () => {
    const salt = Buffer.from(Array.from({ length: 32 }, (_, byte) => byte));
    expect(commitment(salt, 'joins the platform team')).toBe(documentedCommitment);
    expect(JSON.parse(documentedLeaf).personal.reason).toBe(documentedCommitment);
  });

  it('reads back as the event', () => {
    expect(toLeaf(parseLeaf(documentedLeaf))).toBe(documentedLeaf);
  });

  it('is refused when its format is not known', () => {
    expect(() => parseLeaf(documentedLeaf.replace('"format":1', '"format":2'))).toThrow(
      /unknown leaf format 2/,
    );
  });
});

describe('RFC 8785, by the published vectors', () => {
  const folder = new URL('../../vectors/jcs/', import.meta.url);
  const names = readdirSync(folder).flatMap((file) => file.match(/^(.+)\.in\.json$/)?.[1] ?? []);
  it.each(names)('%s', (name) => {
    const input = JSON.parse(readFileSync(new URL(`${name}.in.json`, folder), 'utf8'));
    expect(canonicalize(input)).toBe(readFileSync(new URL(`${name}.out.json`, folder), 'utf8'));
  });
});
