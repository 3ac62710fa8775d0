// A set is disabled that more users hold than are ever at hand: the lane ends their holdings page by page, in one command.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SWEPT_AT_ONCE } from '../../src/log/lane-state.ts';
import { nodes } from '../support/asking.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { Sets } from '../support/sets.ts';
import { idOf } from '../support/world.ts';

const MANY = SWEPT_AT_ONCE + 100;

let database: TestDatabase;
let sets: Sets;
beforeAll(async () => {
  database = await createDatabase('postgres');
  sets = await Sets.start(database);
  const everybody = Array.from({ length: MANY }, (_, index) => `many${index}`);
  await Promise.all(everybody.map((name) => sets.world.people(name)));
  for (let first = 0; first < MANY; first += 500)
    await sets.assign('ada', 'S', ...everybody.slice(first, first + 500));
}, 60_000);
afterAll(async () => {
  await sets?.world.close();
  await database?.drop();
});

it('all of it is one command, and those around it see what it did', async () => {
  const before = (await sets.world.head()) + 8;
  // What is submitted in one turn is decided in this order; the second half while the first is being committed.
  const others = Array.from({ length: 8 }, (_, index) =>
    sets.change('ada', 'editPermSet', 'T', { description: `Change ${index}` }),
  );
  const [unassigned, disabled, refused, enabled] = await Promise.allSettled([
    sets.change('ada', 'unassignPermSet', 'S', { users: ['many0@x.io'] }),
    sets.change('ada', 'disablePermSet', 'S'),
    sets.assign('ada', 'S', 'many1'),
    sets.change('ada', 'enablePermSet', 'S'),
  ]);
  await Promise.all(others);
  // kim and lee hold it, too.
  const held = MANY + 1;
  expect(unassigned).toMatchObject({ value: { first: before + 1, last: before + 1 } });
  expect(disabled).toMatchObject({ value: { first: before + 2, last: before + 2 + held, events: [] } });
  expect(refused).toMatchObject({ reason: { message: expect.stringContaining('PERMSET_DISABLED') } });
  expect(enabled).toMatchObject({ value: { first: before + held + 3, last: before + held + 3 } });

  const query = `{ permSet(id: "${idOf('S')}") { enabled holders { edges { node { user { id } } } }
    events(first: 2, types: [PermSetUnassigned]) { edges { node { position cause causedBy { position
      ... on PermSetDisabled { formerHolderCount } } } } } } }`;
  const { permSet } = await sets.world.data<{ permSet: Record<string, unknown> }>('ada', query);
  expect(permSet).toMatchObject({ enabled: true, holders: { edges: [] } });
  expect(nodes(permSet.events)).toEqual(
    [0, 1].map((back) => ({
      position: String(before + 2 + held - back),
      cause: 'PERMSET_DISABLED',
      causedBy: { position: String(before + 2), formerHolderCount: held },
    })),
  );
  const [log] = await database.database.query<{ events: number; subjects: number; commands: number }>(
    {
      name: 'swept',
      text: `select count(*)::int as events, count(distinct subject_id)::int as subjects, count(distinct command_id)::int as commands
        from event where "position" > $1 and "position" < $2`,
    },
    [before + 2, before + 2 + held + 1],
  );
  expect(log).toEqual({ events: held, subjects: held, commands: 1 });
});

it('the rows are those that the log gives', async () => {
  const started = await sets.world.data<{ startVerify: { operation: { id: string } } }>(
    'genesis',
    'mutation { startVerify { ... on OperationPayload { operation { id } } } }',
  );
  const { id } = started.startVerify.operation;
  await expect
    .poll(
      async () => {
        const asked = await sets.world.data<{ operations: unknown }>(
          'genesis',
          '{ operations(first: 5) { edges { node { id state result } } } }',
        );
        return nodes(asked.operations).find((operation) => operation.id === id);
      },
      { timeout: 30_000 },
    )
    .toMatchObject({ state: 'DONE', result: { clean: true } });
}, 40_000);
