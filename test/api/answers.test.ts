// What commands answer with, to whoever may not read all of what they did.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { listingEvents } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

type Json = Record<string, unknown>;

const PEOPLE = ['olga', 'pia', 'ada', 'vic'] as const;
const SHOWN =
  'events { edges { node { type ... on EnvironmentRedeployed { sshUserIds } ... on EnvironmentCreated { sshUserIds } } } }';
/** What is read about a user in lists, cut to what the caller may read. */
const HELD = ['organizations', 'projects', 'events', 'sshExposures'];

eachDatabase('answers of commands', (fresh) => {
  let world: World;

  // olga owns acme, pia is admin of shop; ada is admin of development, vic views it.
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people(...PEOPLE);
    await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' });
    const shop = { id: idOf('shop'), organization: 'acme', title: 'Shop', environmentId: idOf('main') };
    await world.run('olga', 'createProject', shop);
    const development = { id: idOf('dev'), project: idOf('shop'), name: 'dev' };
    await world.run('olga', 'createEnvironment', development);
    const add = (user: string, roles: object) =>
      world.run('olga', 'addProjectUser', { project: idOf('shop'), user: `${user}@x.io`, roles });
    await add('pia', { project: 'ADMIN' });
    await add('ada', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'ADMIN' }] });
    await add('vic', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'VIEWER' }] });
  });
  afterAll(() => world?.close());

  /** The answer of a mutation; ids stand as names in it. */
  async function answer(
    who: string,
    name: string,
    input: Json,
    fields: string,
    more: Json = {},
  ): Promise<Json> {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${title}Input!, $idempotencyKey: String) {
      answer: ${name}(input: $input, idempotencyKey: $idempotencyKey) {
        ... on ${title}Payload { changed ${fields} } ... on Refusal { code } } }`;
    const data = await world.data<{ answer: Json }>(who, query, { input, ...more });
    return world.named(listingEvents(data.answer), ...PEOPLE, 'acme', 'shop', 'main', 'dev', 'fix');
  }
  const sorted = (...names: readonly string[]) => names.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

  describe('the users who have SSH, in the data of events', () => {
    const redeployed = (...users: readonly string[]) => ({
      changed: true,
      events: [{ type: 'EnvironmentRedeployed', sshUserIds: sorted(...users) }],
    });
    const redeploy = (who: string, idempotencyKey?: string) =>
      answer(who, 'redeploy', { environment: idOf('dev') }, SHOWN, { idempotencyKey });

    it('are only the caller where they see no roles of others, also when it is a replay', async () => {
      expect(await redeploy('ada', 'once')).toEqual(redeployed('ada'));
      expect(await redeploy('ada', 'once')).toEqual(redeployed('ada'));
      const environment = { project: idOf('shop'), parent: idOf('dev'), name: 'fix' };
      const created = { changed: true, events: [{ type: 'EnvironmentCreated', sshUserIds: [] }] };
      expect(await answer('vic', 'createEnvironment', environment, SHOWN)).toEqual(created);
    });

    it('are all of them to whoever reads the log of the project', async () => {
      for (const who of ['olga', 'pia'])
        expect(await redeploy(who)).toEqual(redeployed('olga', 'pia', 'ada'));
      const query = `{ events(types: [EnvironmentRedeployed], first: 1) { edges { node { ... on EnvironmentRedeployed { sshUserIds } } } } }`;
      for (const who of ['genesis', 'olga', 'pia']) {
        const { events } = await world.data<Json>(who, query);
        const node = { sshUserIds: sorted('olga', 'pia', 'ada') };
        expect(world.named(events, ...PEOPLE)).toEqual({ edges: [{ node }] });
      }
    });
  });

  it('have the production that a default branch brought about, also when it is the production already', async () => {
    const production = { environment: { id: 'dev', type: 'PRODUCTION' } };
    const set = () =>
      answer('pia', 'setDefaultBranch', { project: idOf('shop'), branch: 'dev' }, 'environment { id type }');
    expect(await set()).toEqual({ changed: true, ...production });
    expect(await set()).toEqual({ changed: false, ...production });
  });

  it('have whom the command named by id where nothing else connects them with the caller any more', async () => {
    const removal = { project: idOf('shop'), user: 'vic@x.io' };
    const removed = { changed: true, user: { id: 'vic' }, project: { id: 'shop' } };
    expect(await answer('pia', 'removeProjectUser', removal, 'user { id } project { id }')).toEqual(removed);
    expect(await world.data('pia', `{ user(id: "${idOf('vic')}") { id } }`)).toEqual({ user: null });

    const transfer = `mutation { transferOwnership(input: { organization: "acme", user: "vic@x.io" }) {
      ... on TransferOwnershipPayload { changed organization { id }
        user { id name email platformRoles { value } ${HELD.map((list) => `${list} { edges { cursor } }`).join(' ')} } } } }`;
    const { data, errors } = await world.ask('olga', transfer);
    const nothing = Object.fromEntries(HELD.map((list) => [list, { edges: [] }]));
    const user = { id: 'vic', name: null, email: null, platformRoles: null, ...nothing };
    const transferred = { changed: true, organization: { id: 'acme' }, user };
    expect(world.named(data, ...PEOPLE, 'acme')).toEqual({ transferOwnership: transferred });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(Array(3).fill('FORBIDDEN'));
  });

  it('have the id of what is gone', async () => {
    const token = newId();
    await world.run('ada', 'issueApiToken', { id: token, user: idOf('ada'), tokenHash: 'a'.repeat(64) });
    await world.run('olga', 'createOrganization', { id: idOf('empty'), name: 'empty' });
    const deletions: readonly (readonly [string, string, Json, string])[] = [
      ['ada', 'revokeApiToken', { token }, token],
      ['olga', 'deleteOrganization', { organization: 'empty' }, idOf('empty')],
      ['pia', 'deleteEnvironment', { environment: idOf('main') }, idOf('main')],
      ['vic', 'deleteProject', { project: idOf('shop') }, idOf('shop')],
      ['genesis', 'deleteUser', { user: 'ada@x.io' }, idOf('ada')],
    ];
    for (const [who, name, input, id] of deletions) {
      const idempotencyKey = name;
      for (const _time of ['first', 'once more']) {
        const { deletedId } = await answer(who, name, input, 'deletedId', { idempotencyKey });
        expect(deletedId, name).toBe(world.named(id));
      }
    }
  });
});
