import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionOf, cursorOf, readPage } from '../../../src/access/paging.ts';
import { Refusal } from '../../../src/kernel/refusal.ts';
import { AFTER_KEYS, compareKeys, foldKey, line } from '../../../src/kernel/text.ts';

const ID = '0190aaaa-0000-7000-8000-000000000001';

describe('A page', () => {
  it('takes the first 20 unless said otherwise', () => {
    expect(readPage('user', {})).toEqual({
      order: 'user',
      backward: false,
      size: 20,
      after: null,
      before: null,
    });
  });

  it('reads its own cursors, and no others', () => {
    const after = cursorOf('user', ID);
    expect(readPage('user', { after }).after).toBe(ID);
    expect(readPage('event', { before: cursorOf('event', '12') }).before).toBe('12');
    const wrong = [
      cursorOf('project', ID),
      cursorOf('user', ID.toUpperCase()),
      cursorOf('user', '12'),
      `${after}=`,
      '',
    ];
    for (const cursor of wrong) {
      expect(() => readPage('user', { after: cursor }), cursor).toThrow(Refusal);
    }
    expect(() => readPage('event', { after: cursorOf('event', '012') })).toThrow(Refusal);
  });

  it.each(['a', 'a b', 'ä', "it's", '\u{1F600}', 'i\u0307'.repeat(200), '\uFFFD'])(
    'of Permission Sets begins after a folded name: %s',
    (name) => {
      expect(readPage('permSet', { after: cursorOf('permSet', name) }).after).toBe(name);
    },
  );

  it.each(['', ' ', ' a', 'a ', 'A', 'Ä', 'a\u0000', 'a'.repeat(401)])(
    'of Permission Sets begins after nothing else: %j',
    (name) => {
      expect(() => readPage('permSet', { before: cursorOf('permSet', name) })).toThrow(Refusal);
    },
  );

  it('of what has a name begins after whatever name there is', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    const property = fc.property(names, (text) => {
      const { success, data = '' } = line(200).safeParse(text);
      fc.pre(success);
      const after = foldKey(data);
      expect(readPage('organization', { after: cursorOf('organization', after) }).after).toBe(after);
      expect(compareKeys(after, AFTER_KEYS)).toBe(-1);
    });
    fc.assert(property, { numRuns: 500, examples: [['İ'.repeat(200)], ['ΑΣ'], ['\u{10FFFF}'.repeat(100)]] });
  });

  it('drops what was found beyond its size at the end that it leads to', () => {
    const found = { items: ['a', 'b', 'c'], preceded: false, followed: false };
    const same = (item: string) => item;
    const forwards = connectionOf(readPage('user', { first: 2 }), found, same, same);
    expect(forwards.edges.map(({ node }) => node)).toEqual(['a', 'b']);
    expect(forwards.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const backwards = connectionOf(readPage('user', { last: 2 }), found, same, same);
    expect(backwards.edges.map(({ node }) => node)).toEqual(['b', 'c']);
    expect(backwards.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });
});
