// Once per run: the server as it ships, a PostgreSQL server with a migrated template, and a migrated embedded database.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate, readMigrations } from '../../src/database/migrate.ts';
import { pglite } from '../../src/database/pglite.ts';
import { postgres } from '../../src/database/postgres.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The maintenance database of a PostgreSQL server, with a superuser. */
    postgresUrl: string;
    /** The name of a migrated database on it, to be copied. */
    postgresTemplate: string;
    /** The folder with a migrated embedded database, to be copied. */
    pgliteFolder: string;
    /** The file with the archive of the same, to be loaded into memory. */
    pgliteArchive: string;
  }
}

/** `TENURE_TEST_POSTGRES_URL` names a server to run against instead, such as one of another version. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))]);
  const given = process.env.TENURE_TEST_POSTGRES_URL;
  const server: PostgresServer = given ? { url: given, stop: async () => {} } : await startPostgres();
  const template = `tenure_template_${randomBytes(4).toString('hex')}`;
  const tearDown = async () => {
    await onServer(server.url, `drop database if exists ${template}`);
    await server.stop();
  };
  try {
    await onServer(server.url, `create database ${template}`);
    await migrate(postgres(databaseUrl(server.url, template)));
    project.provide('postgresUrl', server.url);
    project.provide('postgresTemplate', template);
    const embedded = await embeddedDatabase();
    project.provide('pgliteFolder', join(embedded, 'database'));
    project.provide('pgliteArchive', join(embedded, 'archive.tar'));
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** Made once for a set of migrations and a version of PGlite, and kept between runs: a first start takes seconds. */
async function embeddedDatabase(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const key = createHash('sha256').update(manifest.dependencies['@electric-sql/pglite']);
  for (const migration of readMigrations()) key.update(migration.checksum);
  const folder = fileURLToPath(new URL('../../node_modules/.cache/tenure', import.meta.url));
  const kept = join(folder, `pglite-${key.digest('hex').slice(0, 16)}`);
  if (existsSync(kept)) return kept;
  const unfinished = `${kept}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const engine = await pglite(join(unfinished, 'database'));
  await migrate(engine);
  await writeFile(join(unfinished, 'archive.tar'), Buffer.from(await (await engine.dump()).arrayBuffer()));
  await engine.close();
  try {
    await rename(unfinished, kept);
  } catch (error) {
    // Another run was sooner.
    await rm(unfinished, { recursive: true });
    if (!existsSync(kept)) throw error;
  }
  return kept;
}
