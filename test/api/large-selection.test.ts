// A submission over 5,000 Instances is one command: whole, or refused with the ids at fault.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const MANY = 5_000;
const instances = Array.from({ length: MANY }, (_, index) => idOf<'Instance'>(`I${index}`));

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  await world.people('max', 'ana');
  await world.tokenOf('max');
  const partner = idOf('P');
  await world.run('genesis', 'createPartner', { id: partner, name: 'P', firstWriter: idOf('max') });
  await world.run('genesis', 'moveUser', { user: idOf('ana'), partner });
  await world.run('genesis', 'grantCreateInstances', { user: idOf('max') });
  await Promise.all(instances.map((id) => world.run('max', 'createInstance', { id, partner, name: 'I' })));
});
afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const QUERY = `mutation ($input: SetInstanceAccessInput!) { answer: setInstanceAccess(input: $input) {
  ... on SetInstanceAccessPayload { changed position user { instanceAccesses(first: 3) { edges { node { level } } } } }
  ... on Refusal { code field facts position } } }`;
const set = (ids: readonly string[]) =>
  world.data<{ answer: Record<string, unknown> }>('max', QUERY, {
    input: { user: 'ana@x.io', level: 'WRITE', instances: ids },
  });

it('one bad id among them changes nothing, and is named', async () => {
  const head = String(await world.head());
  const bad = idOf('nowhere');
  const { answer } = await set([...instances.slice(1), bad]);
  const refusal = { code: 'NOT_FOUND', field: 'instances', facts: { unknown: [bad] }, position: head };
  expect(answer).toEqual(refusal);
  expect(String(await world.head())).toBe(head);
});

it('all of them are given at once', async () => {
  const head = await world.head();
  const { answer } = await set(instances);
  expect(answer).toMatchObject({ changed: true, position: String(head + MANY) });
  const again = await set(instances);
  expect(again.answer).toMatchObject({ changed: false });
});

it('one more is too many', async () => {
  const { errors } = await world.ask('max', QUERY, {
    input: { user: 'ana@x.io', level: 'WRITE', instances: [...instances, idOf('one more')] },
  });
  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});
