import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

describe('the embedded database', () => {
  let created: TestDatabase;
  beforeAll(async () => {
    created = await createDatabase('pglite');
  });
  afterAll(() => created.drop());

  test('keeps nothing of what it has answered', async () => {
    const rows = {
      name: 'embedded-rows',
      text: `select repeat('x', 1000) as text, n from generate_series(1, $1::int) n`,
    };
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const inUse = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const ask = () => created.database.query(rows, [10_000]);
    await ask();
    const before = inUse();
    for (let times = 0; times < 10; times += 1) expect(await ask()).toHaveLength(10_000);
    const answered = 10 * 10_000 * 1000;
    expect(inUse() - before).toBeLessThan(answered / 2);
  });

  test('makes a checkpoint now and then, and keeps its role', async () => {
    const { database } = created;
    const measured = {
      name: 'embedded-measured',
      text: 'select length($1::text) as length',
    };
    const state = {
      name: 'embedded-state',
      text: 'select redo_lsn::text as checkpoint, current_user::text as role from pg_control_checkpoint()',
    };
    const megabyte = 'x'.repeat(1024 * 1024);
    const [before] = await database.query(state);
    for (let times = 0; times < 64; times += 1) await database.query(measured, [megabyte]);
    const [after] = await database.query(state);
    expect(after?.checkpoint).not.toBe(before?.checkpoint);
    expect(after?.role).toBe(before?.role);
    expect(after?.role).toBe('tenure_app');
  });
});
