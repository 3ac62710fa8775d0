/** ORACLE: Permission Sets as somebody might write them into a file, and as a file gives them back (PS-21, PS-22, A15, A19). */
import fc from 'fast-check';
import { canonicalList, onSet } from './permissions.ts';
import { folded, nameOf } from './rows.ts';
import { byName } from './views.ts';

/** A set in a file; what is left out is nothing said and enabled. */
export interface WrittenSet {
  readonly name: string;
  readonly description?: string | null;
  readonly enabled?: boolean;
  readonly permissions: readonly string[];
}

/** A set as an export has it. */
export interface ExportedSet extends Required<WrittenSet> {}

/** What is hard to quote, to fold, to sort or to compose. */
const PIECES = [
  ...["'", '\\', '"', ',', '(', ')', '=', '*', ' ', 'a', 'B', 'é', 'e\u0301', 'J\u030C', 'ß', 'İ'],
  ...['\u{1F511}', '\uFF27'],
];
const value = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(''));
const line = value.filter((text) => nameOf(text) !== '');

const plain = fc.constantFrom(
  'scripts=run',
  'scripts=*',
  ' x.y-z_1=A.b-c_2 ',
  'permset=edit',
  'permset=*',
  '*=*',
);
const blanks = fc.constantFrom('', '', ' ', '  ');
/** A list as nobody would print it: in any order, with blanks, and values twice. */
const listed = fc
  .tuple(
    fc.constantFrom('reports=read', 'permset=read', 'permset=edit', 'permset=delete'),
    fc.array(fc.tuple(blanks, value, blanks), { minLength: 1, maxLength: 3 }),
  )
  .map(([action, values]) => {
    const quoted = ([before, text, after]: readonly string[]) =>
      `${before}'${text?.replaceAll(/[\\']/g, '\\$&')}'${after}`;
    return `${action}(${[...values, ...values.slice(0, 1)].map(quoted).join(',')})`;
  });

/** The sets of a file: with names, descriptions and values that are hard to write, and mentions of each other. */
export const writtenSets: fc.Arbitrary<WrittenSet[]> = fc
  .uniqueArray(
    fc.record(
      {
        name: line,
        description: fc.option(line),
        enabled: fc.boolean(),
        permissions: fc.array(fc.oneof(plain, listed, listed), { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['name', 'permissions'] },
    ),
    { minLength: 4, maxLength: 8, size: 'max', selector: ({ name }) => folded(name) },
  )
  .map((sets) =>
    sets.map((set, n) => {
      const other = sets[(n * 3 + 1) % sets.length] ?? set;
      return n % 2 === 0
        ? set
        : { ...set, permissions: [...set.permissions, onSet('read', nameOf(other.name))] };
    }),
  );

/** The sets that a file gives back, by name: texts composed and trimmed, permissions in their one form. */
export function asExported(sets: readonly WrittenSet[]): ExportedSet[] {
  return byName(
    sets.map(({ name, description = null, enabled = true, permissions }) => ({
      name: nameOf(name),
      description: description === null ? null : nameOf(description),
      enabled,
      permissions: canonicalList(permissions.map(nameOf)),
    })),
  );
}
