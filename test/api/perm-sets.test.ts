// Permission Sets through the API: the nested view, who sees what, then as now, and files.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOnce, askTwice, type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { Sets } from '../support/sets.ts';
import { statementsDuring } from '../support/statements.ts';
import { idOf, type World } from '../support/world.ts';

/** What stands in an answer at a path. */
function at(answer: unknown, path: string): unknown {
  const fields = path.split('.').filter(Boolean);
  return fields.reduce((value, field) => (value as Json | null | undefined)?.[field], answer);
}

type Ran = { readonly data?: Json | null | undefined };
interface SetsFile {
  readonly permissionSets: readonly { readonly name: string }[];
}

const NESTED = `{ user(email: "kim@x.io") { name permissionSets { edges { node { instance { name }
  sets { edges { node { set { name enabled permissions } grant { kind value expiresAt target { id } } } } }
  permissions { permission givenBy { name } } } } } } }`;

const naming = (...names: readonly string[]) => names.map((name) => `permset=read('${name}')`);

const grant = (set: string) => {
  return { kind: 'PERMISSION_SET', value: 'HOLDER', expiresAt: null, target: { id: idOf(set) } };
};

eachDatabase('Permission Sets', (fresh) => {
  let sets: Sets;
  let world: World;
  /** Before S was renamed, and taken from kim. */
  let before: number;

  beforeAll(async () => {
    sets = await Sets.start(fresh());
    world = sets.world;
    await world.run('genesis', 'setInstanceAccess', {
      user: 'eve@x.io',
      level: 'WRITE',
      instances: [idOf('shop')],
    });
    before = await world.head();
  });
  afterAll(() => world?.close());

  const data = async (who: string, query: string) => (await askTwice(world, who, query)).data;
  const names = (connection: unknown) =>
    nodes(connection)
      .map(({ name }) => name)
      .sort();
  const setNames = async (who: string) =>
    names(
      at(
        await data(who, `{ instance(id: "${idOf('shop')}") { permissionSets { edges { node { name } } } } }`),
        'instance.permissionSets',
      ),
    );
  const refusal = (answer: Ran, command: string) => at(answer.data, `${command}.code`);
  const command = (who: string, name: string, input: object, answer: string) =>
    world.ask<Json>(
      who,
      `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename
        ... on CommandPayload { changed events { edges { node { type } } } } ... on Refusal { code field message remedy facts }
        ... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Payload { ${answer} } } }`,
      { input },
    );

  describe('as of then', () => {
    const both = {
      name: 'Kim',
      permissionSets: {
        edges: [
          {
            node: {
              instance: { name: 'shop' },
              sets: {
                edges: expect.arrayContaining([
                  {
                    node: {
                      set: { name: 'S', enabled: true, permissions: ['scripts=run'] },
                      grant: grant('S'),
                    },
                  },
                ]),
              },
              permissions: [
                { permission: "files=read('a')", givenBy: [{ name: 'T' }] },
                { permission: 'logs=read', givenBy: [{ name: 'T' }] },
                {
                  permission: 'scripts=run',
                  givenBy: expect.arrayContaining([{ name: 'S' }, { name: 'T' }]),
                },
              ],
            },
          },
        ],
      },
    };

    it.each(['kim', 'ada', 'dora', 'genesis'])(
      'a user with Instances, sets and permissions in one request, for %s',
      async (who) => {
        const { user } = (await world.ask<{ user: object }>(who, NESTED)).data ?? {};
        expect(user).toEqual(both);
        await askTwice(world, who, NESTED);
      },
    );

    it('for strangers there is no such user, and for an OPERATOR no set', async () => {
      expect(await data('lee', NESTED)).toEqual({ user: null });
      await world.run('genesis', 'createUser', { id: idOf('olaf'), email: 'olaf@x.io', name: 'Olaf' });
      await world.run('genesis', 'grantPlatformRole', { user: idOf('olaf'), role: 'OPERATOR' });
      expect(await data('olaf', NESTED)).toEqual({ user: { name: 'Kim', permissionSets: { edges: [] } } });
      // Access to the Instance shows none of its sets (A23).
      expect(await setNames('eve')).toEqual([]);
      expect(await setNames('olaf')).toEqual([]);
    });

    it('lists of sets show what one may see, and no more (PS-17, A17)', async () => {
      expect(await setNames('ada')).toEqual(['S', 'T', 'admin', 'helpers']);
      expect(await setNames('dora')).toEqual(['S', 'T', 'helpers']);
      expect(await setNames('kim')).toEqual(['S', 'T']);
      expect(await setNames('lee')).toEqual(['S']);
      for (const [who, set, seen] of [
        ['dora', 'admin', null],
        ['kim', 'helpers', null],
        ['lee', 'S', { name: 'S' }],
        ['olaf', 'S', null],
      ] as const) {
        expect(await data(who, `{ permSet(id: "${idOf(set)}") { name } }`)).toEqual({ permSet: seen });
        expect(await data(who, `{ node(id: "${idOf(set)}") { ... on PermSet { name } } }`)).toEqual({
          node: seen,
        });
      }
    });

    it('holders are for those who read the set; with `users=edit` they come with their emails', async () => {
      const query = `{ permSet(id: "${idOf('S')}") { holders(last: 5) { edges { node { user { name email } } } } } }`;
      const users = (emails: boolean) =>
        ['Kim', 'Lee'].map((name) => ({
          user: { name, email: emails ? `${name.toLowerCase()}@x.io` : null },
        }));
      const holders = async (who: string) =>
        nodes(at((await askOnce(world, who, query)).data, 'permSet.holders'));
      expect(await holders('dora')).toEqual(expect.arrayContaining(users(true)));
      await sets.create('ada', 'reader', ['permset=read']);
      await sets.assign('ada', 'reader', 'eve');
      const asEve = await askOnce(world, 'eve', query);
      expect(nodes(at(asEve.data, 'permSet.holders'))).toEqual(expect.arrayContaining(users(false)));
      expect(asEve.failed).toContain('FORBIDDEN permSet.holders.edges.0.node.user.email');
      expect(await askOnce(world, 'kim', query)).toMatchObject({
        data: { permSet: { holders: null } },
        failed: ['FORBIDDEN permSet.holders'],
      });
      expect(names(at(await data('dora', '{ users { edges { node { name } } } }'), 'users'))).toEqual(
        ['Dora', 'Eve', 'Kim', 'Lee', 'Ann', 'Ada'].sort(),
      );
      await world.run('ada', 'unassignPermSet', { set: idOf('reader'), users: ['eve@x.io'] });
    });
  });

  it('what one may do is asked by its name (PS-23, PS-24)', async () => {
    const can = async (who: string, user: string, permission: string, at = '') =>
      askOnce(
        world,
        who,
        `query Q ${at} { canPermission(user: "${user}@x.io", instance: "${idOf('shop')}", permission: ${JSON.stringify(permission)}) { allowed permission givenBy { name } } }`,
      );
    const answer = async (...args: Parameters<typeof can>) => at((await can(...args)).data, 'canPermission');
    expect(await answer('kim', 'kim', 'scripts=run')).toMatchObject({
      allowed: true,
      givenBy: expect.arrayContaining([{ name: 'S' }, { name: 'T' }]),
    });
    expect(await answer('ada', 'kim', "files=read('a')")).toMatchObject({
      allowed: true,
      givenBy: [{ name: 'T' }],
    });
    expect(await answer('ada', 'kim', 'files=read')).toMatchObject({ allowed: false, givenBy: [] });
    expect(await answer('ada', 'lee', 'logs=read')).toMatchObject({ allowed: false });
    expect(await can('dora', 'kim', 'scripts=run')).toMatchObject({ failed: ['FORBIDDEN canPermission'] });
    expect(await answer('lee', 'kim', 'scripts=run')).toBeNull();
    expect(await can('ada', 'kim', "x=y('")).toMatchObject({ failed: ['VALIDATION canPermission'] });
    expect(await answer('ada', 'kim', 'scripts=run', '@asOf(position: "5")')).toBeNull();
  });

  it('a form offers what could be assigned (C1)', async () => {
    const offered = async (who: string, user = '') =>
      names(
        at(
          await data(
            who,
            `{ assignablePermSets(instance: "${idOf('shop')}"${user && `, user: "${user}@x.io"`}) { edges { node { name } } } }`,
          ),
          'assignablePermSets',
        ),
      );
    expect(await offered('dora')).toEqual(['S', 'T']);
    expect(await offered('dora', 'kim')).toEqual(['S', 'T']);
    expect(await offered('dora', 'dora')).toEqual([]);
    expect(await offered('dora', 'nobody')).toEqual([]);
    expect(await offered('kim')).toEqual([]);
    expect(await offered('ada', 'ada')).toEqual(['S', 'T', 'admin', 'helpers', 'reader']);
  });

  it('events of sets are for those who read the set, and for whom they are about', async () => {
    const log = async (who: string) =>
      nodes(
        at(
          await data(
            who,
            `{ events(first: 100, scope: "${idOf('shop')}") { edges { node { type targetId subjectId } } } }`,
          ),
          'events',
        ),
      ).map(
        ({ type, targetId, subjectId }) =>
          `${type} ${targetId === idOf('S') ? 'S' : targetId === idOf('T') ? 'T' : '-'}${subjectId === idOf('kim') ? ' kim' : ''}`,
      );
    expect(await log('kim')).toEqual(['PermSetAssigned T kim', 'PermSetAssigned S kim']);
    expect([...new Set(await log('dora'))].filter((text) => !/ [ST]/.test(text))).toEqual([
      'PermSetAssigned -',
    ]);
    expect(await log('dora')).toContain('PermSetCreated S');
    expect(await log('ada')).toEqual(
      expect.arrayContaining(['PermSetCreated -', 'PermSetCreated S', 'PermSetAssigned S kim']),
    );
    expect((await log('eve')).filter((text) => text.startsWith('PermSetCreated'))).toEqual([]);
    const all = `{ events(first: 100, types: [PermSetCreated]) { edges { node { ... on PermSetCreated { name } } } } }`;
    expect(names(at(await data('dora', all), 'events'))).toEqual(['S', 'T']);
    expect(names(at(await data('ada', all), 'events'))).toEqual(['S', 'T', 'admin', 'helpers', 'reader']);
    const ofSet = `{ permSet(id: "${idOf('S')}") { events(last: 1) { edges { node { type position causedBy { type } } } } } }`;
    expect(nodes(at(await data('dora', ofSet), 'permSet.events'))).toMatchObject([
      { type: 'PermSetCreated' },
    ]);
    expect(nodes(at(await data('lee', ofSet), 'permSet.events'))).toMatchObject([
      { type: 'PermSetAssigned' },
    ]);
  });

  describe('changes', () => {
    it('a rename tells the stale references that the caller sees; the past keeps its name (A14)', async () => {
      const answer = 'permSet { name } staleReferences { edges { node { name } } } warnings { name }';
      const asAda = await command('ada', 'renamePermSet', { set: idOf('S'), name: 'S2' }, answer);
      expect(asAda.data?.renamePermSet).toMatchObject({
        permSet: { name: 'S2' },
        staleReferences: { edges: [{ node: { name: 'helpers' } }] },
        warnings: [],
      });
      // By its new name nobody delegated it: dora sees it no more, then as now.
      expect(await setNames('dora')).toEqual(['T', 'helpers']);
      const then = `query Q @asOf(position: "${before}") { permSet(id: "${idOf('S')}") { name } }`;
      expect(await data('dora', then)).toEqual({ permSet: null });
      expect(await data('ada', then)).toEqual({ permSet: { name: 'S' } });
      const back = await command('ada', 'renamePermSet', { set: idOf('S'), name: 'S' }, answer);
      expect(back.data?.renamePermSet).toMatchObject({
        staleReferences: { edges: [] },
        warnings: [{ name: 'S' }],
      });
      const mentioning = `{ instance(id: "${idOf('shop')}") { permissionSetsMentioning(name: "S") { edges { node { name } } } } }`;
      expect(names(at(await data('ada', mentioning), 'instance.permissionSetsMentioning'))).toEqual([
        'helpers',
      ]);
      expect(names(at(await data('kim', mentioning), 'instance.permissionSetsMentioning'))).toEqual([]);
    });

    it('a deleted set that is held is refused with its holders; history answers by id (scenario 30)', async () => {
      const held = await command('ada', 'deletePermSet', { set: idOf('S') }, 'deletedId');
      expect(refusal(held, 'deletePermSet')).toBe('PERMSET_IN_USE');
      expect(at(held.data, 'deletePermSet.facts')).toMatchObject({
        count: 2,
        holders: expect.arrayContaining([{ id: idOf('kim'), name: 'Kim' }]),
      });
    });

    it('an OPERATOR gets the set that they created, and sees it no more than before', async () => {
      const made = await command(
        'olaf',
        'createPermSet',
        { instance: idOf('other'), name: 'S', permissions: ['*=*'] },
        'permSet { id name holders { edges { node { user { id } } } } } warnings { name }',
      );
      expect(made.data?.createPermSet).toMatchObject({
        changed: true,
        permSet: { name: 'S', holders: null },
      });
      const id = at(made.data, 'createPermSet.permSet.id');
      expect(await data('olaf', `{ permSet(id: "${id}") { name } }`)).toEqual({ permSet: null });
      const assigned = await command(
        'olaf',
        'assignPermSet',
        { set: id, users: ['ada@x.io'] },
        'permSet { id }',
      );
      expect(assigned.data?.assignPermSet).toMatchObject({
        changed: true,
        events: { edges: [{ node: { type: 'PermSetAssigned' } }] },
      });
    });
  });

  it('sets travel as a file: what comes out of the second Instance is what went in (PS-21, PS-22)', async () => {
    const file = async (instance: string) =>
      at(await data('ada', `{ permSetFile(instance: "${idOf(instance)}") }`), 'permSetFile') as SetsFile;
    const first = await file('shop');
    const validate = new Ajv2020().compile(
      JSON.parse(readFileSync('docs/perm-set-file.schema.json', 'utf8')),
    );
    expect(validate(first), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...first, version: 2 })).toBe(false);
    expect(first.permissionSets.map(({ name }) => name)).toEqual(['admin', 'helpers', 'reader', 'S', 'T']);
    const answer =
      'items { name outcome permSet { name } } warnings { name mentionedBy { edges { node { name } } } }';
    const clash = await command('ada', 'importPermSets', { instance: idOf('other'), file: first }, answer);
    expect(refusal(clash, 'importPermSets')).toBe('NAME_TAKEN');
    const done = await command(
      'ada',
      'importPermSets',
      { instance: idOf('other'), file: first, onClash: 'SKIP' },
      answer,
    );
    expect(at(done.data, 'importPermSets.items')).toEqual(
      ['admin', 'helpers', 'reader', 'S', 'T'].map((name) => ({
        name,
        outcome: name === 'S' ? 'SKIPPED' : 'CREATED',
        permSet: name === 'S' ? null : { name },
      })),
    );
    // The sets of the file that mention each other mention nothing that was there before.
    expect(at(done.data, 'importPermSets.warnings')).toEqual([]);
    const { permissionSets } = await file('other');
    const without = (all: SetsFile['permissionSets']) => all.filter(({ name }) => name !== 'S');
    expect(without(permissionSets)).toEqual(without(first.permissionSets));
    expect(
      at(
        await data('dora', `{ permSetFile(instance: "${idOf('shop')}", sets: ["${idOf('T')}"]) }`),
        'permSetFile.permissionSets',
      ),
    ).toHaveLength(1);
    expect(
      await askOnce(
        world,
        'dora',
        `{ permSetFile(instance: "${idOf('shop')}", sets: ["${idOf('admin')}"]) }`,
      ),
    ).toMatchObject({ failed: ['NOT_FOUND permSetFile'] });
  });

  it('a name is warned of where sets mentioned it before, not where they do by the very command (A16)', async () => {
    const place = { instance: idOf('other') };
    const about = 'warnings { name mentionedBy { edges { node { name } } } }';
    const warned = async (name: string, input: object) =>
      at((await command('ada', name, input, about)).data, `${name}.warnings`);
    const edges = [{ node: { name: 'old' } }];
    const old = { ...place, name: 'old', permissions: naming('X', 'old') };
    expect(await warned('createPermSet', old)).toEqual([]);
    expect(
      await warned('importPermSets', {
        ...place,
        file: {
          format: 'tenure.permission-sets',
          version: 1,
          permissionSets: [
            { name: 'X', permissions: ['scripts=run'] },
            { name: 'new', permissions: naming('X') },
          ],
        },
      }),
    ).toEqual([{ name: 'X', mentionedBy: { edges } }]);
    const all = `{ instance(id: "${idOf('other')}") { permissionSets { edges { node { id name } } } } }`;
    const set = nodes(at(await data('ada', all), 'instance.permissionSets')).find(({ name }) => name === 'X');
    const rewritten = { set: set?.id, name: 'Y', updateReferences: true };
    expect(await warned('renamePermSet', rewritten)).toEqual([]);
  });

  it('statements are as many for 5 sets as for 500, for 1 holder as for 500', async () => {
    const shapes = (who: string) => [
      `{ instance(id: "${idOf('shop')}") { permissionSets(first: 500) { edges { node { name holders(first: 50) { edges { node { user { name } grant { expiresAt } } } } } } } } }`,
      `{ users(first: 100) { edges { node { name permissionSets(first: 5) { edges { node { instance { name } sets { edges { node { set { name } } } } permissions { permission } } } } } } } }`,
      `{ assignablePermSets(instance: "${idOf('shop')}", first: 500) { edges { node { name mentionedBy(first: 5) { edges { node { name } } } } } } }`,
      `{ permSetFile(instance: "${idOf('shop')}") canPermission(user: "${who}@x.io", instance: "${idOf('shop')}", permission: "a=b") { allowed } }`,
    ];
    const counts = async () => [await countsOf('ada'), await countsOf('dora')];
    const countsOf = async (who: string) => {
      const all: number[] = [];
      for (const query of shapes(who)) {
        await world.ask(who, query);
        await world.ask(who, query);
        const { answer, names: statements } = await statementsDuring(world.test.tenure.database, () =>
          world.ask(who, query),
        );
        expect(answer.data).toBeTruthy();
        expect(statements.length).toBeGreaterThan(1);
        all.push(statements.length);
      }
      return all;
    };
    const few = await counts();
    const file = {
      format: 'tenure.permission-sets',
      version: 1,
      permissionSets: Array.from({ length: 490 }, (_, index) => ({
        name: `many ${index}`,
        permissions: ['a=b'],
      })),
    };
    await world.run('ada', 'importPermSets', {
      instance: idOf('shop'),
      file,
      ids: file.permissionSets.map(({ name }) => idOf(name)),
    });
    expect(await counts()).toEqual(few);
  });
});
