// A compiled query answers what the interpreter answers, for everybody, now and as of any moment, errors included.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../src/graphql/example-queries.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

let database: TestDatabase;
let world: World;
const PEOPLE = ['olga', 'bob', 'mia', 'eve', 'genesis'];

beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  await world.people('olga', 'bob', 'mia', 'eve');
  for (const name of PEOPLE) await world.tokenOf(name);
  await world.run('olga', 'createOrganization', { id: idOf('harbor'), name: 'harbor', label: 'Harbor' });
  for (const title of ['Tracking', 'Fleet']) {
    const input = { id: idOf(title), organization: 'harbor', title, environmentId: idOf(`${title} main`) };
    await world.run('olga', 'createProject', input);
    world.clock.advance(60_000);
  }
  const roles = { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] };
  await world.run(
    'olga',
    'addProjectUser',
    { project: idOf('Tracking'), user: 'bob@x.io', roles },
    'to help',
  );
  await world.run('olga', 'addProjectUser', {
    project: idOf('Fleet'),
    user: 'mia@x.io',
    roles: { project: 'ADMIN' },
  });
  await world.run('olga', 'updateMember', {
    organization: 'harbor',
    user: 'mia@x.io',
    permissions: ['members'],
  });
  await world.run('olga', 'renameOrganization', { organization: 'harbor', label: 'Haven' });
});

afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const ACCESS =
  'role source grant { kind value since grantedAt openedBy { __typename position } } environmentTypes { type role source environments { edges { node { name type parent { id } project { title } } } } }';
const USER = `id __typename name email platformRoles { value } apiTokens { edges { node { id } } }
  organizations(first: 3) { edges { cursor node { since owner permissions { permission source grant { value } } organization { name label owner { name } }
    projects { edges { node { project { title } ${ACCESS} } } } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  projects { edges { node { project { title organization { name } } ${ACCESS} } } }`;

const QUERIES: readonly (readonly [string, Record<string, unknown>?])[] = [
  [`{ viewer { id platformRoles user { ${USER} } } }`],
  [`{ user(email: "BOB@x.io") { ${USER} } }`],
  [
    'query ($id: ID!) { node(id: $id) { __typename id ... on Project { title users { edges { node { user { name email } role } } } } ... on User { name } } }',
    { id: idOf('Fleet') },
  ],
  [
    'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
    { ids: [idOf('bob'), idOf('nobody'), idOf('Tracking'), idOf('harbor')] },
  ],
  [
    `{ organization(name: "harbor") { name label owner { name } members(first: 2) { edges { node { user { name email } owner permissions { permission } projects { edges { node { project { title } ${ACCESS} } } } } } } projects { edges { node { title defaultBranch environments { edges { node { name } } } } } } } }`,
  ],
  [
    '{ users(first: 2) { edges { node { name } } pageInfo { hasNextPage } } organizations { edges { node { name } } } }',
  ],
  [
    '{ events(first: 50) { edges { cursor node { __typename position type cause reason occurredAt recordedAt commandId actor { system user { name } } causedBy { position type } subject { name } target { __typename id } organization { name } project { title } ... on PermissionGranted { kind value environmentType expiresAt } ... on OrganizationCreated { name label ownerId } } } pageInfo { hasNextPage } } log { position phase } }',
  ],
  [
    'query ($skip: Boolean!) { viewer { id @skip(if: $skip) user @include(if: $skip) { name } } }',
    { skip: true },
  ],
  ['{ a: organization(name: "harbor") { name } b: organization(name: "nowhere") { name } }'],
  // Faults of the request, which must be the same faults.
  ['{ user { name } }'],
  ['{ user(id: "x", email: "y") { name } organization(name: "harbor") { name } }'],
  ['{ users(first: 501) { edges { cursor } } }'],
  ['{ users(first: 1, last: 1) { edges { cursor } } }'],
  ['{ users(after: "nonsense") { edges { cursor } } }'],
  ['{ node(id: "nonsense") { id } }'],
  ['query ($id: ID!) { node(id: $id) { id } }', {}],
];

/** The codes of all errors that were compared. */
const codes = new Set<string>();

/** An answer without what differs from request to request; errors in no particular order. */
async function ask(who: string, query: string, variables?: Record<string, unknown>): Promise<unknown> {
  const { data, errors, extensions } = await world.ask(who, query, variables);
  for (const error of errors ?? []) codes.add(error.extensions.code);
  const plain = (errors ?? []).map(({ extensions: { requestId, ...rest }, ...error }) => ({
    ...error,
    extensions: rest,
  }));
  return { data, errors: plain.map((error) => JSON.stringify(error)).sort(), extensions };
}

const EXAMPLE_QUERIES = EXAMPLES.filter(({ query }) => !query.includes('\nmutation')).map(
  ({ query, variables }) => {
    return [
      query,
      { ...variables, ...('at' in (variables ?? {}) && { at: '2026-01-01T00:00:30Z' }) },
    ] as const;
  },
);

describe.each([
  ['now', ''],
  ['as of a moment', '@asOf(time: "2026-01-01T00:01:00Z")'],
  ['as of a position', '@asOf(position: "17")'],
])('%s', (_when, directive) => {
  it.each(QUERIES.map(([query, variables]) => [query.slice(0, 90), query, variables] as const))(
    '%s',
    async (_start, query, variables) => {
      const [, signature = '', rest = ''] = /^(query [^{]*)?(\{[\s\S]*)$/.exec(query) ?? [];
      const asked = directive === '' ? query : `${signature || 'query '} ${directive} ${rest}`;
      for (const who of PEOPLE) {
        // The first is interpreted; the second compiles; the third is compiled already.
        const [interpreted, ...compiled] = [
          await ask(who, asked, variables),
          await ask(who, asked, variables),
          await ask(who, asked, variables),
        ];
        for (const answer of compiled) expect(answer).toEqual(interpreted);
      }
    },
  );
});

it('among them fields that were withheld, and faults of the request', () => {
  expect([...codes].sort()).toEqual(['FORBIDDEN', 'VALIDATION']);
});

describe('the examples on the page', () => {
  it.each(EXAMPLE_QUERIES)('answer without errors: %s', async (query, variables) => {
    for (const who of ['olga', 'genesis']) {
      const answers = [await ask(who, query, variables), await ask(who, query, variables)];
      expect(answers[0]).toMatchObject({ errors: [] });
      expect(answers[1]).toEqual(answers[0]);
    }
  });
});
