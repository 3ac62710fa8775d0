// Pages: put together they are the whole list, in both directions, and each says rightly what lies beside it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageArguments } from '../../src/access/paging.ts';
import { type Acme, acme, EVERYBODY, THINGS } from '../support/acme.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf } from '../support/world.ts';

interface PageOf {
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Every list: the query around it, and what tells its entries apart. */
type List = readonly [around: (list: string) => string, list: string, node: string];
const LISTS: Readonly<Record<string, List>> = {
  'users, all': [(list) => `{ ${list} }`, 'users', 'id'],
  'organizations, all': [(list) => `{ ${list} }`, 'organizations', 'id'],
  'organizations of a user': [
    (list) => `{ user(id: "${idOf('bob')}") { ${list} } }`,
    'organizations',
    'organization { id }',
  ],
  'projects of a user': [
    (list) => `{ user(id: "${idOf('cat')}") { ${list} } }`,
    'projects',
    'project { id }',
  ],
  'projects of an owner': [
    (list) => `{ user(id: "${idOf('olga')}") { ${list} } }`,
    'projects',
    'project { id }',
  ],
  'identities of a user': [(list) => `{ user(id: "${idOf('bob')}") { ${list} } }`, 'identities', 'id'],
  'API tokens of a user': [(list) => `{ user(id: "${idOf('bob')}") { ${list} } }`, 'apiTokens', 'id'],
  'members of an organization': [
    (list) => `{ organization(id: "${idOf('acme')}") { ${list} } }`,
    'members',
    'user { id }',
  ],
  'projects of an organization': [
    (list) => `{ organization(id: "${idOf('acme')}") { ${list} } }`,
    'projects',
    'id',
  ],
  'users of a project': [(list) => `{ project(id: "${idOf('p1')}") { ${list} } }`, 'users', 'user { id }'],
  'environments of a project': [
    (list) => `{ project(id: "${idOf('p1')}") { ${list} } }`,
    'environments',
    'id',
  ],
  'events, newest first': [(list) => `{ ${list} }`, 'events', 'position'],
  'events of an organization': [
    (list) => `{ organization(id: "${idOf('acme')}") { ${list} } }`,
    'events',
    'position',
  ],
  'events of a user': [(list) => `{ user(id: "${idOf('eve')}") { ${list} } }`, 'events', 'position'],
};

/** Members, and the way to a list of those whom they share a project with, are found by other branches. */
const VIEWERS = ['audi', 'olga', 'bob'] as const;

eachDatabase('Pages', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
    for (const subject of ['a', 'b', 'c']) await story.world.link('bob', subject);
  });
  afterAll(() => story?.world.close());

  /** The page of a list; undefined where the viewer has no such list. */
  async function page(
    viewer: string,
    [around, list, node]: List,
    args: PageArguments,
  ): Promise<PageOf | undefined> {
    const field = `${list}(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { ${node} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) ${around(field)}`;
    const { data, errors } = await story.world.ask(viewer, query, { ...args });
    if (errors) {
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      return undefined;
    }
    const [root] = Object.values(data ?? {}) as (Record<string, PageOf> | null)[];
    if (!root) return undefined;
    const found = 'pageInfo' in root ? (root as unknown as PageOf) : root[list];
    return found && story.world.named(found, ...EVERYBODY, ...THINGS);
  }

  describe.each(Object.keys(LISTS))('%s', (name) => {
    const list = LISTS[name];
    if (!list) throw new Error(name);

    it.each(VIEWERS)('for %s: pages of every size, forwards and backwards', async (viewer) => {
      const whole = await page(viewer, list, { first: 500 });
      if (!whole) return;
      const all = whole.edges;
      expect(whole.pageInfo).toEqual({
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: all[0]?.cursor ?? null,
        endCursor: all.at(-1)?.cursor ?? null,
      });
      expect(await page(viewer, list, { last: 500 })).toEqual(whole);
      for (const size of all.length > 12 ? [11, all.length] : [1, 2, all.length, all.length + 1]) {
        for (let start = 0; start < all.length; start += size) {
          const edges = all.slice(start, start + size);
          const pageInfo = {
            hasPreviousPage: start > 0,
            hasNextPage: start + size < all.length,
            startCursor: edges[0]?.cursor,
            endCursor: edges.at(-1)?.cursor,
          };
          const after = all[start - 1]?.cursor;
          const forwards = await page(viewer, list, { first: size, after });
          expect(forwards, `first ${size} from ${start}`).toEqual({ edges, pageInfo });
          const end = start + edges.length;
          const backwards = await page(viewer, list, { last: edges.length, before: all[end]?.cursor });
          expect(backwards, `last ${edges.length} before ${end}`).toEqual({ edges, pageInfo });
        }
      }
    });

    it('for audi: between two cursors, and nothing where there is none', async () => {
      const whole = await page('audi', list, { first: 500 });
      const cursors = whole?.edges.map(({ cursor }) => cursor) ?? [];
      if (cursors.length === 0) return;
      const [first, last] = [cursors[0], cursors.at(-1)];
      const none = await page('audi', list, { first: 5, after: last });
      expect(none).toEqual({
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      });
      const inside = await page('audi', list, { first: 500, after: first, before: last });
      expect(inside?.edges).toEqual(whole?.edges.slice(1, -1));
      expect(inside?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      const empty = await page('audi', list, { first: 0 });
      expect(empty?.edges).toEqual([]);
      expect(empty?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    });
  });

  it('are refused with what is no cursor of the list, too large a size, or two directions', async () => {
    const { users } = await story.world.data<{ users: PageOf }>(
      'audi',
      '{ users(first: 1) { edges { cursor } } }',
    );
    const cursor = users.edges[0]?.cursor;
    for (const [args, field] of [
      ['after: "nonsense"', 'after'],
      ['before: ""', 'before'],
      [`after: "${cursor}x"`, 'after'],
      ['first: 501', 'first'],
      ['first: -1', 'first'],
      ['last: 501', 'last'],
      ['first: 1, last: 1', 'last'],
    ] as const) {
      const { errors } = await story.world.ask('audi', `{ users(${args}) { edges { cursor } } }`);
      expect(errors?.map(({ extensions: { code, field: at } }) => [code, at])).toEqual([
        ['VALIDATION', field],
      ]);
    }
    const { errors } = await story.world.ask(
      'audi',
      `{ organizations(after: "${cursor}") { edges { cursor } } }`,
    );
    expect(errors?.map(({ extensions: { code, field } }) => [code, field])).toEqual([
      ['VALIDATION', 'after'],
    ]);
  });

  it('as of the past are complete, too', async () => {
    const query = `query ($time: DateTime!, $after: String) @asOf(time: $time) { organization(id: "${idOf('acme')}") {
      members(first: 2, after: $after) { edges { node { user { id } } } pageInfo { hasNextPage endCursor } } } }`;
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const data: { organization: { members: PageOf } } = await story.world.data('olga', query, {
        time: story.past.time,
        after,
      });
      const { edges, pageInfo } = data.organization.members;
      seen.push(...edges.map(({ node }) => (node as { user: { id: string } }).user.id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(
      ['olga', 'mia', 'lee', 'ada', 'bob', 'cat', 'pam', 'eve']
        .map((name) => idOf<string>(name) as string)
        .sort(),
    );
  });
});
