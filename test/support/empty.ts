// What no server may do to a database: SQL as the owner of its tables, and taking everything out of them.
import pg from 'pg';
import type { TestDatabase } from './databases.ts';

/**
 * Runs SQL as the owner of the tables, for what no server may do; each text is sent by itself. The embedded
 * database has one session, so its settings are turned and turned back.
 */
export async function asOwner(
  { engine, database }: TestDatabase,
  ...texts: readonly string[]
): Promise<void> {
  const before = engine.oneSession ? ['set default_transaction_read_only = off', 'reset role'] : [];
  const role = database.restricted ? ['set role tenure_app'] : [];
  const after = engine.oneSession ? ['set default_transaction_read_only = on', ...role] : [];
  const client = new pg.Client(engine.connection());
  await client.connect();
  try {
    for (const text of [...before, ...texts]) await client.query(text);
  } finally {
    for (const text of after) await client.query(text);
    await client.end();
  }
}

const TABLES = [
  'event',
  'personal',
  'api_token_secret',
  'invitation_secret',
  'command',
  'import',
  'operation',
  'projection.entity',
  'projection.entity_version',
  'projection."grant"',
];

// Only a replica's session gets past the triggers that keep events.
const EMPTY = [
  'set session_replication_role = replica',
  ...TABLES.map((table) => `truncate ${table}`),
  'delete from head',
  `insert into head (occurred_at, recorded_at) values ('1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z')`,
  'set session_replication_role = origin',
];

/** Empties a database: migrated and without any event, as it was made, but much sooner than another one. */
export function empty(created: TestDatabase): Promise<void> {
  // The embedded database keeps all of its write-ahead log until it is told to make a checkpoint: in memory, gigabytes.
  const checkpoint = created.engine.oneSession ? ['checkpoint'] : [];
  return asOwner(created, ...EMPTY, ...checkpoint);
}
