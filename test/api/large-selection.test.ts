// A submission over 5,000 Instances is one command: whole, or refused with the ids at fault.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PgTransaction } from '../../src/database/pg-transaction.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const MANY = 5_000;
const instances = Array.from({ length: MANY }, (_, index) => idOf<'Instance'>(`I${index}`));

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  await world.people('max', 'ana', 'ben');
  await world.tokenOf('max');
  const partner = idOf('P');
  await world.run('genesis', 'createPartner', { id: partner, name: 'P', firstWriter: idOf('max') });
  for (const who of ['ana', 'ben']) await world.run('genesis', 'moveUser', { user: idOf(who), partner });
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
const set = (ids: readonly string[], user = 'ana') =>
  world.data<{ answer: Record<string, unknown> }>('max', QUERY, {
    input: { user: `${user}@x.io`, level: 'WRITE', instances: ids },
  });

/** What the lane asks the database meanwhile, and how many keys each statement that looks through all of a user's grants takes. */
async function askedDuring(work: () => Promise<unknown>) {
  const spies = [vi.spyOn(PgTransaction.prototype, 'send'), vi.spyOn(PgTransaction.prototype, 'commit')];
  await work();
  const calls = spies.flatMap((spy) => spy.mock.calls.flatMap(([sent = []]) => sent));
  for (const spy of spies) spy.mockRestore();
  const names = calls.map(({ statement }) => statement.name).filter((name) => !name.startsWith('analyze'));
  const scans = calls.filter(({ statement }) => statement.name.startsWith('lane-grants-of-subject'));
  return { names: names.sort(), scans: scans.map(({ values: [keys] }) => (keys as unknown[]).length) };
}

it('many of them that one may not know of are looked for together', async () => {
  const strange = Array.from({ length: MANY }, (_, index) => idOf(`strange ${index}`));
  const two = await askedDuring(() => set(strange.slice(0, 2)));
  const all = await askedDuring(() => set(strange.slice(2)));
  expect(two.scans.every((keys) => keys === 1)).toBe(true);
  expect(all.scans.every((keys) => keys === 1)).toBe(true);
  expect(two.names).toEqual(expect.arrayContaining(all.names));
});

it('one bad id among them changes nothing, and is named', async () => {
  const head = String(await world.head());
  const bad = idOf('nowhere');
  const { answer } = await set([...instances.slice(1), bad]);
  const refusal = { code: 'NOT_FOUND', field: 'instances', facts: { unknown: [bad] }, position: head };
  expect(answer).toEqual(refusal);
  expect(String(await world.head())).toBe(head);
});

it('all of them are given at once, by as many statements as two', async () => {
  await set(instances.slice(0, 1), 'ben');
  const two = await askedDuring(() => set(instances.slice(1, 3), 'ben'));
  const head = await world.head();
  const all = await askedDuring(async () => {
    const { answer } = await set(instances);
    expect(answer).toMatchObject({ changed: true, position: String(head + MANY) });
  });
  expect(two.names.length).toBeLessThan(12);
  expect(all.names.filter((name) => !two.names.includes(name))).toEqual([]);
  expect(all.names.length).toBeLessThanOrEqual(two.names.length + 1);
  const again = await set(instances);
  expect(again.answer).toMatchObject({ changed: false });
});

it('one more is too many', async () => {
  const { errors } = await world.ask('max', QUERY, {
    input: { user: 'ana@x.io', level: 'WRITE', instances: [...instances, idOf('one more')] },
  });
  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});
