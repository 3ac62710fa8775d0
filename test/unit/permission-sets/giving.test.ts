import { describe, expect, it } from 'vitest';
import { SetStanding } from '../../../src/access/set-standing.ts';
import { covers } from '../../../src/grants/permission-sets/language/covers.ts';
import { parsePermission } from '../../../src/grants/permission-sets/language/parse-permission.ts';
import type { Permission } from '../../../src/grants/permission-sets/language/permission.ts';
import { printPermission } from '../../../src/grants/permission-sets/language/print-permission.ts';
import { hindrance, type SetsByName, ungivable } from '../../../src/permission-sets/giving.ts';
import { idOf } from '../../support/given.ts';

type Sets = Readonly<Record<string, string>>;

const parsed = (text: string) => text.split(' ').filter(Boolean).map(parsePermission);
const standing = (held: string) => new SetStanding([{ id: idOf('held'), permissions: parsed(held) }]);
const among =
  (sets: Sets): SetsByName =>
  (name) =>
    sets[name] === undefined ? undefined : parsed(sets[name]);
const refused = (held: string, wanted: string, sets: Sets = {}) =>
  ungivable(standing(held), parsed(wanted), among(sets)).map(printPermission).join(' ');

describe('what may be done with sets (A17)', () => {
  it.each<[string, string, string]>([
    ["permset=read('A')", 'read A', 'read B, read, edit A, delete A'],
    ['permset=read', 'read A, read B, read', 'edit A'],
    ['permset=*', 'read A, edit B, delete, edit', ''],
    ['*=*', 'read A, edit B, delete, edit', ''],
    ["permset=edit('A') permset=delete('B')", 'edit A, delete B', 'edit B, edit, delete A, read A'],
    ["permset=read('a')", 'read a', 'read A'],
  ])('%s may %s and not %s', (held, may, mayNot) => {
    const able = (text: string) => {
      const [action, name] = text.split(' ');
      return standing(held).may(action as 'read' | 'edit' | 'delete', name);
    };
    const each = (list: string) => list.split(', ').filter(Boolean);
    expect(each(may).filter((text) => !able(text))).toEqual([]);
    expect(each(mayNot).filter(able)).toEqual([]);
  });

  it('delegation needs the set named and users to assign it to', () => {
    expect(standing("permset=read('A') users=edit").isDelegated('A')).toBe(true);
    expect(standing("permset=read('A') users=*").isDelegated('A')).toBe(true);
    expect(standing("permset=read('A') users=edit").isDelegated('B')).toBe(false);
    expect(standing("permset=read('A')").isDelegated('A')).toBe(false);
    expect(standing('permset=read users=edit').isDelegated('A')).toBe(false);
    expect(standing("permset=read('A') users=edit('Kim')").isDelegated('A')).toBe(false);
    expect(standing('*=*').isDelegated('A')).toBe(false);
  });
});

describe('what may be brought into a set or to a user (A18)', () => {
  it.each<[string, string, Sets, string]>([
    // Covered by what one holds, over the union.
    ['a=r', 'a=r', {}, ''],
    ['a=r', 'a=r a=w b=r', {}, 'a=w b=r'],
    ['a=*', "a=r a=w('X') a=*", {}, ''],
    ['a=r', 'a=*', {}, 'a=*'],
    ["a=r('X') a=r('Y')", "a=r('X','Y')", {}, ''],
    ['permset=read', 'permset=read', {}, ''],
    ["permset=read('A')", 'permset=read', { A: 'a=r' }, 'permset=read'],
    // Naming a set asks for what it holds: seeing all sets does not count for that.
    ['permset=read', "permset=read('A')", { A: 'a=r' }, "permset=read('A')"],
    ['permset=*', "permset=read('A')", { A: 'a=r' }, "permset=read('A')"],
    ['permset=read a=r', "permset=read('A')", { A: 'a=r' }, ''],
    ['permset=read a=r', "permset=read('A','B')", { A: 'a=r', B: 'b=r' }, "permset=read('A','B')"],
    ['a=r', "permset=read('A')", { A: 'a=r' }, "permset=read('A')"],
    // It may have been delegated, whole, what it names included.
    ["permset=read('A') users=edit", "permset=read('A')", { A: '*=*' }, ''],
    ["permset=read('A') users=edit", "permset=read('A')", { A: "permset=read('B')", B: '*=*' }, ''],
    ["permset=read('A')", "permset=read('A')", { A: '*=*' }, "permset=read('A')"],
    [
      "permset=read('A') users=edit",
      "permset=read('B')",
      { A: "permset=read('B')", B: 'a=r' },
      "permset=read('B')",
    ],
    // Through the names in what is named.
    ['permset=read a=r', "permset=read('A')", { A: "a=r permset=read('B')", B: 'a=r' }, ''],
    ['permset=read a=r', "permset=read('A')", { A: "a=r permset=read('B')", B: 'b=r' }, "permset=read('A')"],
    ['permset=read a=r', "permset=read('A')", { A: "permset=read('B')", B: "permset=read('A') a=r" }, ''],
    ['permset=read a=r', "permset=read('A')", { A: "permset=read('A') a=r" }, ''],
    // A name that no set bears is for holders of everything; names match exactly.
    ['permset=read a=r', "permset=read('A')", {}, "permset=read('A')"],
    ["permset=read('A') users=edit", "permset=read('A')", {}, "permset=read('A')"],
    ['permset=read a=r', "permset=read('a')", { A: 'a=r' }, "permset=read('a')"],
    ['permset=read a=r', "permset=read('A')", { A: "permset=read('B')" }, "permset=read('A')"],
    ['*=*', "permset=read('A') *=* permset=*", {}, ''],
    ['permset=* a=*', "permset=read('A')", {}, "permset=read('A')"],
    // Only `permset=read` lets its holder assign what it names.
    ["permset=edit('A')", "permset=edit('A')", {}, ''],
    ['permset=edit', "permset=edit('A') permset=delete('A')", {}, "permset=delete('A')"],
  ])('who holds %s, of %s, where there are %j, may not: %s', (held, wanted, sets, expected) => {
    expect(refused(held, wanted, sets)).toBe(expected);
  });

  it('is what is left when every set is taken for assignable at first, and those that are not are struck out', () => {
    const wrong: unknown[] = [];
    const permissions = [
      'a=r',
      'permset=read',
      "permset=read('A')",
      "permset=read('B')",
      "permset=read('C')",
    ];
    const contents = subsets(permissions.filter((text) => text !== 'permset=read'));
    const holdings = subsets([...permissions, 'users=edit']);
    for (const held of holdings) {
      const holder = standing(held);
      for (const A of contents) {
        for (const B of contents) {
          const struckOut = assignable(holder, { A: parsed(A), B: parsed(B) });
          for (const text of permissions) {
            const [permission] = parsed(text);
            const expected = permission && givable(holder, permission, struckOut);
            if ((refused(held, text, { A, B }) === '') !== expected) wrong.push({ held, A, B, text });
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** The names of the sets that one may give: the greatest fixed point of the rule. */
function assignable(holder: SetStanding, sets: Readonly<Record<string, readonly Permission[]>>): Set<string> {
  const names = new Set(Object.keys(sets));
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const name of names) {
      const whole = holder.managesUsers && holder.readNames.has(name);
      const all = (sets[name] ?? []).every((permission) => givable(holder, permission, names));
      if (!whole && !all) names.delete(name);
    }
  }
  return names;
}

function givable(holder: SetStanding, permission: Permission, names: ReadonlySet<string>): boolean {
  if (!covers(holder.permissions, permission)) return false;
  if (permission.feature !== 'permset' || permission.action !== 'read') return true;
  return (permission.values ?? []).every((name) => names.has(name));
}

function subsets(texts: readonly string[]): string[] {
  const [first, ...rest] = texts;
  if (first === undefined) return [''];
  return subsets(rest).flatMap((subset) => [subset, `${first} ${subset}`.trim()]);
}

describe('what hinders assigning a set (A16, A18)', () => {
  const sets: Sets = { A: 'a=r', B: "permset=read('A')" };
  const hinders = (held: string, name: string, subject: 'oneself' | 'others') => {
    const set = { name, permissions: parsed(sets[name] ?? '') };
    return hindrance(standing(held), set, subject, among(sets))?.because;
  };

  it.each<[string, string, string | undefined, string | undefined]>([
    // held, set, others, oneself
    ['permset=read users=edit a=r', 'A', undefined, undefined],
    ['permset=read users=edit', 'A', 'unheld', 'unheld'],
    ["permset=read('A') users=edit", 'A', undefined, 'delegated'],
    ["permset=read('A') users=edit a=r", 'A', undefined, undefined],
    ["permset=read('A') a=r", 'A', undefined, undefined],
    ["permset=read('B') users=edit", 'B', undefined, 'delegated'],
    // What B gives is theirs already.
    ["permset=read('A','B') users=edit", 'B', undefined, undefined],
    ['*=*', 'B', undefined, undefined],
  ])('%s, set %s: others %s, oneself %s', (held, name, others, oneself) => {
    expect(hinders(held, name, 'others')).toBe(others);
    expect(hinders(held, name, 'oneself')).toBe(oneself);
  });
});
