import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/access/statements/compose.ts';
import { unpack, unpackTime } from '../../../src/access/statements/packed.ts';

describe('A composed statement', () => {
  it('numbers its parameters in the order of their use, each once', () => {
    const statement = compose('some', ($) => `select ${$('viewer')}, ${$('position')}, ${$('viewer')}`);
    expect(statement.text).toBe('select $1::uuid, $2::bigint, $1::uuid');
    expect(statement.bind({ position: 7, viewer: 'a', all: true })).toEqual(['a', 7]);
  });

  it('takes nothing for what was composed and not used', () => {
    const statement = compose('some', ($) => [$('viewer'), $('position')].slice(1).join());
    expect(statement.bind({ position: 7 })).toEqual([7]);
  });

  it('does without no value that it names', () => {
    const statement = compose('some', ($) => $('position'));
    expect(() => statement.bind({ viewer: 'a' })).toThrow('position');
  });
});

describe('Packed rows', () => {
  it('come apart into entries and fields, a moment at their end with its blank', () => {
    const entries = unpack('a 1 ADMIN 2020-02-15 00:00:00+00;b 2 VIEWER');
    expect(entries.map(([id]) => id)).toEqual(['a', 'b']);
    expect(entries.map((entry) => unpackTime(entry, 3))).toEqual(['2020-02-15T00:00:00.000Z', null]);
    expect(unpack(null)).toEqual([]);
  });
});
