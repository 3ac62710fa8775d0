import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../../src/grants/permission-sets/language/covers.ts';
import { MalformedPermission } from '../../../../src/grants/permission-sets/language/malformed-permission.ts';
import { parsePermission } from '../../../../src/grants/permission-sets/language/parse-permission.ts';
import type { Permission } from '../../../../src/grants/permission-sets/language/permission.ts';
import { printPermission } from '../../../../src/grants/permission-sets/language/print-permission.ts';

const canonical = (text: string) => printPermission(parsePermission(text));

describe('reading a permission (PS-01, PS-02)', () => {
  it.each<[string, Permission]>([
    ['scripts=run', { feature: 'scripts', action: 'run', values: null }],
    ['Scripts.v2=re-run_all', { feature: 'Scripts.v2', action: 're-run_all', values: null }],
    ['scripts=*', { feature: 'scripts', action: '*', values: null }],
    ['*=*', { feature: '*', action: '*', values: null }],
    ["permset=read('B','A','B')", { feature: 'permset', action: 'read', values: ['A', 'B'] }],
    ["permset=read( 'A' , 'B' )", { feature: 'permset', action: 'read', values: ['A', 'B'] }],
    [
      String.raw`permset=read('O\'Hara','a\\b')`,
      { feature: 'permset', action: 'read', values: ["O'Hara", 'a\\b'] },
    ],
    ["x=y('')", { feature: 'x', action: 'y', values: [''] }],
    ["x=y('(,)= 🙂')", { feature: 'x', action: 'y', values: ['(,)= 🙂'] }],
  ])('%s', (text, permission) => {
    expect(parsePermission(text)).toEqual(permission);
  });

  it('prints lists sorted, each value once, with escapes and without blanks (A15, A19)', () => {
    expect(canonical("permset=read( 'B','A' ,'B')")).toBe("permset=read('A','B')");
    expect(canonical(String.raw`permset=read('O\'Hara','a\\b')`)).toBe(
      String.raw`permset=read('O\'Hara','a\\b')`,
    );
  });

  it.each([
    ['', 1, 'the name of a feature'],
    ['scripts', 8, 'expected "="'],
    ['=run', 1, 'the name of a feature'],
    ['scripts=', 9, 'the name of an action'],
    ['a=b=c', 4, 'expected the end'],
    [' a=b', 1, 'the name of a feature'],
    ['a =b', 2, 'expected "="'],
    ['1a=b', 1, 'the name of a feature'],
    ['a=-b', 3, 'the name of an action'],
    ['é=b', 1, 'the name of a feature'],
    ['*=read', 3, 'expected "*"'],
    ['*', 2, 'expected "="'],
    ["*=*('A')", 4, 'expected the end'],
    ["a=*('A')", 4, 'expected the end'],
    ['a=b*', 4, 'expected the end'],
    ['x=y()', 5, 'a value in single quotes'],
    ['x=y(', 5, 'a value in single quotes'],
    ["x=y('A'", 8, 'a comma or a closing bracket'],
    ["x=y('A',)", 9, 'a value in single quotes'],
    ["x=y('A''B')", 8, 'a comma or a closing bracket'],
    ['x=y(A)', 5, 'a value in single quotes'],
    ["users=edit('A", 14, 'expected a closing quote'],
    ["x=y('A')z", 9, 'expected the end'],
    ["x=y('A'))", 9, 'expected the end'],
    [String.raw`x=y('\n')`, 7, "expected ' or \\ after a backslash"],
    ["x=y('\\", 7, "expected ' or \\ after a backslash"],
    ["x=y('a\nb')", 7, 'no control characters'],
    ["x=y('\ud800')", 6, 'no lone surrogates'],
  ])('refuses %j at column %i (PS-03)', (text, column, message) => {
    const parse = () => parsePermission(text);
    expect(parse).toThrow(MalformedPermission);
    expect(parse).toThrow(`column ${column}: `);
    expect(parse).toThrow(message);
  });
});

const value = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/\p{Cc}/u.test(text));
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,5}$/);
const listed = fc.uniqueArray(fc.oneof(value, fc.constantFrom('A', 'B', "'", '\\', "\\'")), {
  minLength: 1,
  maxLength: 4,
});
const anyPermission: fc.Arbitrary<Permission> = fc.oneof(
  fc.constant({ feature: '*', action: '*', values: null }),
  name.map((feature) => ({ feature, action: '*', values: null })),
  fc.tuple(name, name, fc.option(listed, { nil: undefined })).map(([feature, action, values]) => ({
    feature,
    action,
    values: values?.toSorted((a, b) => (a < b ? -1 : 1)) ?? null,
  })),
);

describe('the language, whatever it is given', () => {
  it('reads what it prints as what it was', () => {
    fc.assert(
      fc.property(anyPermission, (permission) => {
        expect(parsePermission(printPermission(permission))).toEqual(permission);
      }),
      { numRuns: 1_000 },
    );
  });

  it('throws nothing but its own error, and what it takes it prints in a form that stays', () => {
    const pieces = fc.array(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom(...`a=*('),\\ b`)),
      {
        maxLength: 14,
      },
    );
    const almost = fc.tuple(anyPermission, fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }));
    const mutilated = almost.map(([permission, at, noise]) => {
      const text = printPermission(permission);
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + noise + text.slice(cut + (at % 3));
    });
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((each) => each.join('')),
          mutilated,
        ),
        (text) => {
          const printed = printedOrRefused(text);
          if (printed !== undefined) expect(canonical(printed)).toBe(printed);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('reads long texts in a time that grows with them', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `'${index}'`);
    expect(parsePermission(`x=y(${names.join(',')})`).values).toHaveLength(20_000);
    expect(printedOrRefused(`x=y('${'\\\\'.repeat(100_000)}`)).toBeUndefined();
    expect(printedOrRefused(`${'a'.repeat(100_000)}!`)).toBeUndefined();
  });
});

function printedOrRefused(text: string): string | undefined {
  try {
    return canonical(text);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MalformedPermission);
    const { column } = thrown as MalformedPermission;
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual(text.length + 1);
    return undefined;
  }
}

describe('coverage over the union of what is held (A19, PS-23)', () => {
  it.each<[string, string, boolean]>([
    ['*=*', '*=*', true],
    ['*=*', 'a=*', true],
    ['*=*', "a=b('X')", true],
    ['a=*', 'a=*', true],
    ['a=*', 'a=b', true],
    ['a=*', "a=b('X')", true],
    ['a=*', '*=*', false],
    ['a=*', 'b=a', false],
    ['a=b', 'a=b', true],
    ['a=b', "a=b('X')", true],
    ['a=b', 'a=*', false],
    ['a=b', 'a=c', false],
    ['a=b', 'A=b', false],
    ["a=b('X')", 'a=b', false],
    ["a=b('X')", "a=b('X')", true],
    ["a=b('X')", "a=b('x')", false],
    ["a=b('X')", "a=c('X')", false],
    ["a=b('X') a=b('Y','Z')", "a=b('X','Z')", true],
    ["a=b('X') a=b('Y')", "a=b('X','Z')", false],
    ["a=b('X') a=c('Z')", "a=b('X','Z')", false],
    ["a=b('X') b=b('Y') a=b", "a=b('Z')", true],
    ['', 'a=b', false],
  ])('held %s, asked %s: %s', (held, asked, covered) => {
    const permissions = held.split(' ').filter(Boolean).map(parsePermission);
    expect(covers(permissions, parsePermission(asked))).toBe(covered);
  });

  it('agrees with what each permission allows, counted out one by one', () => {
    const small = fc.oneof(
      fc.constantFrom('*=*', 'a=*', 'b=*'),
      fc
        .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('r', 'w'), fc.subarray(['X', 'Y']))
        .map(([feature, action, values]) =>
          printPermission({ feature, action, values: values.length > 0 ? values : null }),
        ),
    );
    fc.assert(
      fc.property(fc.array(small, { maxLength: 4 }), small, (held, asked) => {
        const allowed = new Set(held.flatMap(atoms));
        const expected = atoms(asked).every((atom) => allowed.has(atom));
        expect(covers(held.map(parsePermission), parsePermission(asked))).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What a permission allows in a world of two features and two actions; "?" stands for what nobody has named. */
function atoms(text: string): string[] {
  const { feature, action, values } = parsePermission(text);
  const features = feature === '*' ? ['a', 'b', '?'] : [feature];
  const actions = action === '*' ? ['r', 'w', '?'] : [action];
  const things = values ?? ['X', 'Y', '?'];
  return features.flatMap((one) =>
    actions.flatMap((other) => things.map((thing) => `${one}=${other} ${thing}`)),
  );
}
