// Lists of what has a unique name are in the order of names, whatever their case, the same on every database (A15).
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PageArguments } from '../../src/access/paging.ts';
import { migrate } from '../../src/database/migrate.ts';
import { postgres } from '../../src/database/postgres.ts';
import { asSuperuser, createDatabase, type TestDatabase } from '../support/databases.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { idOf, World } from '../support/world.ts';

// By units of UTF-16 the wide A comes after the face; by bytes of UTF-8 it comes before it.
const [WIDE_A, FACE] = ['\uFF21', '\u{1F600}'];
/** All sets, and all organizations, in order: by the bytes of the name in lower case, not as any language sorts. */
const ALL = ['10', '9', 'A', 'a b', 'a-b', 'ab', 'admin', 'b', 'helpers', 'T', 'Z', 'ß', 'Ä', WIDE_A, FACE];
/** Those that mention T, and those of them that kim holds. */
const MENTIONING = ALL.filter((name) => name !== 'admin' && name !== 'T');
const HELD = MENTIONING.filter((name) => name !== 'helpers');
/** The sets that were delegated to dora, who holds `helpers`; the organizations that she owns, and all others kim. */
const DELEGATED = ['A', 'T', 'Z', WIDE_A, FACE];

interface List {
  readonly field: string;
  readonly entry?: string;
  around(list: string): string;
  /** Whom it shows what. */
  readonly shows: Readonly<Record<string, readonly string[]>>;
}
const onInstance = (list: string) => `{ instance(id: "${idOf('shop')}") { ${list} } }`;
/** Lists of Permission Sets. */
const SET_LISTS: Readonly<Record<string, List>> = {
  'those of an Instance': {
    field: 'permissionSets',
    around: onInstance,
    shows: { ada: ALL, kim: HELD, dora: ['A', 'helpers', 'T', 'Z', WIDE_A, FACE] },
  },
  'those that mention a name': {
    field: 'permissionSetsMentioning(name: "T",',
    around: onInstance,
    shows: { ada: MENTIONING, kim: HELD, dora: ['A', 'helpers', 'Z', WIDE_A, FACE] },
  },
  'those that mention the name of a set': {
    field: 'mentionedBy',
    around: (list) => `{ permSet(id: "${idOf('T')}") { ${list} } }`,
    shows: { ada: MENTIONING, dora: ['A', 'helpers', 'Z', WIDE_A, FACE] },
  },
  'those that somebody holds': {
    field: 'sets',
    entry: 'set { name }',
    around: (list) => `{ user(id: "${idOf('kim')}") { permissionSets { edges { node { ${list} } } } } }`,
    shows: { ada: HELD, kim: HELD, dora: ['A', 'Z', WIDE_A, FACE] },
  },
  'those that could be assigned': {
    field: `assignablePermSets(instance: "${idOf('shop')}",`,
    around: (list) => `{ ${list} }`,
    shows: { ada: ALL, dora: DELEGATED },
  },
};
/** Lists of organizations; kim is in all of them. */
const ORGANIZATION_LISTS: Readonly<Record<string, List>> = {
  'all organizations': {
    field: 'organizations',
    around: (list) => `{ ${list} }`,
    shows: { genesis: ALL, kim: ALL, dora: DELEGATED },
  },
  'the organizations of a user': {
    field: 'organizations',
    entry: 'organization { name }',
    around: (list) => `{ user(id: "${idOf('kim')}") { ${list} } }`,
    shows: { genesis: ALL, kim: ALL, dora: DELEGATED },
  },
};
const ALL_LISTS: Readonly<Record<string, List>> = { ...SET_LISTS, ...ORGANIZATION_LISTS };
const ASKED = Object.entries(ALL_LISTS).flatMap(([name, { shows }]) =>
  Object.entries(shows).map(([who, names]) => [name, who, names] as const),
);

interface Page {
  readonly names: readonly (string | undefined)[];
  readonly cursors: readonly string[];
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
}

interface Named {
  readonly name?: string;
}

interface Connection {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Named & { readonly set?: Named; readonly organization?: Named };
  }[];
  readonly pageInfo: Pick<Page, 'hasPreviousPage' | 'hasNextPage'>;
}

/** The one connection with `pageInfo` in an answer. */
function connectionIn(answer: unknown): Connection | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('pageInfo' in answer) return answer as Connection;
  return Object.values(answer)
    .map(connectionIn)
    .find((found) => found !== undefined);
}

const cursor = (text: string | Buffer) => Buffer.from(text).toString('base64url');

/** A PostgreSQL database that sorts as a language does. */
async function sortingAsGerman(): Promise<Pick<TestDatabase, 'engine' | 'drop'>> {
  const name = `tenure_test_${randomBytes(6).toString('hex')}`;
  await asSuperuser((admin) =>
    admin.query(`create database ${name} template template0 locale_provider icu icu_locale 'de'`),
  );
  const engine = postgres(databaseUrl(inject('postgresUrl'), name));
  await migrate(engine);
  const drop = async () => {
    await engine.close();
    await asSuperuser((admin) => admin.query(`drop database ${name} with (force)`));
  };
  return { engine, drop };
}

describe.each([
  ['postgres', () => createDatabase('postgres')],
  ['postgres, sorting as German does', sortingAsGerman],
  ['pglite', () => createDatabase('pglite')],
])('Lists by name (%s)', (_database, fresh) => {
  let created: Pick<TestDatabase, 'engine' | 'drop'>;
  let world: World;

  beforeAll(async () => {
    created = await fresh();
    world = await World.start(created);
    await world.people('ann', 'ada', 'dora', 'kim');
    await world.run('genesis', 'createPartner', { id: idOf('partner'), name: 'P', firstWriter: 'ann@x.io' });
    await world.run('genesis', 'grantCreateInstances', { user: idOf('ann') });
    await world.run('ann', 'createInstance', { id: idOf('shop'), partner: idOf('partner'), name: 'Shop' });
    await create('genesis', 'admin', ['*=*']);
    await assign('genesis', 'admin', 'ada');
    await create('ada', 'T', ['scripts=run']);
    // Their ids have an order of their own, and they come in yet another.
    for (const name of [...HELD].reverse()) {
      await create('ada', name, ["permset=edit('T')"]);
      await assign('ada', name, 'kim');
    }
    const named = DELEGATED.map((name) => `'${name}'`).join(',');
    await create('ada', 'helpers', [`permset=read(${named})`, 'users=edit']);
    await assign('ada', 'helpers', 'dora');
    for (const name of [...ALL].reverse()) {
      const [owner, id] = [DELEGATED.includes(name) ? 'dora' : 'kim', idOf(`organization ${name}`)];
      await world.run(owner, 'createOrganization', { id, name, label: name });
      if (owner === 'kim') continue;
      const project = { id: idOf(`project ${name}`), environmentId: idOf(`main ${name}`) };
      await world.run(owner, 'createProject', { ...project, organization: id, title: name });
      const roles = { project: 'VIEWER' };
      await world.run(owner, 'addProjectUser', { project: project.id, user: 'kim@x.io', roles });
    }
  });
  afterAll(async () => {
    await world?.close();
    await created?.drop();
  });

  const create = (actor: string, name: string, permissions: readonly string[]) =>
    world.run(actor, 'createPermSet', { id: idOf(name), instance: idOf('shop'), name, permissions });
  const assign = (actor: string, name: string, who: string) =>
    world.run(actor, 'assignPermSet', { set: idOf(name), users: [`${who}@x.io`] });
  const rename = (set: string, name: string) => world.run('ada', 'renamePermSet', { set: idOf(set), name });

  function renameOrganization(organization: string, name: string) {
    const input = { organization: idOf(`organization ${organization}`), name, label: name };
    return world.run(DELEGATED.includes(organization) ? 'dora' : 'kim', 'renameOrganization', input);
  }

  async function ask(who: string, list: string, args: PageArguments, asOf = '') {
    const { field, entry = 'name', around } = ALL_LISTS[list] as List;
    const open = field.endsWith(',') ? field : `${field}(`;
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) ${asOf} ${around(`
      ${open} first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { ${entry} } } pageInfo { hasNextPage hasPreviousPage } }`)}`;
    return world.ask(who, query, { ...args });
  }
  async function page(...asked: Parameters<typeof ask>): Promise<Page> {
    const { data, errors } = await ask(...asked);
    const found = connectionIn(data);
    if (errors || !found) throw new Error(`${asked.join(' ')}: ${JSON.stringify(errors ?? data)}`);
    const { edges, pageInfo } = found;
    const names = edges.map(({ node }) => node.name ?? (node.set ?? node.organization)?.name);
    return { names, cursors: edges.map((edge) => edge.cursor), ...pageInfo };
  }

  it.each(ASKED)('%s are by name, for %s, page by page, from either end', async (list, who, names) => {
    const whole = await page(who, list, { first: 500 });
    expect(whole).toMatchObject({ names, hasPreviousPage: false, hasNextPage: false });
    expect(await page(who, list, { last: 500 })).toEqual(whole);
    const { cursors } = whole;
    for (const size of [1, 2, 4, names.length]) {
      for (let start = 0; start < names.length; start += size) {
        const end = Math.min(start + size, names.length);
        const expected = {
          names: names.slice(start, end),
          cursors: cursors.slice(start, end),
          hasPreviousPage: start > 0,
          hasNextPage: end < names.length,
        };
        expect(await page(who, list, { first: size, after: cursors[start - 1] })).toEqual(expected);
        expect(await page(who, list, { last: end - start, before: cursors[end] })).toEqual(expected);
      }
    }
  });

  it.each(ASKED)('%s, for %s, between two cursors', async (list, who, names) => {
    const { cursors } = await page(who, list, { first: 500 });
    const [after, before] = [cursors[0], cursors.at(-1)];
    const inner = { names: names.slice(1, -1), hasPreviousPage: true, hasNextPage: true };
    expect(await page(who, list, { first: 500, after, before })).toMatchObject(inner);
    expect(await page(who, list, { last: 2, after, before })).toMatchObject({
      names: names.slice(1, -1).slice(-2),
    });
    const beyond = { names: [], hasPreviousPage: true, hasNextPage: false };
    expect(await page(who, list, { first: 5, after: before })).toMatchObject(beyond);
  });

  it.each(Object.keys(ALL_LISTS))('%s: what is no cursor of them is refused', async (list) => {
    const [[who = '', names] = []] = Object.entries(ALL_LISTS[list]?.shows ?? {});
    const [sound = ''] = (await page(who, list, { first: 1 })).cursors;
    const [order, other] =
      list in SET_LISTS ? ['permSet', 'organization'] : (['organization', 'permSet'] as const);
    for (const wrong of [
      '',
      'nonsense',
      `${sound}=`,
      cursor(order),
      cursor(`${order} `),
      cursor(`${order}  a`),
      cursor(`${order} a `),
      cursor(`${order} A`),
      cursor(`${order} a\u0000b`),
      cursor(Buffer.concat([Buffer.from(`${order} a`), Buffer.from([0xed, 0xa0, 0x80])])),
      cursor(Buffer.concat([Buffer.from(`${order} a`), Buffer.from([0xff])])),
      cursor(`${order} ${'a'.repeat(401)}`),
      cursor(`${order} ${'\u{1F600}'.repeat(10_000)}`),
      cursor(`user ${idOf('kim')}`),
      cursor(`instance ${idOf('shop')}`),
      cursor('event 1'),
      cursor(`${other} a`),
    ]) {
      for (const side of ['after', 'before'] as const) {
        const { errors } = await ask(who, list, { first: 3, [side]: wrong });
        expect(errors?.map(({ extensions: { code, field } }) => [code, field])).toEqual([
          ['VALIDATION', side],
        ]);
      }
    }
    // What could be the cursor of something that is gone still is a place in the list.
    const gone = await page(who, list, { first: 2, after: cursor(`${order} a'; -- \u{10FFFF}`) });
    expect(gone.names).toEqual(names?.filter((name) => ALL.indexOf(name) > 3).slice(0, 2));
    const users = await world.ask(who, `{ users(after: "${sound}") { edges { cursor } } }`);
    expect(users.errors?.map(({ extensions: { code } }) => code)).toEqual(['VALIDATION']);
  });

  it('what somebody may do names its sources by name, and so does a file', async () => {
    const { user, canPermission, permSetFile } = await world.data<{
      readonly user: { readonly permissionSets: { readonly edges: readonly { readonly node: unknown }[] } };
      readonly canPermission: unknown;
      readonly permSetFile: { readonly permissionSets: readonly { readonly name: string }[] };
    }>(
      'ada',
      `{ user(id: "${idOf('kim')}") { permissionSets { edges { node { permissions { givenBy { name } } } } } }
        canPermission(user: "kim@x.io", instance: "${idOf('shop')}", permission: "permset=edit('T')") { givenBy { name } }
        permSetFile(instance: "${idOf('shop')}") }`,
    );
    const givenBy = HELD.map((name) => ({ name }));
    expect(user.permissionSets.edges).toEqual([{ node: { permissions: [{ givenBy }] } }]);
    expect(canPermission).toEqual({ givenBy });
    expect(permSetFile.permissionSets.map(({ name }) => name)).toEqual(ALL);
  });

  const MOVING = Object.keys(ALL_LISTS).filter((list) => !/of a set|assigned/.test(list));
  it.each(MOVING)('%s: what is renamed between two pages moves, then as now', async (list) => {
    const who = list in SET_LISTS ? 'ada' : 'genesis';
    const renaming = list in SET_LISTS ? rename : renameOrganization;
    const asOf = `@asOf(position: "${await world.head()}")`;
    const old = await page(who, list, { first: 500 });
    const first = await page(who, list, { first: 4 });
    expect(first.names).toEqual(['10', '9', 'A', 'a b']);
    const rest = { first: 500, after: first.cursors.at(-1) };
    await renaming('Z', '0 before');
    await renaming('A', 'zz');
    await renaming('ß', 'SS');
    // One comes again, further on, and one is missed; all others come once, in order.
    const now = await page(who, list, rest);
    const moved = ['a-b', 'ab', 'admin', 'b', 'helpers', 'SS', 'T', 'zz', 'Ä', WIDE_A, FACE];
    expect(now.names).toEqual(
      moved.filter((name) => name === 'zz' || name === 'SS' || old.names.includes(name)),
    );
    expect((await page(who, list, { first: 2 })).names).toEqual(['0 before', '10']);
    // As of then, the first page goes on as it began, and cursors of now are places there, too.
    expect((await page(who, list, rest, asOf)).names).toEqual(old.names.slice(4));
    expect(await page(who, list, { last: 500 }, asOf)).toEqual(old);
    const place = now.cursors[now.names.indexOf('zz')];
    const after = old.names.filter((name) => ALL.indexOf(name ?? '') > ALL.indexOf('Z'));
    expect((await page(who, list, { first: 500, after: place }, asOf)).names).toEqual(after);
    await renaming('Z', 'Z');
    await renaming('A', 'A');
    await renaming('ß', 'ß');
    expect(await page(who, list, { first: 500 })).toEqual(old);
  });

  it('what a rename leaves behind is told by name', async () => {
    const { renamePermSet } = await world.data<{ renamePermSet: unknown }>(
      'ada',
      `mutation { renamePermSet(input: { set: "${idOf('T')}", name: "U" }) { ... on RenamePermSetPayload {
        staleReferences(first: 500) { edges { node { name } } } } } }`,
    );
    const edges = MENTIONING.map((name) => ({ node: { name } }));
    expect(renamePermSet).toEqual({ staleReferences: { edges } });
    const back = await world.data<{ renamePermSet: unknown }>(
      'ada',
      `mutation { renamePermSet(input: { set: "${idOf('T')}", name: "T" }) { ... on RenamePermSetPayload {
        warnings { mentionedBy(first: 500) { edges { node { name } } } } } } }`,
    );
    expect(back.renamePermSet).toEqual({ warnings: [{ mentionedBy: { edges } }] });
  });
});
