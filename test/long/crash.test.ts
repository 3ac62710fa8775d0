// kill -9 under load, many times, against a PostgreSQL server that writes to disk as a real one does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { crashRepeatedly } from '../support/crash.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { putDatabase } from '../support/server-process.ts';

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'tenure-crash-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const often = { rounds: 25, callers: 32, load: [0, 1_500] } as const;

it('a server on PostgreSQL that is killed loses nothing that it acknowledged', async () => {
  const postgres = await startPostgres({ durable: true });
  try {
    const server = { dataFolder, databaseUrl: postgres.url };
    expect(await crashRepeatedly({ server, ...often })).toBeGreaterThan(200);
  } finally {
    await postgres.stop();
  }
});

it('a server on the embedded database that is killed loses nothing that it acknowledged', async () => {
  await putDatabase(dataFolder);
  expect(await crashRepeatedly({ server: { dataFolder }, ...often })).toBeGreaterThan(200);
});
