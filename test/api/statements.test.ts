// What a query costs: the number of its statements depends on what it looks like, never on how much it answers; and
// what they visit depends on what they answer, never on how much else there is.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId } from '../../src/kernel/ids.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import { nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { statementsDuring } from '../support/statements.ts';
import { visitsDuring } from '../support/visited.ts';
import { idOf, World } from '../support/world.ts';

const MANY = 500;

/** More than a statement visits that is about one user and what is theirs; far less than there is. */
const FEW = 60;

/** Each with the number of its statements, the one that says who asks included. */
const SHAPES: Readonly<Record<string, readonly [count: number, query: string]>> = {
  'user -> projects -> environment types': [
    3,
    `query ($user: ID) { user(id: $user) { name email
    projects { edges { node { project { title } role environmentTypes { type role source } } } } } }`,
  ],
  'user -> organizations -> projects -> environment types -> environments': [
    5,
    `query ($user: ID) { user(id: $user) {
    organizations { edges { node { organization { name } permissions { permission } projects { edges { node {
      project { title } role environmentTypes { type role environments { edges { node { name } } } } } } } } } } } }`,
  ],
  'organization -> members -> projects -> environment types': [
    4,
    `query ($organization: ID) { organization(id: $organization) { name
    members(first: 500) { edges { node { user { name email } permissions { permission source }
      projects { edges { node { project { title } role environmentTypes { type role source } } } } } } } } }`,
  ],
  'organization -> members -> rights, projects -> rights, environments -> rights': [
    5,
    `query ($organization: ID) { organization(id: $organization) {
    members(first: 500) { edges { node { rights permissions { rights } projects(first: 5) { edges { node { rights
      environmentTypes { rights } environments(first: 5) { edges { node { environment { name } rights } } } } } } } } } } }`,
  ],
  'project -> environments -> SSH': [
    9,
    `query ($project: ID!) { project(id: $project) { environments { edges { node { redeployNeeded
    sshApplied(first: 500) { edges { node { user { name } desired } } }
    sshDesired(first: 500) { edges { node { user { name } applied } } }
    sshExposures(first: 500) { edges { node { user { name } begunBy { type } endedBy { type } } } } } } } } }`,
  ],
  'organization -> SSH that outlived its roles': [
    6,
    `query ($organization: ID) { organization(id: $organization) { sshExposures(first: 500) { edges { node {
    user { name } environment { name } project { title } begunBy { type } } } } } }`,
  ],
  'user -> SSH that outlived its roles': [
    5,
    `query ($user: ID) { user(id: $user) { sshExposures { edges { node {
    user { name } environment { name } begunBy { type } } } } } }`,
  ],
  'organization -> projects -> users, environments': [
    7,
    `query ($organization: ID) { organization(id: $organization) {
    owner { name } projects { edges { node { title users(first: 500) { edges { node { user { name } role environmentTypes { role } } } }
      environments { edges { node { name parent { name } } } } } } } } }`,
  ],
  'users -> organizations -> owner': [
    7,
    `query { users(first: 500) { edges { node { name platformRoles { value } apiTokens { edges { node { id } } }
    organizations { edges { node { organization { name owner { name } } membership { grantedAt openedBy { position } } } } } } } } }`,
  ],
  'user -> create-instances, Partners, Instances, organizations, projects, environment types': [
    8,
    `query ($user: ID) { user(id: $user) { name createInstances { value } homePartner { name }
    instanceAccesses(first: 500) { edges { node { level rights grant { since } instance { name partner { name } } } } }
    partnerAccesses { edges { node { level partner { name } } } }
    organizations { edges { node { organization { name } permissions { permission } } } }
    projects { edges { node { project { title } role environmentTypes { type role } } } } } }`,
  ],
  'Instance -> users with access -> their Instances': [
    5,
    `query ($instance: ID!) { instance(id: $instance) { name partner { name } accesses(first: 500) { edges { node {
    level user { name instanceAccesses(first: 5) { edges { node { level instance { name } } } } } } } } } }`,
  ],
  'Partner -> users at home, users with access, Instances': [
    5,
    `query ($partner: ID!) { partner(id: $partner) { name users(first: 500) { edges { node { name email } } }
    accesses(first: 500) { edges { node { level user { name } } } } instances(first: 500) { edges { node { name } } } } }`,
  ],
  'what can be shared with whom': [
    4,
    `query ($user: String) { shareableInstances(level: READ, user: $user, first: 500) { edges { node { name } } }
    shareablePartners(level: READ, user: $user) { edges { node { name } } } }`,
  ],
  'events -> what they are about': [
    6,
    `query ($organization: ID) { events(scope: $organization, first: 500, order: OLDEST_FIRST) { edges { node {
    position reason actor { user { name } } subject { name } target { id } organization { name } project { title } causedBy { position } } } } }`,
  ],
};

eachDatabase('What a query costs', (fresh) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people('olga', 'one');
    for (const name of ['small', 'large']) {
      await world.run('olga', 'createOrganization', { id: idOf(name), name, label: name });
      const ids = { id: idOf(`${name}-project`), environmentId: idOf(`${name}-main`) };
      await world.run('olga', 'createProject', { ...ids, organization: idOf(name), title: name });
    }
    const roles = { environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] };
    const add = (organization: string, who: string) =>
      world.run('olga', 'addProjectUser', {
        project: idOf(`${organization}-project`),
        user: `${who}@x.io`,
        roles,
      });
    await add('small', 'one');
    // Everybody gets SSH on an environment, and keeps it when a stricter role is asked for.
    const expose = async (organization: string) => {
      const environment = idOf(`${organization}-stage`);
      const made = {
        id: environment,
        project: idOf(`${organization}-project`),
        name: 'stage',
        type: 'STAGING',
      };
      await world.run('olga', 'createEnvironment', made);
      await world.run('olga', 'setSshPolicy', { environment, minRole: 'VIEWER' });
      await world.run('olga', 'redeploy', { environment });
      await world.run('olga', 'setSshPolicy', { environment, minRole: 'ADMIN' });
    };
    const crowd = Array.from({ length: MANY - 1 }, (_, index) => `user${index}`);
    await Promise.all(crowd.map((name) => world.people(name)));
    await Promise.all(crowd.map((name) => add('large', name)));
    await Promise.all(['small', 'large'].map(expose));
    // Somebody with one Instance, on which one has access; and with many, on one of which all have.
    for (const [name, user, others] of [
      ['small', 'one', []],
      ['large', 'user7', crowd],
    ] as const) {
      const partner = idOf(`${name}-partner`);
      await world.run('genesis', 'createPartner', { id: partner, name, firstWriter: idOf(user) });
      await world.run('genesis', 'grantCreateInstances', { user: idOf(user) });
      const instances = [name, ...others].map((each) => idOf(`${each}-instance`));
      await Promise.all(
        instances.map((id) => world.run(user, 'createInstance', { id, partner, name: `of ${name}` })),
      );
      const [instance] = instances;
      const give = (each: string) =>
        world.run('genesis', 'setInstanceAccess', { user: idOf(each), level: 'READ', instances: [instance] });
      await Promise.all(others.filter((each) => each !== user).map(give));
      const move = (each: string) => world.run('genesis', 'moveUser', { user: idOf(each), partner });
      await Promise.all([user, ...others.filter((each) => each !== user)].map(move));
    }
  });
  afterAll(() => world?.close());

  const shape = (name: string) => SHAPES[name] ?? ([0, ''] as const);

  const asked = (organization: string, user: string) => {
    const [project, partner] = [idOf(`${organization}-project`), idOf(`${organization}-partner`)];
    const instance = idOf(`${organization}-instance`);
    return { organization: idOf(organization), project, partner, instance, user: idOf(user) };
  };

  async function statementsOf(query: string, variables: Record<string, string>): Promise<readonly string[]> {
    const ask = () => world.data('genesis', query, variables);
    return (await statementsDuring(world.test.tenure.database, ask)).names;
  }

  it.each(Object.keys(SHAPES))('%s', async (name) => {
    const [count, query] = shape(name);
    const small = await statementsOf(query, asked('small', 'one'));
    const large = await statementsOf(query, asked('large', 'user7'));
    expect(large).toEqual(small);
    expect(small).toHaveLength(count);
  });

  it('while the answer really is that large', async () => {
    const { organization } = await world.data<{ organization: Record<string, unknown> }>(
      'genesis',
      shape('organization -> members -> projects -> environment types')[1],
      { organization: idOf('large') },
    );
    const members = nodes(organization.members);
    expect(members).toHaveLength(MANY);
    expect(members.every(({ projects }) => nodes(projects).length === 1)).toBe(true);
    const { user } = await world.data<{ user: Record<string, unknown> }>(
      'genesis',
      shape('user -> create-instances, Partners, Instances, organizations, projects, environment types')[1],
      { user: idOf('user7') },
    );
    expect(nodes(user.instanceAccesses)).toHaveLength(MANY);
    const exposed = await world.data<{ organization: Record<string, unknown> }>(
      'genesis',
      shape('organization -> SSH that outlived its roles')[1],
      { organization: idOf('large') },
    );
    expect(nodes(exposed.organization.sshExposures)).toHaveLength(MANY - 1);
  });

  // What everybody may be asked for visits everybody.
  const aboutOne = Object.keys(SHAPES).filter((name) => !/^(users|what) /.test(name));

  it.each(aboutOne)('%s: nobody else is visited, now or then', async (name) => {
    const [, query] = shape(name);
    const then = query.replace('{', `@asOf(position: "${await world.head()}") {`);
    await world.run('olga', 'renameOrganization', { organization: idOf('small'), label: `Before ${name}` });
    const { database } = world.test.tenure;
    for (const text of [query, then]) {
      const visits = await visitsDuring(database, () => world.data('genesis', text, asked('small', 'one')));
      for (const [statement, visited] of visits) expect(visited, statement).toBeLessThan(FEW);
    }
  });

  it.each([
    ['createUser', 'operator', { id: newId(), email: 'new@x.io', name: 'New' }],
    ['createOrganization', 'olga', { id: newId(), name: 'new', label: 'New' }],
    ['renameOrganization', 'olga', { organization: idOf('small'), label: 'Small' }],
    [
      'inviteToOrganization',
      'olga',
      {
        organization: idOf('small'),
        emails: ['who@x.io'],
        permissions: [],
        ids: [newId()],
        tokenHashes: ['0'.repeat(64)],
      },
    ],
    ['updateMember', 'olga', { organization: idOf('small'), user: idOf('one'), permissions: ['billing'] }],
    [
      'updateProjectUser',
      'olga',
      { project: idOf('small-project'), user: idOf('one'), roles: { project: 'VIEWER' } },
    ],
    [
      'addProjectUser',
      'olga',
      { project: idOf('small-project'), user: 'user9@x.io', roles: { project: 'VIEWER' } },
    ],
    ['removeProjectUser', 'olga', { project: idOf('small-project'), user: idOf('user9') }],
    [
      'setInstanceAccess',
      'operator',
      { user: idOf('user8'), level: 'READ', instances: [idOf('small-instance')] },
    ],
    ['revokeInstanceAccess', 'operator', { user: idOf('user8'), instances: [idOf('small-instance')] }],
  ])('%s: nobody else is visited by its decision', async (name, who, input) => {
    const { database } = world.test.tenure;
    const [commands, { clock }] = [createCommandRegistry(COMMANDS), world];
    const lane = new Lane({ database, events: createEventRegistry(EVENTS), commands, clock, expire });
    const parsed = commands.find(name)?.input.parse(input);
    const command = { commandId: newId<'Command'>(), name, input: parsed, seed: randomBytes(32) };
    const actor = who === 'operator' ? world.operator : idOf<'User'>(who);
    const decide = async () => {
      const outcome = await lane.submit({ actor, commands: [command] });
      if (!outcome.accepted) throw outcome.refusal;
    };
    const visits = await visitsDuring(database, decide);
    expect(visits.size).toBeGreaterThan(0);
    for (const [statement, visited] of visits) expect(visited, statement).toBeLessThan(FEW);
    await lane.close();
  });
});
