// kill -9 under load: what was acknowledged stands. Many more rounds are in test/long.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { crashRepeatedly } from '../support/crash.ts';
import { postgresCopy } from '../support/databases.ts';
import { putDatabase } from '../support/server-process.ts';

let dataFolder: string;
let drop: (() => Promise<void>) | undefined;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'tenure-crash-'));
});
afterEach(async () => {
  await drop?.();
  rmSync(dataFolder, { recursive: true, force: true });
});

const load = [100, 600] as const;

it('a server on PostgreSQL that is killed loses nothing that it acknowledged', async () => {
  const copy = await postgresCopy();
  drop = copy.drop;
  const server = { dataFolder, databaseUrl: copy.url };
  expect(await crashRepeatedly({ server, rounds: 2, callers: 16, load })).toBeGreaterThan(20);
});

it('a server on the embedded database that is killed loses nothing that it acknowledged', async () => {
  drop = undefined;
  await putDatabase(dataFolder);
  expect(await crashRepeatedly({ server: { dataFolder }, rounds: 2, callers: 16, load })).toBeGreaterThan(20);
});
