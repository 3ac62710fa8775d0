// Changes a database as its owner, not as the server: what an intruder or a mistaken administrator could do.
import pg from 'pg';
import type { Engine } from '../../src/database/engine.ts';

/** Statements of the owner of the database, which no trigger and no role keeps from anything. */
export async function behindItsBack(engine: Engine, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(engine.connection());
  await client.connect();
  try {
    await client.query('begin read write');
    await client.query('set local role none');
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    await client.end();
  }
}
