import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldKey } from '../../src/kernel/text.ts';

describe('The key of a name (A15)', () => {
  it.each([
    ['case', 'Editors', 'EDITORS'],
    ['blanks around it', ' editors ', 'editors'],
    ['how an accent is written', 'caf\u00e9', 'CAFE\u0301'],
    ['a letter that only lower case composes', 'J\u030c', '\u01f0'],
  ])('is the same whatever %s', (_what, a, b) => {
    expect(foldKey(a)).toBe(foldKey(b));
  });

  it.each([
    ['another letter', 'cafe', 'caf\u00e9'],
    ['a blank within', 'a b', 'ab'],
  ])('differs by %s', (_what, a, b) => {
    expect(foldKey(a)).not.toBe(foldKey(b));
  });

  it('is its own key', () => {
    const mark = fc.integer({ min: 0x300, max: 0x36f }).map((code) => String.fromCodePoint(code));
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 2 }), mark))
      .map((all) => all.join(''));
    const property = fc.property(text, (name) => {
      expect(foldKey(foldKey(name))).toBe(foldKey(name));
    });
    fc.assert(property, {
      numRuns: 2_000,
      examples: [['J\u030c'], ['\u0130'], ['\u0391\u03a3'], ['\u0399\u0308\u0342']],
    });
  });
});
