/** Start: brings a database to the newest migration, and records it as Prisma does, so that either may do it. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Engine } from './engine.ts';

/** The folder of this installation's migrations. */
const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

export interface Migration {
  /** The name of its folder; migrations are applied in the order of names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly checksum: string;
}

/** A database that these migrations do not fit: the message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** PostgreSQL 15, as the server says it. */
const OLDEST = 150_000;

/** The advisory lock that Prisma's own command takes while it migrates. */
const LOCK = '72707369';

/** The table as Prisma makes it. */
const RECORDS = `create table if not exists public._prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

interface Recorded {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** Reads the migrations of a folder (`<name>/migration.sql`). */
export function readMigrations(folder: string = MIGRATIONS): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Applies what is missing, each migration in a transaction of its own. Processes that start at once wait for each
 * other. A database that is up to date is only read, so the user who starts the server need not be its owner.
 *
 * @returns the names of the migrations applied now.
 * @throws MigrationError when the database holds other migrations than these.
 */
export async function migrate(
  engine: Engine,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  const client = new pg.Client(engine.connection());
  client.on('error', () => {});
  await client.connect();
  try {
    await requireFit(client);
    await client.query('set search_path = public');
    if (missing(await recorded(client), migrations).length === 0) return [];
    await client.query(`select pg_advisory_lock(${LOCK})`);
    await client.query(RECORDS);
    const applied = missing(await recorded(client), migrations);
    for (const migration of applied) await apply(client, migration);
    await client.query(`select pg_advisory_unlock(${LOCK})`);
    return applied.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function requireFit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string; encoding: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num') as number,
      current_setting('server_encoding') as encoding`,
  );
  const { version = '', number = '0', encoding = '' } = rows[0] ?? {};
  if (Number(number) < OLDEST) {
    throw new MigrationError(`Tenure needs PostgreSQL 15 or newer; this server is ${version}.`);
  }
  if (encoding !== 'UTF8') {
    throw new MigrationError(
      `Tenure needs a database with the encoding UTF8; this one has ${encoding}. Make another: create database ... encoding 'UTF8' template template0.`,
    );
  }
}

async function recorded(client: pg.Client): Promise<readonly Recorded[]> {
  const { rows: tables } = await client.query(
    `select 1 where to_regclass('public._prisma_migrations') is not null`,
  );
  if (tables.length === 0) return [];
  const { rows } = await client.query<Recorded>(
    `select migration_name, checksum, finished_at is not null as finished
    from public._prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  return rows;
}

/** What of our migrations the database lacks. Throws when what it holds are not ours. */
function missing(records: readonly Recorded[], migrations: readonly Migration[]): readonly Migration[] {
  for (const { migration_name: name, checksum, finished } of records) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known) {
      throw new MigrationError(
        `The database holds the migration "${name}", which this version of Tenure does not know. Start the version that applied it, or a newer one.`,
      );
    }
    if (!finished) {
      throw new MigrationError(
        `The migration "${name}" was begun and did not finish. See _prisma_migrations.logs; mend the database, then delete that row to apply it again.`,
      );
    }
    if (known.checksum !== checksum) {
      throw new MigrationError(
        `The migration "${name}" was applied from a file with other contents. Restore the file as it was; changes belong into a new migration.`,
      );
    }
  }
  const have = new Set(records.map((record) => record.migration_name));
  return migrations.filter((migration) => !have.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('begin');
  try {
    await client.query(
      `insert into public._prisma_migrations (id, checksum, migration_name, started_at) values ($1, $2, $3, now())`,
      [id, migration.checksum, migration.name],
    );
    await client.query(migration.sql);
    await client.query(
      `update public._prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1 where id = $1`,
      [id],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}
