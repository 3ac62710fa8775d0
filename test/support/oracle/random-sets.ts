/** ORACLE: random commands about Permission Sets: who may give what is mostly a matter of luck, so there are many. */
import fc from 'fast-check';
import {
  anyActor,
  anyUser,
  at,
  type Choice,
  command,
  expiresAt,
  type Fields,
  maybe,
  mostly,
  pick,
  weighted,
} from './arbitraries.ts';
import { DESCRIPTIONS, EMAILS, INSTANCES, NOBODY, OPERATOR, PERM_SETS, SET_NAMES, USERS } from './cast.ts';
import { onSet } from './permissions.ts';

const named = (action: string) => SET_NAMES.map((name) => onSet(action, name));

/** One permission: plain ones, powers over users and sets, and those that name sets, whether there are such or not. */
const permission = weighted<string>(
  [8, pick('scripts=run', 'scripts=view', 'scripts=run', 'reports=read', "reports=read('a')")],
  [2, pick('scripts=*', "reports=read('b','a')", "reports=read( 'a' , 'a' )")],
  [4, pick('users=edit', 'permset=read', 'permset=edit', 'permset=delete')],
  [1, pick('permset=*', '*=*')],
  [6, pick(...named('read'))],
  [1, pick(...named('edit'), ...named('delete'), "permset=read('Runners-set', 'Helpers-set')")],
);
const permissions = weighted<unknown>(
  [9, fc.array(permission, { minLength: 1, maxLength: 3 })],
  [1, pick<unknown>(['scripts'], ["x=y('a)"], ['x=y()'], ['*=read', 'scripts=run'], [], 'scripts=run')],
);
const name = weighted<string>([14, pick(...SET_NAMES)], [1, pick('', ' ', 'a\u0000b', '  Runners-set ')]);
const description = weighted<unknown>([3, pick(...DESCRIPTIONS)], [1, fc.constant(null)]);
/** Whom most commands are about, mostly by email, which anybody may name. */
const holder = mostly<string>(pick(...at(EMAILS, 0, 1, 2, 2, 3, 3), ...at(USERS, 2, 3, 3)), anyUser);
const users = weighted<string[]>(
  [6, holder.map((one) => [one])],
  [3, fc.array(holder, { minLength: 2, maxLength: 3 })],
);

/** An Instance with its sets, and those who hold most there. */
interface Place {
  readonly instance: fc.Arbitrary<string>;
  readonly set: fc.Arbitrary<string>;
  readonly newSet: fc.Arbitrary<string>;
  readonly actor: fc.Arbitrary<string>;
}

const PLACES: readonly Place[] = [
  place({ instance: 0, sets: [1, 1, 1, 1, 2, 2, 5, 0], fresh: [5, 5, 6], administrator: 0 }),
  place({ instance: 2, sets: [3, 4, 4, 4, 7], fresh: [7, 7, 8], administrator: 1 }),
];

function place(ids: { instance: number; sets: number[]; fresh: number[]; administrator: number }): Place {
  return {
    instance: weighted<string>(
      [14, pick(...at(INSTANCES, ids.instance))],
      [1, pick(...INSTANCES)],
      [1, fc.constant(NOBODY)],
    ),
    set: weighted<string>(
      [14, pick(...at(PERM_SETS, ...ids.sets))],
      [1, pick(...PERM_SETS)],
      [1, pick(NOBODY, ...INSTANCES)],
    ),
    newSet: mostly<string>(pick(...at(PERM_SETS, ...ids.fresh)), pick(...PERM_SETS)),
    actor: weighted<string>(
      [12, pick(...at(USERS, ids.administrator))],
      [5, pick(...at(USERS, 0, 1, 2, 2, 3))],
      [2, fc.constant(OPERATOR)],
      [1, anyActor],
    ),
  };
}

/** A file as an export gives it: most of its names are free. */
const file = fc.record({
  format: mostly(fc.constant('tenure.permission-sets'), fc.constant('other')),
  version: mostly(fc.constant(1), fc.constant(2)),
  permissionSets: fc.array(
    fc.record(
      { name, description, enabled: fc.boolean(), permissions },
      { requiredKeys: ['name', 'permissions'] },
    ),
    { minLength: 1, maxLength: 2 },
  ),
});

/** Commands about a place, with how often each comes. */
const PLACED: Readonly<Record<string, readonly [number, (place: Place) => Fields]>> = {
  createPermSet: [
    14,
    ({ instance, newSet: id }) => ({
      id,
      instance,
      name,
      permissions,
      description: maybe(description),
      enabled: maybe(mostly(fc.constant(true), fc.constant(false))),
    }),
  ],
  renamePermSet: [10, ({ set }) => ({ set, name, updateReferences: maybe(fc.boolean()) })],
  editPermSet: [12, ({ set }) => ({ set, description: maybe(description), permissions: maybe(permissions) })],
  enablePermSet: [6, ({ set }) => ({ set })],
  disablePermSet: [5, ({ set }) => ({ set })],
  duplicatePermSet: [6, ({ set, newSet: id }) => ({ id, set, name: maybe(name) })],
  deletePermSet: [6, ({ set }) => ({ set })],
  importPermSets: [
    6,
    ({ instance }) => ({
      instance,
      file,
      onClash: maybe(pick('FAIL', 'SKIP', 'SKIP')),
      ids: fc.shuffledSubarray(PERM_SETS.slice(5), { minLength: 2, maxLength: 2 }),
    }),
  ],
  assignPermSet: [18, ({ set }) => ({ set, users, expiresAt })],
  unassignPermSet: [8, ({ set }) => ({ set, users })],
};

/** The commands that are about Permission Sets, with how often each comes. */
export const SET_COMMANDS: readonly Choice[] = Object.entries(PLACED).flatMap(([about, [weight, fields]]) =>
  PLACES.map((each) => ({ weight, arbitrary: command(about, each.actor, fields(each)) })),
);
