// Environments through mutations over HTTP: branching, redeploying again, the default branch (test/scenarios has the rest).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

eachDatabase('Environments', (fresh) => {
  let world: World;
  const ids = { shop: idOf('shop'), main: idOf('main') };

  // olga owns acme, ada runs shop, bob contributes to its development.
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people('olga', 'ada', 'bob');
    await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' });
    const shop = { id: ids.shop, organization: 'acme', title: 'Shop', environmentId: ids.main };
    await world.run('olga', 'createProject', shop);
    await world.run('olga', 'addProjectUser', {
      project: ids.shop,
      user: 'ada@x.io',
      roles: { project: 'ADMIN' },
    });
    await world.run('olga', 'addProjectUser', {
      project: ids.shop,
      user: 'bob@x.io',
      roles: { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] },
    });
    await world.run('ada', 'redeploy', { environment: ids.main });
    for (const name of ['olga', 'ada', 'bob']) await world.tokenOf(name);
  });
  afterAll(() => world?.close());

  /** The answer of a mutation: its events in short, or the code of its refusal. */
  async function send(who: string, name: string, input: Json, idempotencyKey?: string): Promise<unknown> {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${title}Input!, $idempotencyKey: String) {
      answer: ${name}(input: $input, idempotencyKey: $idempotencyKey) {
        ... on CommandPayload { events { edges { node { position type cause } } } } ... on Refusal { code position } } }`;
    const head = await world.head();
    const { answer } = await world.data<{ answer: Json }>(who, query, { input, idempotencyKey });
    if (answer.code === undefined) {
      return nodes(answer.events).map(({ type, cause }) => `${type} ${cause}`);
    }
    // A refusal leaves the log where it was.
    expect([answer.position, await world.head()]).toEqual([String(head), head]);
    return answer.code;
  }
  const created = async (name: string, more: Json = {}) => {
    const input = { project: ids.shop, name, ...more };
    const query = `mutation ($input: CreateEnvironmentInput!) { createEnvironment(input: $input) {
      ... on CreateEnvironmentPayload { environment { id type parent { name } sshMinRole redeployNeeded } } } }`;
    const { createEnvironment } = await world.data<{ createEnvironment: { environment: Json } }>(
      'ada',
      query,
      {
        input,
      },
    );
    return createEnvironment.environment;
  };
  const needed = async () => {
    const query = `{ project(id: "${ids.shop}") { environments { edges { node { name redeployNeeded } } } } }`;
    const { project } = await world.data<{ project: Json }>('olga', query);
    const stale = nodes(project.environments).filter(({ redeployNeeded }) => redeployNeeded);
    return stale.map(({ name }) => name).sort();
  };
  const development: string[] = [];

  it('branch off the production, as DEVELOPMENT unless asked otherwise, and start applied (A25, A31)', async () => {
    const parent = { name: 'main' };
    const made = { sshMinRole: 'CONTRIBUTOR', redeployNeeded: false, parent };
    for (const name of ['one', 'two']) {
      const environment = await created(name);
      expect(environment).toMatchObject({ type: 'DEVELOPMENT', ...made });
      development.push(String(environment.id));
    }
    const stage = await created('stage', { type: 'STAGING' });
    expect(stage).toMatchObject({ type: 'STAGING', ...made });
  });

  it('are redeployed as often as it is commanded, but once for a key', async () => {
    const [environment] = development;
    const before = await world.head();
    for (const key of [undefined, undefined, 'once', 'once']) {
      expect(await send('ada', 'redeploy', { environment }, key)).toEqual(['EnvironmentRedeployed DIRECT']);
    }
    expect(await world.head()).toBe(before + 3);
  });

  it('take the production from one to another with the default branch (A31)', async () => {
    const branch = (name: string, who = 'ada') =>
      send(who, 'setDefaultBranch', { project: ids.shop, branch: name });
    expect(await send('ada', 'deleteEnvironment', { environment: ids.main })).toBe('PRODUCTION_RESERVED');
    expect(await branch('stage', 'bob')).toBe('FORBIDDEN');
    expect(await branch('Stage')).toEqual([
      'DefaultBranchChanged DIRECT',
      'EnvironmentTypeChanged DEFAULT_BRANCH',
      'EnvironmentTypeChanged DEFAULT_BRANCH',
    ]);
    expect(await branch('stage')).toEqual([]);
    // The former production is DEVELOPMENT: bob should have SSH on it.
    expect(await needed()).toEqual(['main']);
    const parentOf = async (asOf = '') => {
      const query = `query ${asOf} { environment(id: "${development[0]}") { parent { name } } }`;
      return (await world.data<{ environment: Json }>('olga', query)).environment.parent;
    };
    const before = await world.head();
    expect(await send('ada', 'deleteEnvironment', { environment: ids.main })).toEqual([
      'EnvironmentDeleted DIRECT',
    ]);
    // What branched off it stays, and says so as of then.
    expect(await parentOf()).toBeNull();
    expect(await parentOf(`@asOf(position: "${before}")`)).toEqual({ name: 'main' });
  });
});
