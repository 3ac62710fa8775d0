import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenFileState } from '../../src/genesis/operator.ts';
import { createDatabase, type DatabaseKind, type TestDatabase } from '../support/databases.ts';
import { empty } from '../support/empty.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

let tokenFile: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-genesis-'));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  tokenFile = join(folder, 'made/when/needed/operator-token');
});

async function another(kind: DatabaseKind): Promise<TestDatabase> {
  const created = await createDatabase(kind);
  cleanUps.push(() => created.drop());
  return created;
}

async function start(database: TestDatabase, file = tokenFile): Promise<TestTenure> {
  const started = await startTestTenure(database, {
    config: { tokenFile: file, operatorEmail: 'Op@example.org' },
  });
  cleanUps.push(() => started.close());
  return started;
}

const leaves = async ({ database }: TestDatabase) => {
  const statement = { name: 'test_leaves', text: 'select leaf from event order by position' };
  const rows = await database.query<{ leaf: string }>(statement);
  return rows.map((row) => JSON.parse(row.leaf) as Record<string, unknown>);
};

describe.each(['postgres', 'pglite'] as const)('the first start (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(kind);
  });
  beforeEach(() => empty(database));
  afterAll(() => database.drop());

  it('makes a user who is OPERATOR and AUDITOR, with a token, at the beginning of time', async () => {
    const { token, tenure } = await start(database);
    const events = await leaves(database);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['UserRegistered', { homePartnerId: null }],
      ['PermissionGranted', { kind: 'PLATFORM_ROLE', value: 'OPERATOR', expiresAt: null }],
      ['PermissionGranted', { kind: 'PLATFORM_ROLE', value: 'AUDITOR', expiresAt: null }],
      ['ApiTokenIssued', { expiresAt: null, provisional: false }],
    ]);
    const [user] = events;
    for (const event of events) {
      expect(event).toMatchObject({
        actor: 'system:bootstrap',
        occurredAt: '1970-01-01T00:00:00.000Z',
        commandId: user?.commandId,
        subject: user?.subject,
      });
      expect(event.recordedAt).not.toBe(event.occurredAt);
    }
    expect(tenure.isNew).toBe(true);
    expect(token).toMatch(/^tnr_[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(events)).not.toContain(token);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    expect(await tokenFileState(database.database, tokenFile)).toBe('works');
  });

  it('happens once', async () => {
    await (await start(database)).close();
    const again = await start(database);
    expect(again.tenure.isNew).toBe(false);
    expect((await leaves(database)).length).toBe(4);
    const answer = await again.ask('{ viewer { user { email name } platformRoles } }');
    expect(answer).toMatchObject({
      data: {
        viewer: {
          user: { email: 'Op@example.org', name: 'Operator' },
          platformRoles: ['OPERATOR', 'AUDITOR'],
        },
      },
    });
  });

  it('uses the token that lies there: of a start that died, or of whoever starts it', async () => {
    const file = join(tokenFile, '../../../../given');
    const token = `tnr_${'x'.repeat(43)}`;
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    const { ask } = await start(database, file);
    expect(readFileSync(file, 'utf8')).toBe(`${token}\n`);
    expect(await ask('{ log { position } }')).toMatchObject({ data: { log: { position: '4' } } });
  });

  it('refuses a file that holds something else, and writes nothing', async () => {
    const file = join(tokenFile, '../../../../given');
    writeFileSync(file, 'hunter2\n');
    await expect(start(database, file)).rejects.toThrow('does not hold an API token');
    expect(await leaves(database)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('hunter2\n');
  });

  it('tells a token of another database from one that works, and a file that is missing', async () => {
    const other = await another(kind);
    const otherFile = `${tokenFile}-other`;
    await start(database);
    await start(other, otherFile);
    expect(await tokenFileState(database.database, otherFile)).toBe('stale');
    expect(await tokenFileState(database.database, `${tokenFile}-nowhere`)).toBe('missing');
  });
});

it('of several processes that start at once, one makes the installation', async () => {
  const database = await another('postgres');
  const files = Array.from({ length: 4 }, (_, i) => `${tokenFile}-${i}`);
  const attempts = await Promise.allSettled(files.map((file) => start(database, file)));
  const made = files.filter((file) => existsSync(file));
  expect(made.length).toBe(1);
  expect((await leaves(database)).length).toBe(4);
  const isNew = attempts.map((attempt) => attempt.status === 'fulfilled' && attempt.value.tenure.isNew);
  expect(isNew).toEqual(files.map((file) => file === made[0]));
});
