/**
 * Every event type and version that was ever written must be read for ever, byte for byte the same.
 *
 * One file for each (type, version), written once from real events and never edited: a stored format does not
 * change. Whoever raises a version adds the file of the new one, and an upcast; the old file stays. What events
 * do to rows may change with the projections; that is the snapshot beside, and its diff is to be read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../src/features.ts';
import { leafHash, parseLeaf, toLeaf } from '../../src/log/leaf.ts';
import { createEventRegistry } from '../../src/log/registry.ts';

interface Golden {
  readonly examples: readonly { readonly leaf: { readonly type: string }; readonly leafHash: string }[];
}

const registry = createEventRegistry(EVENTS);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));

it('there is a file for every version of every event type, and no other', () => {
  const known = EVENTS.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
  );
  expect([...files].sort()).toEqual(known.sort());
});

describe.each(files)('%s', (file) => {
  const path = new URL(file, import.meta.url);
  const { examples } = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];

  it('has examples of that type and version', () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const { leaf } of examples) expect(leaf).toMatchObject({ type, schemaVersion: Number(version) });
  });

  it.each(examples)('is read, and written the same: $leafHash', ({ leaf, leafHash: expected }) => {
    const text = canonicalize(leaf) ?? '';
    expect(leafHash(text)).toBe(expected);
    const stored = parseLeaf(text);
    expect(toLeaf(stored)).toBe(text);
    expect(registry.changes(registry.upcast(stored))).toMatchSnapshot();
  });
});
