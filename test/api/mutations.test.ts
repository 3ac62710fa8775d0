// Mutations over a whole Tenure: what they answer, what they leave in the log, and what repeating them does.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listingEvents } from '../support/asking.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

interface Refusal {
  readonly __typename: 'Refusal';
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly remedy: string | null;
  readonly facts: Record<string, unknown>;
  readonly position: string;
}

interface Payload extends Record<string, unknown> {
  readonly __typename: string;
  readonly changed: boolean;
  readonly position: string;
  readonly events: readonly {
    position: string;
    type: string;
    cause: string;
    subjectId: string | null;
    targetId: string;
  }[];
}

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  await world.people('olga', 'bob', 'mia', 'eve');
  // Their tokens are events, too: issued now, they are out of the way later.
  for (const name of ['olga', 'bob', 'mia', 'eve']) await world.tokenOf(name);
  await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme', label: 'Acme' });
  const project = {
    id: idOf('tracker'),
    organization: 'acme',
    title: 'Tracker',
    environmentId: idOf('main'),
  };
  await world.run('olga', 'createProject', project);
  await world.run('olga', 'addProjectUser', {
    project: idOf('tracker'),
    user: 'mia@x.io',
    roles: { project: 'ADMIN' },
  });
});

afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const REFUSAL = '... on Refusal { code message field remedy facts position }';
const COMMON =
  'changed position events(first: 500) { edges { node { position type cause subjectId targetId } } }';

/** Runs a mutation; `more` are its other arguments, `fields` what else is asked of its answer. */
async function mutate<Answer extends object = Payload>(
  who: string,
  name: string,
  input: Record<string, unknown>,
  {
    fields = '',
    ...more
  }: { fields?: string; idempotencyKey?: string; ifUnchangedSince?: string; reason?: string } = {},
): Promise<Answer> {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const query = `mutation ($input: ${title}Input!, $idempotencyKey: String, $ifUnchangedSince: Position, $reason: String) {
    answer: ${name}(input: $input, idempotencyKey: $idempotencyKey, ifUnchangedSince: $ifUnchangedSince, reason: $reason) {
      __typename ... on ${title}Payload { ${COMMON} ${fields} } ${REFUSAL}
    } }`;
  const { answer } = await world.data<{ answer: Answer }>(who, query, { input, ...more });
  return listingEvents(answer);
}

const refuse = (who: string, name: string, input: Record<string, unknown>, more = {}) =>
  mutate<Refusal>(who, name, input, more);

describe('an accepted command', () => {
  it('answers with what it changed, its events and the position, and the request reads from there', async () => {
    const before = await world.head();
    const query = `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) {
      ... on CreateOrganizationPayload { ${COMMON} organization { id name label owner { name } members { edges { node { owner } } } } } } }`;
    const answer = await world.ask('bob', query, { input: { name: 'Bobs', label: "Bob's" } });
    expect(answer.errors).toBeUndefined();
    const payload = listingEvents((answer.data as { createOrganization: Payload }).createOrganization);
    expect(payload).toMatchObject({
      changed: true,
      position: String(before + 2),
      organization: {
        name: 'Bobs',
        label: "Bob's",
        owner: { name: 'Bob' },
        members: { edges: [{ node: { owner: true } }] },
      },
      events: [
        { position: String(before + 1), type: 'OrganizationCreated', cause: 'DIRECT', subjectId: null },
        {
          position: String(before + 2),
          type: 'MemberAdded',
          cause: 'RESOURCE_CREATED',
          subjectId: idOf('bob'),
        },
      ],
    });
    expect(answer.extensions?.tenure).toMatchObject({ position: String(before + 2), settled: true });
  });

  it('answers `changed: false` and no events when all was so already', async () => {
    const head = await world.head();
    const answer = await mutate(
      'olga',
      'renameOrganization',
      { organization: 'acme', label: 'Acme' },
      {
        fields: 'organization { name }',
      },
    );
    expect(answer).toMatchObject({
      changed: false,
      position: String(head),
      events: [],
      organization: { name: 'acme' },
    });
    expect(await world.head()).toBe(head);
  });

  it('answers with the access that it gave', async () => {
    const input = {
      project: idOf('tracker'),
      user: 'eve@x.io',
      roles: { environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] },
    };
    const fields = 'access { user { name } role source environmentTypes { type role } } project { title }';
    expect(await mutate('mia', 'addProjectUser', input, { fields })).toMatchObject({
      access: {
        user: { name: 'Eve' },
        role: 'VIEWER',
        source: 'GRANTED',
        environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }],
      },
      project: { title: 'Tracker' },
    });
    const again = { ...input, roles: { project: 'ADMIN' } };
    expect(await mutate('mia', 'updateProjectUser', again, { fields })).toMatchObject({
      access: { role: 'ADMIN' },
    });
    const member = { organization: 'ACME', user: idOf('eve'), permissions: ['members', 'billing'] };
    expect(
      await mutate('olga', 'updateMember', member, {
        fields: 'member { owner permissions { permission source } }',
      }),
    ).toMatchObject({
      member: {
        owner: false,
        permissions: [
          { permission: 'billing', source: 'GRANTED' },
          { permission: 'members', source: 'GRANTED' },
        ],
      },
    });
  });

  it('is seen by its author where it is about what they named, and cut elsewhere', async () => {
    await world.run('genesis', 'createUser', { id: idOf('tom'), email: 'tom@x.io', name: 'Tom' });
    const added = await mutate('mia', 'addProjectUser', {
      project: idOf('tracker'),
      user: 'tom@x.io',
      roles: { project: 'VIEWER' },
    });
    // Mia is admin of the project and no more: that Tom became a member of the organization is not hers to read.
    expect(added.events.map(({ type, targetId }) => [type, targetId])).toEqual([
      ['PermissionGranted', idOf('tracker')],
    ]);
    const byOwner = await mutate('olga', 'removeMembers', { organization: 'acme', users: ['tom@x.io'] });
    expect(byOwner.events.map(({ type }) => type).sort()).toEqual(['MemberRemoved', 'PermissionRevoked']);
    // An OPERATOR reads no log beyond what their own command names.
    await world.run('genesis', 'createUser', { id: idOf('op'), email: 'op@x.io', name: 'Op' });
    await world.run('genesis', 'grantPlatformRole', { user: idOf('op'), role: 'OPERATOR' });
    await world.run('olga', 'addProjectUser', {
      project: idOf('tracker'),
      user: 'tom@x.io',
      roles: { project: 'VIEWER' },
    });
    const deleted = await mutate('op', 'deleteUser', { user: 'tom@x.io' });
    expect(deleted.events.map(({ type }) => type)).toEqual(['UserDeleted']);
  });

  describe('answers with its events page by page', () => {
    const CROWD = Array.from({ length: 30 }, (_, n) => `crowd${String(n).padStart(2, '0')}`);
    beforeAll(async () => {
      await world.people(...CROWD);
      for (const who of CROWD) {
        const roles = { project: 'VIEWER' };
        await world.run('olga', 'addProjectUser', { project: idOf('tracker'), user: `${who}@x.io`, roles });
      }
      await world.run('genesis', 'createUser', { id: idOf('ops'), email: 'ops@x.io', name: 'Ops' });
      await world.run('genesis', 'grantPlatformRole', { user: idOf('ops'), role: 'OPERATOR' });
    });

    interface EventPage {
      readonly edges: readonly { readonly cursor: string; readonly node: { readonly type: string } }[];
      readonly pageInfo: Readonly<Record<'startCursor' | 'endCursor', string>> &
        Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>>;
    }
    const PAGE =
      '{ edges { cursor node { type } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
    const removal = {
      organization: 'acme',
      users: CROWD.map((who) => `${who}@x.io`),
    };
    /** A page of the events of one command; every time but the first it is a replay. */
    async function page(
      who: string,
      name: string,
      input: Record<string, unknown>,
      args: string,
    ): Promise<EventPage> {
      const fields = `page: events${args} ${PAGE}`;
      const answer = await mutate(who, name, input, { fields, idempotencyKey: `${name} in pages` });
      return answer.page as EventPage;
    }
    const typesOf = ({ edges }: EventPage) => edges.map(({ node }) => node.type);

    it('in both directions, when it is done and when it is replayed', async () => {
      const ask = (args: string) => page('olga', 'removeMembers', removal, args);
      const first = await ask('');
      expect(typesOf(first)).toHaveLength(20);
      expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      const again = await ask('');
      expect(again).toEqual(first);
      const all = await ask('(first: 500)');
      expect(typesOf(all).filter((type) => type === 'MemberRemoved')).toHaveLength(30);
      expect(all.edges).toHaveLength(60);
      const rest = await ask(`(first: 500, after: "${first.pageInfo.endCursor}")`);
      expect([...first.edges, ...rest.edges]).toEqual(all.edges);
      expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const back = await ask(`(last: 15, before: "${rest.pageInfo.startCursor}")`);
      expect(back.edges).toEqual(first.edges.slice(-15));
      expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      expect((await ask('(last: 3)')).edges).toEqual(all.edges.slice(-3));
      const exact = await ask(`(last: 20, before: "${rest.pageInfo.startCursor}")`);
      expect(exact.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      expect((await ask('(first: 0)')).edges).toEqual([]);
    });

    it('with cursors of the log, whose list goes on from there', async () => {
      const { edges } = await page('olga', 'removeMembers', removal, '(first: 500)');
      const [, second, third] = edges;
      const query = `{ events(order: OLDEST_FIRST, first: 1, after: "${second?.cursor}") { edges { cursor node { type } } } }`;
      expect(await world.data('olga', query)).toEqual({ events: { edges: [third] } });
    });

    it('cut to what the author may read and named, in the pages as well', async () => {
      const on = { project: idOf('tracker'), user: 'ops@x.io', roles: { project: 'VIEWER' } };
      await world.run('olga', 'addProjectUser', on);
      await world.run('olga', 'createOrganization', { id: idOf('other'), name: 'other' });
      const input = { user: 'crowd00@x.io' };
      const there = {
        id: idOf('p-other'),
        organization: 'other',
        title: 'T',
        environmentId: idOf('m-other'),
      };
      await world.run('olga', 'createProject', there);
      for (const project of [idOf('tracker'), idOf('p-other')]) {
        const roles = { environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] };
        await world.run('olga', 'addProjectUser', { project, user: 'crowd00@x.io', roles });
      }
      // Of the deletion, an OPERATOR sees what their command named: the user; the grants are not theirs to read.
      for (const _time of ['done', 'replayed']) {
        const shown = await page('ops', 'deleteUser', input, '(first: 1)');
        expect(typesOf(shown)).toEqual(['UserDeleted']);
        expect(shown.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
        const last = await page('ops', 'deleteUser', input, '(last: 1)');
        expect(last).toEqual(shown);
        const after = await page('ops', 'deleteUser', input, `(after: "${shown.pageInfo.endCursor}")`);
        expect([after.edges, after.pageInfo.hasPreviousPage]).toEqual([[], true]);
      }
    });

    it('and keeps the rest of its answer where the page is none', async () => {
      const query = `mutation { answer: renameProject(input: { project: "${idOf('tracker')}", title: "Paths" }) {
        ... on RenameProjectPayload { changed events(first: 501) { edges { node { type } } } } } }`;
      const { data, errors } = await world.ask('olga', query);
      expect(data).toEqual({ answer: { changed: true, events: null } });
      expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['answer', 'events'], 'VALIDATION'],
      ]);
    });
  });

  it('keeps what is left out, and clears what is null', async () => {
    const input = { organization: 'acme', user: 'eve@x.io', permissions: ['billing'] };
    const fields = 'member { permissions { grant { expiresAt } } }';
    const expiresAt = '2090-01-01T01:00:00+01:00';
    const ends = (at: string | null) => ({ member: { permissions: [{ grant: { expiresAt: at } }] } });
    expect(await mutate('olga', 'updateMember', { ...input, expiresAt }, { fields })).toMatchObject(
      ends('2090-01-01T00:00:00.000Z'),
    );
    const kept = await mutate('olga', 'updateMember', input, { fields });
    expect(kept).toMatchObject({ changed: false, ...ends('2090-01-01T00:00:00.000Z') });
    const cleared = await mutate('olga', 'updateMember', { ...input, expiresAt: null }, { fields });
    expect(cleared).toMatchObject({ changed: true, ...ends(null) });
  });

  it('keeps its reason for those who read the log', async () => {
    await mutate(
      'olga',
      'renameProject',
      { project: idOf('tracker'), title: 'Trails' },
      { reason: 'a better name' },
    );
    const query = '{ events(first: 1) { edges { node { type reason } } } }';
    expect(await world.data('olga', query)).toEqual({
      events: { edges: [{ node: { type: 'ProjectRenamed', reason: 'a better name' } }] },
    });
  });

  it('runs after the one before it, each answer read at its own position', async () => {
    const query = `mutation {
      one: renameProject(input: { project: "${idOf('tracker')}", title: "One" }) { ... on RenameProjectPayload { position project { title } } }
      two: renameProject(input: { project: "${idOf('tracker')}", title: "Two" }) { ... on RenameProjectPayload { position project { title } } }
      no: renameProject(input: { project: "${idOf('tracker')}", title: " " }) { ... on Refusal { code position } } }`;
    const head = await world.head();
    expect(await world.data('olga', query)).toEqual({
      one: { position: String(head + 1), project: { title: 'One' } },
      two: { position: String(head + 2), project: { title: 'Two' } },
      no: { code: 'VALIDATION', position: String(head + 2) },
    });
  });
});

describe('a refused command', () => {
  const cases: readonly [string, string, string, Record<string, unknown>, Partial<Refusal>][] = [
    ['malformed', 'olga', 'createOrganization', { name: ' ' }, { code: 'VALIDATION', field: 'name' }],
    [
      'malformed inside',
      'olga',
      'addProjectUser',
      { project: 'no id', user: 'bob@x.io', roles: { project: 'VIEWER' } },
      { code: 'VALIDATION', field: 'project' },
    ],
    [
      'of what the caller may not know',
      'eve',
      'renameOrganization',
      { organization: 'bobs', label: 'x' },
      { code: 'NOT_FOUND' },
    ],
    ['forbidden', 'eve', 'createUser', { email: 'x@x.io', name: 'X' }, { code: 'FORBIDDEN' }],
    [
      'of a name that is taken',
      'bob',
      'createOrganization',
      { name: 'ACME' },
      { code: 'NAME_TAKEN', field: 'name' },
    ],
    [
      'of an unknown permission',
      'olga',
      'updateMember',
      { organization: 'acme', user: 'eve@x.io', permissions: ['everything'] },
      { code: 'INVALID_PERMISSION', facts: expect.objectContaining({ unknown: ['everything'] }) },
    ],
  ];

  it.each(cases)(
    'says why, and leaves the log as it is: %s',
    async (_name, who, command, input, expected) => {
      const head = await world.head();
      expect(await refuse(who, command, input)).toEqual(
        expect.objectContaining({ __typename: 'Refusal', position: String(head), ...expected }),
      );
      expect(await world.head()).toBe(head);
    },
  );

  it('is a line in the log of the server, without what was sent', async () => {
    await refuse('eve', 'createUser', { email: 'secret@x.io', name: 'Somebody' });
    const line = world.test.logged.findLast(({ msg }) => msg === 'A command was refused');
    expect(line).toMatchObject({
      actor: idOf('eve'),
      command: 'createUser',
      code: 'FORBIDDEN',
      requestId: expect.any(String),
    });
    expect(JSON.stringify(line)).not.toMatch(/secret|Somebody/);
  });

  it('is refused when something changed meanwhile, if it asks for that', async () => {
    const since = await world.head();
    const input = { project: idOf('tracker'), title: 'Mine' };
    await world.run('olga', 'renameProject', { project: idOf('tracker'), title: 'Theirs' });
    const refused = await refuse('olga', 'renameProject', input, { ifUnchangedSince: String(since) });
    expect(refused.code).toBe('VERSION_CONFLICT');
    const accepted = await mutate('olga', 'renameProject', input, { ifUnchangedSince: String(since + 1) });
    expect(accepted.changed).toBe(true);
  });
});

describe('an idempotency key', () => {
  let key: string;
  let n = 0;
  beforeEach(() => {
    n += 1;
    key = `key ${n}`;
  });

  it('makes a repetition answer as the first time, and do nothing', async () => {
    const fields = 'organization { id name }';
    const first = await mutate(
      'bob',
      'createOrganization',
      { name: 'Once' },
      { idempotencyKey: key, fields },
    );
    await world.run('bob', 'renameOrganization', { organization: 'once', label: 'Later' });
    const head = await world.head();
    const again = await mutate(
      'bob',
      'createOrganization',
      { name: 'Once' },
      { idempotencyKey: key, fields },
    );
    expect(again).toEqual(first);
    expect(await world.head()).toBe(head);
  });

  it('is the same for all ways to send the same, and another command is another content', async () => {
    const input = { project: idOf('tracker'), title: 'Keyed' };
    await mutate('olga', 'renameProject', input, { idempotencyKey: key });
    const head = await world.head();
    const mismatches = [
      await refuse('olga', 'renameProject', { ...input, title: 'Other' }, { idempotencyKey: key }),
      await refuse('olga', 'renameProject', input, { idempotencyKey: key, reason: 'why' }),
      await refuse('olga', 'deleteProject', { project: idOf('tracker') }, { idempotencyKey: key }),
    ];
    expect(mismatches.map(({ code }) => code)).toEqual(Array(3).fill('IDEMPOTENCY_MISMATCH'));
    expect(await world.head()).toBe(head);
  });

  it('belongs to its caller', async () => {
    const first = await mutate('bob', 'createOrganization', { name: 'Bob 1' }, { idempotencyKey: key });
    const second = await mutate('olga', 'createOrganization', { name: 'Olga 1' }, { idempotencyKey: key });
    expect([first.changed, second.changed]).toEqual([true, true]);
  });

  it('remembers that nothing changed', async () => {
    const input = { organization: 'acme', label: 'Acme' };
    const first = await mutate('olga', 'renameOrganization', input, { idempotencyKey: key });
    expect(first.changed).toBe(false);
    await world.run('olga', 'renameOrganization', { organization: 'acme', label: 'Else' });
    expect(await mutate('olga', 'renameOrganization', input, { idempotencyKey: key })).toEqual(first);
    await world.run('olga', 'renameOrganization', { organization: 'acme', label: 'Acme' });
  });

  it('forgets what was refused', async () => {
    const input = { name: 'Acme' };
    expect((await refuse('bob', 'createOrganization', input, { idempotencyKey: key })).code).toBe(
      'NAME_TAKEN',
    );
    await world.run('olga', 'renameOrganization', { organization: 'acme', name: 'acme-1' });
    expect((await mutate('bob', 'createOrganization', input, { idempotencyKey: key })).changed).toBe(true);
    await world.run('bob', 'deleteOrganization', { organization: 'acme' });
    await world.run('olga', 'renameOrganization', { organization: 'acme-1', name: 'acme' });
  });
});

describe('an API token', () => {
  const fields = 'token { id } secret';
  interface Issued extends Payload {
    readonly token: { readonly id: string };
    readonly secret: string | null;
  }

  it('is shown once, works at once, and is nowhere else', async () => {
    const key = 'a token';
    const issued = await mutate<Issued>(
      'bob',
      'issueApiToken',
      { user: 'bob@x.io' },
      { fields, idempotencyKey: key },
    );
    expect(issued.secret).toMatch(/^tnr_[\w-]{43}$/);
    const token = issued.secret ?? '';
    const { data } = await world.test.ask('{ viewer { user { name } } }', {}, { token });
    expect(data).toEqual({ viewer: { user: { name: 'Bob' } } });
    const again = await mutate<Issued>(
      'bob',
      'issueApiToken',
      { user: 'bob@x.io' },
      { fields, idempotencyKey: key },
    );
    expect(again).toEqual({ ...issued, secret: null });
    const stored = await database.database.query({
      name: 'test-everything-stored',
      text: 'select (select json_agg(e) from event e)::text || (select json_agg(s) from api_token_secret s)::text || (select json_agg(c) from command c)::text as text',
    });
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(JSON.stringify(world.test.logged)).not.toContain(token);
  });

  it('ends when it is revoked, or its time is up, or its user is gone', async () => {
    const works = async (token: string) =>
      (await world.test.ask('{ viewer { id } }', {}, { token })).errors?.[0]?.extensions.code;
    await world.run('genesis', 'createUser', { id: idOf('kim'), email: 'kim@x.io', name: 'Kim' });
    const issue = async (more = {}) =>
      mutate<Issued>('kim', 'issueApiToken', { user: idOf('kim'), ...more }, { fields });
    const revoked = await issue();
    const expiring = await issue({
      expiresAt: new Date(Date.parse(world.clock.now()) + 60_000).toISOString(),
    });
    const orphaned = await issue();
    const codes = async () => [
      await works(revoked.secret ?? ''),
      await works(expiring.secret ?? ''),
      await works(orphaned.secret ?? ''),
    ];
    expect(await codes()).toEqual([undefined, undefined, undefined]);
    await mutate('kim', 'revokeApiToken', { token: revoked.token.id });
    expect(await codes()).toEqual(['UNAUTHENTICATED', undefined, undefined]);
    world.clock.advance(60_000);
    expect(await codes()).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', undefined]);
    await world.run('genesis', 'deleteUser', { user: idOf('kim') });
    expect(await codes()).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });
});

describe('operations', () => {
  const run = (who: string, field: string) => {
    const answer = field.startsWith('start')
      ? '... on OperationPayload { operation { kind state } }'
      : '... on ImportPayload { import { state } }';
    const query = `mutation { answer: ${field} { __typename ${answer} ${REFUSAL} } }`;
    return world.data<{ answer: Record<string, unknown> }>(who, query);
  };

  it.each(['beginImport', 'importLines(first: 1, lines: [])', 'endImport', 'startVerify', 'startRebuild'])(
    '%s is for operators',
    async (field) => {
      expect((await run('olga', field)).answer).toMatchObject({ __typename: 'Refusal', code: 'FORBIDDEN' });
    },
  );

  it('run beside the other work, and say how far they are', async () => {
    expect((await run('genesis', 'startVerify')).answer).toMatchObject({
      operation: { kind: 'VERIFY', state: expect.stringMatching(/RUNNING|DONE/) },
    });
    await world.test.tenure.services.operations.idle();
    const query = '{ operations { edges { node { kind state result } } } }';
    expect(await world.data('genesis', query)).toMatchObject({
      operations: { edges: [{ node: { kind: 'VERIFY', state: 'DONE', result: { clean: true } } }] },
    });
  });

  it('refuse an import once the log is live', async () => {
    expect((await run('genesis', 'beginImport')).answer).toMatchObject({ code: 'IMPORT_CLOSED' });
  });
});
