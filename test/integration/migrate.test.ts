// How a database comes to its tables, and to the role that the server runs as.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/database/engine.ts';
import { type Migration, migrate, readMigrations } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/pg-database.ts';
import { type PgliteEngine, pglite } from '../../src/database/pglite.ts';
import { postgres } from '../../src/database/postgres.ts';
import type { Call } from '../../src/database/sql.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';

// A server of this file's own: roles belong to a whole server, and here they come and go.
let server: PostgresServer;
let embedded: PgliteEngine;
beforeAll(async () => {
  [server, embedded] = await Promise.all([startPostgres(), pglite('memory://')]);
});
afterAll(async () => {
  await Promise.all([server.stop(), embedded.close()]);
});

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const asSuperuser = (sql: string) => run(postgres(server.url), sql);
const random = (prefix: string) => `${prefix}_${randomBytes(4).toString('hex')}`;

/** An empty database, reached as its owner. */
async function emptyPostgres(owner = 'postgres'): Promise<Engine> {
  const name = random('tenure_empty');
  await asSuperuser(`create database ${name} owner ${owner}`);
  cleanUps.push(() => asSuperuser(`drop database ${name} with (force)`));
  return postgres(addressFor(owner, name));
}

function addressFor(user: string, database: string): string {
  const url = new URL(databaseUrl(server.url, database));
  if (user !== 'postgres') [url.username, url.password] = [user, 'secret'];
  return url.href;
}

const nameOf = (engine: Engine) => new URL(engine.connection().connectionString ?? '').pathname.slice(1);

async function loginRole(attributes: string): Promise<string> {
  const name = random('tenure_login');
  await asSuperuser(`create role ${name} login password 'secret' ${attributes}`);
  return name;
}

/** Makes it so that no database of the server has made the role yet. */
async function withoutRole(): Promise<void> {
  const { rows } = await asSuperuser(`select 1 from pg_roles where rolname = 'tenure_app'`);
  if (rows.length > 0) await asSuperuser(`alter role tenure_app rename to ${random('tenure_former')}`);
}

async function emptyPglite(): Promise<Engine> {
  await run(
    embedded,
    'drop schema if exists projection cascade; drop schema public cascade; create schema public',
  );
  return embedded;
}

async function run(engine: Engine, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(engine.connection());
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

const migration = (name: string, sql: string, checksum = '0'): Migration => ({ name, sql, checksum });

describe.each(['postgres', 'pglite'] as const)('migrations (%s)', (kind) => {
  const empty = () => (kind === 'postgres' ? emptyPostgres() : emptyPglite());

  it('are applied once, and recorded as Prisma records them', async () => {
    const engine = await empty();
    expect(await migrate(engine)).toEqual(readMigrations().map(({ name }) => name));
    expect(await migrate(engine)).toEqual([]);
    const { rows } = await run(engine, 'select * from _prisma_migrations order by migration_name');
    expect(rows).toEqual(
      readMigrations().map(({ checksum, name }) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum,
        migration_name: name,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        finished_at: expect.any(Date),
        applied_steps_count: 1,
      })),
    );
  });

  it('are refused when the database holds others', async () => {
    const engine = await empty();
    const ours = [
      migration('1_a', 'create table a (id integer)', 'x'),
      migration('2_b', 'create table b (id integer)'),
    ];
    expect(await migrate(engine, ours.slice(0, 1))).toEqual(['1_a']);
    expect(await migrate(engine, ours)).toEqual(['2_b']);
    await expect(migrate(engine, ours.slice(0, 1))).rejects.toThrow(
      '"2_b", which this version of Tenure does not know',
    );
    await expect(migrate(engine, [migration('1_a', '', 'other'), ...ours.slice(1)])).rejects.toThrow(
      '"1_a" was applied from a file with other contents',
    );
    await run(engine, 'update _prisma_migrations set finished_at = null');
    await expect(migrate(engine, ours)).rejects.toThrow('did not finish');
    await run(engine, 'update _prisma_migrations set rolled_back_at = now(); drop table a; drop table b');
    expect(await migrate(engine, ours)).toEqual(['1_a', '2_b']);
  });

  it('leave nothing of one that fails', async () => {
    const engine = await empty();
    const failing = migration('1_bad', 'create table half (id integer); select 1 / 0');
    await expect(migrate(engine, [failing])).rejects.toThrow('division by zero');
    const { rows } = await run(
      engine,
      `select to_regclass('half') as half, (select count(*)::integer from _prisma_migrations) as records`,
    );
    expect(rows).toEqual([{ half: null, records: 0 }]);
    expect(await migrate(engine, [migration('1_bad', 'select 1')])).toEqual(['1_bad']);
  });
});

describe('migrations on a server', () => {
  it('are applied by one of several processes that start at once', async () => {
    const engine = await emptyPostgres();
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(engine)));
    expect(applied.flat()).toEqual(readMigrations().map(({ name }) => name));
  });

  it('make the role once when several databases of a server are migrated at once', async () => {
    await withoutRole();
    const engines = await Promise.all(Array.from({ length: 4 }, () => emptyPostgres()));
    await Promise.all(engines.map((engine) => migrate(engine)));
    expect(await Promise.all(engines.map(restricted))).toEqual([true, true, true, true]);
  });

  it('give a user who may create roles what the server needs', async () => {
    await withoutRole();
    const engine = await emptyPostgres(await loginRole('createrole'));
    await migrate(engine);
    expect(await restricted(engine)).toBe(true);
  });

  it('leave everything usable where the role cannot be had', async () => {
    await withoutRole();
    const engine = await emptyPostgres(await loginRole(''));
    await migrate(engine);
    const database = await openDatabase(engine);
    expect(database.restricted).toBe(false);
    const write = async (...calls: Call[]) => (await database.begin()).commit(calls);
    await write(call('put', `insert into installation values ('a', 'b')`));
    await write(call('append', EVENT));
    await expect(write(call('truncate', 'truncate event'))).rejects.toThrow('append-only');
    await expect(write(call('update', `update event set type = 'x'`))).rejects.toThrow('append-only');
    await expect(write(call('delete', 'delete from event'))).rejects.toThrow('append-only');
    await write(call('rebuild', 'create schema projection_next'));
    await database.close();
  });

  it('need not be applied by the user who runs the server', async () => {
    const engine = await emptyPostgres();
    await migrate(engine);
    const runner = postgres(addressFor(await loginRole('in role tenure_app'), nameOf(engine)));
    expect(await migrate(runner)).toEqual([]);
    expect(await restricted(runner)).toBe(true);
  });

  it('are completed when a copy of the database has lost its grants', async () => {
    const engine = await emptyPostgres();
    await migrate(engine);
    await asSuperuser(`revoke create on database ${nameOf(engine)} from tenure_app`);
    expect(await restricted(engine)).toBe(true);
  });
});

async function restricted(engine: Engine): Promise<boolean> {
  const database = await openDatabase(engine);
  await database.close();
  return database.restricted;
}

const call = (name: string, text: string): Call => ({
  statement: { name: `migrate_${name}`, text },
  values: [],
});

const EVENT = `insert into event (position, type, occurred_at, actor, command_id, target_id, leaf, leaf_hash)
  values (1, 'Tested', now(), 'test', gen_random_uuid(), gen_random_uuid(), '{}', '')`;
