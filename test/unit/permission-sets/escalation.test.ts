// A random search for a chain of commands that raises its author, and for what is offered and not accepted: none is found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SetStanding } from '../../../src/access/set-standing.ts';
import { covers } from '../../../src/grants/permission-sets/language/covers.ts';
import type { Permission } from '../../../src/grants/permission-sets/language/permission.ts';
import { parsePermissions } from '../../../src/grants/permission-sets/language/permission-list.ts';
import { asPermSet, type PermSet } from '../../../src/grants/permission-sets/perm-set.ts';
import type { UserId } from '../../../src/kernel/ids.ts';
import { assignable } from '../../../src/permission-sets/choosing.ts';
import { by, given, idOf, people, type Scenario, type Step } from '../../support/given.ts';
import { assign, create, house } from './house.ts';

const NAMES = ['S', 'P', 'X'];
const POOL = [
  ...['a=r', 'a=w', '*=*', 'users=edit', 'permset=edit', 'permset=read', 'permset=delete'],
  ...[
    "permset=read('S')",
    "permset=read('P')",
    "permset=read('X')",
    "permset=edit('S')",
    "permset=read('S','X')",
  ],
];
const some = fc.subarray(POOL, { minLength: 1, maxLength: 4 });
const name = fc.constantFrom(...NAMES);

/** What eve tries, by the number of the set among those that there are. */
type Attempt = (sets: readonly PermSet[], fresh: string) => Step;
const nth = (sets: readonly PermSet[], index: number) => sets[index % sets.length]?.id;
const set = fc.nat({ max: 20 });
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.tuple(name, some).map(
    ([called, permissions]): Attempt =>
      (_, id) =>
        by('eve', 'createPermSet', { id: idOf(id), instance: idOf('shop'), name: called, permissions }),
  ),
  fc.tuple(set, name, fc.boolean()).map(
    ([index, called, updateReferences]): Attempt =>
      (sets) =>
        by('eve', 'renamePermSet', { set: nth(sets, index), name: called, updateReferences }),
  ),
  fc.tuple(set, some).map(
    ([index, permissions]): Attempt =>
      (sets) =>
        by('eve', 'editPermSet', { set: nth(sets, index), permissions }),
  ),
  fc.tuple(set, fc.constantFrom('enable', 'disable', 'delete')).map(
    ([index, what]): Attempt =>
      (sets) =>
        by('eve', `${what}PermSet`, { set: nth(sets, index) }),
  ),
  fc.tuple(set, fc.option(name, { nil: undefined })).map(
    ([index, called]): Attempt =>
      (sets, id) =>
        by('eve', 'duplicatePermSet', {
          id: idOf(id),
          set: nth(sets, index),
          ...(called && { name: called }),
        }),
  ),
  fc.array(fc.record({ name, permissions: some }), { minLength: 1, maxLength: 2 }).map(
    (permissionSets): Attempt =>
      (_, id) =>
        by('eve', 'importPermSets', {
          instance: idOf('shop'),
          file: { format: 'tenure.permission-sets', version: 1, permissionSets },
          ids: permissionSets.map((_each, index) => idOf(`${id}/${index}`)),
        }),
  ),
  fc.tuple(set, fc.constantFrom('assign', 'assign', 'unassign'), fc.constantFrom('eve', 'eve', 'kim')).map(
    ([index, what, user]): Attempt =>
      (sets) =>
        by('eve', `${what}PermSet`, { set: nth(sets, index), users: [`${user}@x.io`] }),
  ),
);

function setsOf({ state }: Scenario): PermSet[] {
  return [...state.entities.values()].filter(({ type }) => type === 'PermSet').map(asPermSet);
}

function standingOf(scenario: Scenario, who: string): SetStanding {
  const held = scenario.state.grantsOf(idOf<'User'>(who), idOf('shop')).map(({ target }) => target);
  return new SetStanding(setsOf(scenario).filter(({ id, enabled }) => enabled && held.includes(id)));
}

/** A permission with the names that the sets had before: one that is rewritten when a set is renamed names the same set. */
function namedThen(
  permission: Permission,
  sets: readonly PermSet[],
  calledThen: ReadonlyMap<string, string>,
): Permission {
  const { feature, values } = permission;
  if (feature !== 'permset' || values === null) return permission;
  const then = (value: string) => calledThen.get(sets.find((each) => each.name === value)?.id ?? '') ?? value;
  return { ...permission, values: values.map(then) };
}

/** The sets that somebody was delegated by name: those that they may assign without holding what is in them. */
function delegated(scenario: Scenario, standing: SetStanding): Set<string> {
  return new Set(
    setsOf(scenario).flatMap(({ id, name: called }) => (standing.isDelegated(called) ? [id] : [])),
  );
}

/** She may do much with sets, most of the time, and holds little else. */
const hers = fc.tuple(
  fc.subarray(['users=edit', 'permset=edit', 'permset=read', 'permset=delete'], { minLength: 2 }),
  fc.subarray(
    POOL.filter((text) => text !== '*=*'),
    { minLength: 1, maxLength: 3 },
  ),
);
const worlds = fc.record({ eve: hers.map((lists) => lists.flat()), S: some, P: some, R: some });

function worldOf({ eve, S, P, R }: { eve: string[]; S: string[]; P: string[]; R: string[] }): Scenario {
  return given(
    house,
    people('eve'),
    create('op', 'S', S),
    create('op', 'P', P),
    create('op', 'R', R),
    create('op', 'EVE', eve),
    assign('op', 'EVE', ['eve']),
  );
}

describe('whatever eve does with Permission Sets', () => {
  it('she holds no more than before, nor may she assign what she could not (A16, A18)', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        worlds,
        fc.array(attempt, { minLength: 8, maxLength: 12, size: 'max' }),
        (world, attempts) => {
          const scenario = worldOf(world);
          const before = standingOf(scenario, 'eve');
          const calledThen = new Map(setsOf(scenario).map(({ id, name: called }) => [id, called]));
          const couldAssign = delegated(scenario, before);
          for (const [index, step] of attempts.entries()) {
            const { brief } = scenario.when(step(setsOf(scenario), `new ${index}`));
            if (brief !== 'changed') continue;
            accepted += 1;
            const now = standingOf(scenario, 'eve');
            const then = now.permissions.map((permission) =>
              namedThen(permission, setsOf(scenario), calledThen),
            );
            const raised = then.filter((permission) => !covers(before.permissions, permission));
            expect(raised).toEqual([]);
            for (const { id, permissions } of setsOf(scenario).filter(({ id }) =>
              delegated(scenario, now).has(id),
            )) {
              const hers = permissions.every((permission) => covers(before.permissions, permission));
              expect(couldAssign.has(id) || hers).toBe(true);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
    // The search is one only if much of what is tried is done.
    expect(accepted).toBeGreaterThan(50);
  });

  it('what she is offered to assign is what is accepted (C1)', () => {
    fc.assert(
      fc.property(worlds, fc.array(attempt, { maxLength: 4 }), (world, attempts) => {
        const scenario = worldOf(world);
        for (const [index, step] of attempts.entries()) scenario.when(step(setsOf(scenario), `new ${index}`));
        for (const [user, subject] of [
          ['eve', 'oneself'],
          ['lee', 'others'],
        ] as const) {
          const standing = standingOf(scenario, 'eve');
          const seen = setsOf(scenario).filter((each) => standing.sees(each));
          const actor = idOf('eve') as UserId;
          const offered = assignable(actor, { standing, operator: false }, subject, seen).map(({ id }) => id);
          const held = scenario.state.grants.size;
          for (const { id } of setsOf(scenario)) {
            const { brief } = scenario.when(by('eve', 'assignPermSet', { set: id, users: [`${user}@x.io`] }));
            expect([id, brief === 'changed' || brief === 'unchanged']).toEqual([id, offered.includes(id)]);
            // What was assigned may be all that eve needs for the next: one at a time.
            if (scenario.state.grants.size > held)
              scenario.and(by('op', 'unassignPermSet', { set: id, users: [`${user}@x.io`] }));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

it('the search sees what it looks for', () => {
  const before = new SetStanding([{ id: idOf('set'), permissions: parsePermissions(['a=r']) }]);
  expect(parsePermissions(['a=r', 'a=w']).filter((each) => !covers(before.permissions, each))).toHaveLength(
    1,
  );
});
