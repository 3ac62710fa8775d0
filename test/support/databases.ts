// Databases for tests: each a fresh copy of a migrated template, on PostgreSQL and embedded alike.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Engine } from '../../src/database/engine.ts';
import { openDatabase } from '../../src/database/pg-database.ts';
import { pglite } from '../../src/database/pglite.ts';
import { postgres } from '../../src/database/postgres.ts';
import type { Database } from '../../src/database/sql.ts';
import { databaseUrl } from './global-setup.ts';

export type DatabaseKind = 'postgres' | 'pglite';

/** A database of a test file's own. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  readonly engine: Engine;
  readonly database: Database;
  /** Its address; undefined for an embedded one. */
  readonly url: string | undefined;
  /** Closes it and removes it. */
  drop(): Promise<void>;
}

/** A fresh, migrated, empty database. */
export async function createDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const { engine, url, drop } = kind === 'postgres' ? await postgresCopy() : await pgliteCopy();
  const database = await openDatabase(engine);
  return {
    kind,
    engine,
    database,
    url,
    drop: async () => {
      await database.close();
      await engine.close();
      await drop();
    },
  };
}

/**
 * Runs a suite on both databases. `fresh()` gives the database of the suite, made before its first test and
 * dropped after its last.
 */
export function eachDatabase(
  name: string,
  suite: (fresh: () => TestDatabase, kind: DatabaseKind) => void,
): void {
  for (const kind of ['postgres', 'pglite'] as const) {
    describe(`${name} (${kind})`, () => {
      let created: TestDatabase | undefined;
      beforeAll(async () => {
        created = await createDatabase(kind);
      });
      afterAll(async () => {
        await created?.drop();
      });
      suite(() => {
        if (!created) throw new Error('The database exists only while tests run');
        return created;
      }, kind);
    });
  }
}

/** A fresh copy on the PostgreSQL server of the run: its address, and how to drop it. */
export async function postgresCopy(): Promise<{ engine: Engine; url: string; drop: () => Promise<void> }> {
  const name = `tenure_test_${randomBytes(6).toString('hex')}`;
  await asSuperuser((admin) => admin.query(`create database ${name} template ${inject('postgresTemplate')}`));
  const url = databaseUrl(inject('postgresUrl'), name);
  return {
    engine: postgres(url),
    url,
    drop: () => asSuperuser((admin) => admin.query(`drop database if exists ${name} with (force)`)),
  };
}

async function pgliteCopy(): Promise<{ engine: Engine; url: undefined; drop: () => Promise<void> }> {
  const archive = new Blob([await readFile(inject('pgliteArchive'))]);
  return { engine: await pglite('memory://', archive), url: undefined, drop: async () => {} };
}

/** Does something on the maintenance database of the run's PostgreSQL server. */
export async function asSuperuser(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(inject('postgresUrl'));
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
