// The past: every answer that was given is given again as of its position and of its time, whatever happens later.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Position } from '../../src/kernel/time.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const PAGE = '(first: 5)';
const TYPES = 'environmentTypes { type role source grant { value since } }';
/** Of all members of an organization, and of one among others: their roles are found from different sides. */
const VIEWS = `{
  users${PAGE} { edges { node { id name email
    organizations${PAGE} { edges { node { since owner organization { name label } permissions { permission source grant { since expiresAt } }
      projects${PAGE} { edges { node { role source project { id title } environmentTypes { type role source grant { value since } } } } } } } }
    projects${PAGE} { edges { node { role source grant { since } project { title defaultBranch }
      environmentTypes { type role source environments${PAGE} { edges { node { name } } } } } } }
    platformRoles { value since } } } }
  bob: user(id: "${idOf('bob')}") { organizations(first: 4) { edges { node { projects(first: 4) { edges { node { role source ${TYPES} } } } } } } }
  organizations${PAGE} { edges { node { name label owner { name } 
    members${PAGE} { edges { node { user { name } projects${PAGE} { edges { node { role source ${TYPES} } } } } } }
    projects${PAGE} { edges { node { title users${PAGE} { edges { node { user { name } role source environmentTypes { type role } } } }
      environments${PAGE} { edges { node { id name type parent { name } } } } } } } } } }
  events(first: 100) { edges { node { position type } } } }`;
const AT_POSITION = `query ($position: Position!) @asOf(position: $position) ${VIEWS}`;
const AT_TIME = `query ($time: DateTime!) @asOf(time: $time) ${VIEWS}`;

/** What was answered at the end of the log, after each command. */
interface Moment {
  readonly position: Position;
  readonly time: string;
  readonly answer: unknown;
}

type Answer = Readonly<Record<string, unknown>> & {
  readonly events: { readonly edges: readonly { readonly node: { readonly position: string } }[] };
};

eachDatabase('As of', (fresh) => {
  let world: World;
  const moments: Moment[] = [];
  let lastTime = '';
  const look = async () => {
    const { data, extensions } = await world.ask('genesis', `query ${VIEWS}`);
    // The log may grow by itself at any moment: the answer says what it is of.
    const position = Number(extensions?.tenure?.position);
    moments.push({ position, time: world.clock.now(), answer: data });
    world.clock.advance(1000);
  };
  const run = async (...command: Parameters<World['run']>) => {
    await world.run(...command);
    await look();
  };

  beforeAll(async () => {
    world = await World.start(fresh());
    await look();
    await world.people('olga', 'bob', 'cat');
    await look();
    const project = idOf('p1');
    const acme = idOf('acme');
    await run('olga', 'createOrganization', { id: acme, name: 'acme', label: 'Acme' });
    await run('olga', 'createProject', {
      id: project,
      organization: acme,
      title: 'Shop',
      environmentId: idOf('e1'),
    });
    const types = (type: string, role: string) => ({ environmentTypes: [{ type, role }] });
    await run('olga', 'addProjectUser', { project, user: 'bob@x.io', roles: types('STAGING', 'ADMIN') });
    const expiresAt = new Date(Date.parse(world.clock.now()) + 3500).toISOString();
    await run('olga', 'addProjectUser', {
      project,
      user: 'cat@x.io',
      roles: { project: 'ADMIN' },
      expiresAt,
    });
    await run('olga', 'updateMember', {
      organization: acme,
      user: idOf('bob'),
      permissions: ['billing', 'members'],
    });
    await run('genesis', 'updateProfile', { user: idOf('bob'), name: 'Robert', email: 'robert@x.io' });
    await run('olga', 'renameProject', { project, title: 'Store' });
    // Cat's time is up by now, with no event; then the next command writes it down.
    await look();
    await run('olga', 'createEnvironment', {
      id: idOf('e2'),
      project,
      parent: idOf('e1'),
      name: 'dev',
      type: 'STAGING',
    });
    await run('olga', 'setEnvironmentType', { environment: idOf('e2'), type: 'DEVELOPMENT' });
    await run('olga', 'updateProjectUser', { project, user: idOf('bob'), roles: { project: 'ADMIN' } });
    await run('olga', 'renameOrganization', { organization: acme, name: 'acme-2' });
    await run('olga', 'removeMembers', { organization: acme, users: [idOf('bob')] });
    await run('olga', 'deleteEnvironment', { environment: idOf('e2') });
    await run('genesis', 'deleteUser', { user: idOf('cat') });
    await run('olga', 'deleteProject', { project });
    await run('olga', 'deleteOrganization', { organization: acme });
    lastTime = moments.at(-1)?.time ?? '';
  });
  afterAll(() => world?.close());

  it('of a time: what was answered then', async () => {
    expect(moments.length).toBeGreaterThan(18);
    expect(new Set(moments.map(({ answer }) => JSON.stringify(answer))).size).toBe(moments.length);
    for (const { time, answer, position } of moments) {
      const { data, errors, extensions } = await world.ask<Answer>('genesis', AT_TIME, { time });
      expect(errors).toBeUndefined();
      // Whose time was up by then is written down later, as an event of that earlier moment.
      const { edges } = data?.events ?? { edges: [] };
      const events = { edges: edges.filter(({ node }) => Number(node.position) <= position) };
      expect({ ...data, events }, `as of ${time}`).toEqual(answer);
      expect(extensions?.tenure).toMatchObject({ time, settled: time < lastTime });
    }
  });

  it('of a position: what was answered then, expired grants included until the log says so', async () => {
    const atPosition = async (position: Position) => {
      const { data, errors } = await world.ask('genesis', AT_POSITION, { position: String(position) });
      expect(errors).toBeUndefined();
      return data;
    };
    // Where nothing was written since the last one, only a time was up: the fold does not say so yet.
    const unexpired = moments.filter(({ position }, index) => position !== moments[index - 1]?.position);
    for (const { position, answer } of unexpired) {
      expect(await atPosition(position), `as of ${position}`).toEqual(answer);
    }
  });

  it('of the head: what is answered now', async () => {
    const now = await world.data('genesis', `query ${VIEWS}`);
    const position = String(await world.head());
    expect(await world.data('genesis', AT_POSITION, { position })).toEqual(now);
    expect(await world.data('genesis', AT_TIME, { time: world.clock.now() })).toEqual(now);
  });

  it('of the beginning: nothing', async () => {
    const none = { edges: [] };
    const empty = { users: none, bob: null, organizations: none, events: none };
    expect(await world.data('genesis', AT_POSITION, { position: '0' })).toEqual(empty);
    expect(await world.data('genesis', AT_TIME, { time: '1969-12-31T23:59:59Z' })).toEqual(empty);
  });

  it('of what is yet to come: refused', async () => {
    const position = String((await world.head()) + 1);
    const time = new Date(Date.parse(world.clock.now()) + 1).toISOString();
    for (const [query, variables] of [
      [AT_POSITION, { position }],
      [AT_TIME, { time }],
    ] as const) {
      const { errors } = await world.ask('genesis', query, variables);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['AS_OF_OUT_OF_RANGE']);
    }
  });
});
