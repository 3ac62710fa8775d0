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
      name: 'embedded-memory-rows',
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
});
