// The log as a list: filters, orders, data by type, causes; and what is asked wrongly.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVENTS } from '../../src/features.ts';
import { type Acme, acme } from '../support/acme.ts';
import { askOnce, askTwice, type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf } from '../support/world.ts';

const LIST = `query ($from: DateTime, $until: DateTime, $types: [EventType!], $actor: ID, $subject: ID, $target: ID, $order: LogOrder) {
  events(first: 500, from: $from, until: $until, types: $types, actor: $actor, subject: $subject, target: $target, order: $order) {
    edges { node { position type occurredAt actor { system } subjectId targetId } } } }`;

interface Listed extends Json {
  readonly position: string;
  readonly type: string;
  readonly occurredAt: string;
}

eachDatabase('The list of events', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
    const { world } = story;
    const expiresAt = new Date(Date.parse(world.clock.now()) + 1000).toISOString();
    await world.run('olga', 'updateProjectUser', {
      project: idOf('p1'),
      user: idOf('cat'),
      roles: { project: 'VIEWER' },
      expiresAt,
    });
    world.clock.advance(5000);
    await world.test.tenure.lane.wake();
  });
  afterAll(() => story?.world.close());

  const list = async (filter: Record<string, unknown> = {}) =>
    nodes((await askOnce(story.world, 'audi', LIST, filter)).data.events) as unknown as Listed[];
  const positions = (events: readonly Listed[]) => events.map(({ position }) => Number(position));

  it('holds every event once, newest first unless asked otherwise', async () => {
    const all = await list();
    const head = await story.world.head();
    expect(positions(all)).toEqual(Array.from({ length: head }, (_, index) => head - index));
    expect(await list({ order: 'OLDEST_FIRST' })).toEqual([...all].reverse());
  });

  it('is narrowed by each filter, and by all together', async () => {
    const all = await list();
    const where = (keep: (event: Listed) => boolean) => positions(all.filter(keep));
    const types = ['PermissionGranted', 'MemberAdded'];
    expect(positions(await list({ types }))).toEqual(where(({ type }) => types.includes(type)));
    expect(positions(await list({ types: [] }))).toEqual([]);
    const system = 'system:expirer';
    const expired = where(({ actor }) => (actor as Json).system === system);
    expect(expired).toHaveLength(1);
    expect(positions(await list({ actor: system }))).toEqual(expired);
    const { time } = story.past;
    expect(positions(await list({ until: time }))).toEqual(where(({ occurredAt }) => occurredAt < time));
    expect(positions(await list({ from: time }))).toEqual(where(({ occurredAt }) => occurredAt >= time));
    expect(positions(await list({ from: '2030-01-01T00:00:00Z' }))).toEqual([]);
    expect(positions(await list({ until: '1970-01-01T00:00:00Z' }))).toEqual([]);
    const together = { types: ['PermissionRevoked'], from: time, subject: idOf('eve'), target: idOf('p1') };
    expect(positions(await list(together))).toEqual(
      where(
        ({ type, occurredAt, subjectId, targetId }) =>
          type === 'PermissionRevoked' && occurredAt >= time && subjectId === 'eve' && targetId === 'p1',
      ),
    );
  });

  it('ends where the query reads', async () => {
    const position = String(story.past.position);
    const query =
      'query ($position: Position!) @asOf(position: $position) { events(first: 1) { edges { node { position } } } }';
    const { data } = await askTwice(story.world, 'audi', query, { position });
    expect(nodes(data.events)).toEqual([{ position }]);
  });

  it('hangs under users, organizations and projects, with the same filters', async () => {
    const query = `{ user(id: "${idOf('bob')}") { events(types: [MemberAdded]) { edges { node { subject { name } } } }
        none: events(subject: "${idOf('cat')}") { edges { node { position } } } }
      organization(id: "${idOf('acme')}") { events(types: [OrganizationRenamed]) { edges { node { type } } } }
      project(id: "${idOf('p1')}") { events(types: [ProjectRenamed, OrganizationRenamed], target: "${idOf('p1')}") { edges { node { type } } }
        none: events(scope: "${idOf('q')}") { edges { node { position } } } } }`;
    const { data } = await askTwice(story.world, 'olga', query);
    expect(data).toEqual({
      user: { events: { edges: [{ node: { subject: { name: 'Bob' } } }] }, none: { edges: [] } },
      organization: { events: { edges: [{ node: { type: 'OrganizationRenamed' } }] } },
      project: { events: { edges: [{ node: { type: 'ProjectRenamed' } }] }, none: { edges: [] } },
    });
  });

  it('shows the data of each type under the names of their fields', async () => {
    const query = `{ events(first: 500, order: OLDEST_FIRST) { edges { node { __typename type
      ... on OrganizationCreated { name label ownerId }
      ... on OrganizationRenamed { renamedFrom: from { name label } renamedTo: to { name } }
      ... on ProjectCreated { organizationId title defaultBranch }
      ... on EnvironmentCreated { name environmentType1: environmentType parentId minRole sshUserIds }
      ... on PermissionGranted { kind value expiresAt environmentType }
      ... on PermissionExpired { kind value expiredAt: expiresAt }
      ... on PermissionExpiryChanged { expiryTo: to } } } } }`;
    const { data } = await askTwice(story.world, 'audi', query);
    const all = nodes(data.events);
    for (const { __typename, type } of all) expect(__typename).toBe(type);
    const first = (type: string) => all.find((event) => event.type === type);
    expect(first('OrganizationCreated')).toMatchObject({ name: 'acme', label: 'Acme', ownerId: 'olga' });
    expect(first('OrganizationRenamed')).toMatchObject({
      renamedFrom: { name: 'acme', label: 'Acme' },
      renamedTo: { name: 'acme-inc' },
    });
    expect(first('ProjectCreated')).toMatchObject({
      organizationId: 'acme',
      title: 'Shop',
      defaultBranch: 'main',
    });
    expect(first('EnvironmentCreated')).toMatchObject({
      name: 'main',
      environmentType1: 'PRODUCTION',
      parentId: null,
      minRole: 'CONTRIBUTOR',
    });
    const typeRole = all.find(
      ({ type, kind }) => type === 'PermissionGranted' && kind === 'ENVIRONMENT_TYPE_ROLE',
    );
    expect(typeRole).toMatchObject({ value: 'CONTRIBUTOR', expiresAt: null, environmentType: 'DEVELOPMENT' });
    expect(first('PermissionExpired')).toMatchObject({ kind: 'PROJECT_ROLE', value: 'VIEWER' });
    expect(first('PermissionExpiryChanged')?.expiryTo).toEqual(first('PermissionExpired')?.expiredAt);
  });

  it('has a type of the API for every type of event', async () => {
    const query = `{ __type(name: "Event") { possibleTypes { name } } enum: __type(name: "EventType") { enumValues { name } } }`;
    const { data } = await askTwice(story.world, 'audi', query);
    const names = EVENTS.map(({ type }) => type).sort();
    const { possibleTypes } = data.__type as { possibleTypes: { name: string }[] };
    expect(possibleTypes.map(({ name }) => name).sort()).toEqual(names);
    const { enumValues } = data.enum as { enumValues: { name: string }[] };
    expect(enumValues.map(({ name }) => name).sort()).toEqual(names);
  });

  it('refuses what is no id, naming the argument', async () => {
    for (const argument of ['subject', 'actor', 'target', 'scope']) {
      const { errors } = await story.world.ask(
        'audi',
        `{ events(${argument}: "acme") { edges { cursor } } }`,
      );
      expect(errors?.map(({ extensions: { code, field } }) => [code, field])).toEqual([
        ['VALIDATION', argument],
      ]);
    }
  });
});
