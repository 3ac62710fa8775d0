// What a decision about a Permission Set reads does not depend on how many other sets its Instance has.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call, Database, Row, Transaction } from '../../src/database/sql.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId } from '../../src/kernel/ids.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { Sets } from '../support/sets.ts';
import { idOf } from '../support/world.ts';

const commands = createCommandRegistry(COMMANDS);
let created: TestDatabase;
let sets: Sets;
beforeAll(async () => {
  created = await createDatabase('postgres');
  sets = await Sets.start(created);
});
afterAll(async () => {
  await sets?.world.close();
  await created?.drop();
});

/** The statements of one command, decided by a lane that has nothing at hand, each with how many rows it answered. */
async function readBy(name: string, input: object): Promise<string[]> {
  const read: string[] = [];
  const { database } = created;
  const watch = (transaction: Transaction): Transaction => ({
    async send(calls: readonly Call[]): Promise<Row[][]> {
      const answers = await transaction.send(calls);
      for (const [index, { statement }] of calls.entries())
        read.push(`${statement.name}: ${answers[index]?.length}`);
      return answers;
    },
    commit: (calls) => transaction.commit(calls),
    rollback: () => transaction.rollback(),
    commitAndBegin: (work) => transaction.commitAndBegin(work),
  });
  const watched: Database = {
    oneSession: database.oneSession,
    restricted: database.restricted,
    query: (statement, values) => database.query(statement, values),
    begin: async () => watch(await database.begin()),
    readAhead: (calls) => database.readAhead(calls),
    beginLong: () => database.beginLong(),
    close: () => database.close(),
  };
  const { clock } = sets.world;
  const lane = new Lane({ database: watched, events: createEventRegistry(EVENTS), commands, clock, expire });
  const parsed = commands.find(name)?.input.parse(input);
  const command = { commandId: newId<'Command'>(), name, input: parsed, seed: randomBytes(32) };
  const outcome = await lane.submit({ actor: idOf('ada'), commands: [command] });
  if (!outcome.accepted) throw outcome.refusal;
  await lane.close();
  return read;
}

/** Every command, each undone by another, so that they can be given again. */
async function readByAll(): Promise<Record<string, string[]>> {
  const [set, copy] = [idOf('S'), newId()];
  const users = ['lee@x.io'];
  return {
    unassign: await readBy('unassignPermSet', { set, users }),
    assign: await readBy('assignPermSet', { set, users }),
    rename: await readBy('renamePermSet', { set, name: 'S2', updateReferences: true }),
    back: await readBy('renamePermSet', { set, name: 'S', updateReferences: true }),
    edit: await readBy('editPermSet', { set, permissions: ["permset=read('T')"] }),
    again: await readBy('editPermSet', { set, permissions: ['scripts=run'] }),
    duplicate: await readBy('duplicatePermSet', { id: copy, set, name: 'Copy' }),
    disable: await readBy('disablePermSet', { set: copy }),
    enable: await readBy('enablePermSet', { set: copy }),
    delete: await readBy('deletePermSet', { set: copy }),
  };
}

it('reads the same with 5 sets and with 500', async () => {
  await readByAll();
  const few = await readByAll();
  const permissionSets = Array.from({ length: 495 }, (_, index) => ({
    name: `many ${index}`,
    permissions: ["permset=read('T')", 'a=b'],
  }));
  const file = { format: 'tenure.permission-sets', version: 1, permissionSets };
  const ids = permissionSets.map(() => newId());
  await sets.world.run('ada', 'importPermSets', { instance: idOf('shop'), file, ids });
  expect(await readByAll()).toEqual(few);
});
