/** Whether the server can run as the role that cannot change events. */
import pg from 'pg';
import type { Engine } from './engine.ts';
import { ROLE } from './session.ts';

/** After `set role`: whether the session has what it needs, and nothing that could change an event. */
const SUFFICES = `select has_table_privilege('public.event', 'SELECT') and has_table_privilege('public.event', 'INSERT')
  and not has_table_privilege('public.event', 'UPDATE') and not has_table_privilege('public.event', 'DELETE')
  and not has_table_privilege('public.event', 'TRUNCATE')
  and has_schema_privilege('public', 'USAGE') and has_database_privilege(current_database(), 'CREATE')
  and pg_get_userbyid(nspowner) = current_user as suffices
  from pg_namespace where nspname = 'projection'`;

/** Tries it in a session of its own, after asking the database to allow it (a restored copy may have lost that). */
export async function roleIsAssumable(engine: Engine): Promise<boolean> {
  const client = new pg.Client(engine.connection());
  client.on('error', () => {});
  await client.connect();
  try {
    return (await suffices(client)) || ((await allowed(client)) && (await suffices(client)));
  } finally {
    await client.end();
  }
}

async function suffices(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`set role ${ROLE}`);
    const { rows } = await client.query<{ suffices: boolean }>(SUFFICES);
    return rows[0]?.suffices === true;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return false;
    throw error;
  } finally {
    await client.query('reset role');
  }
}

async function allowed(client: pg.Client): Promise<boolean> {
  try {
    const { rows } = await client.query<{ allowed: boolean }>('select allow_tenure_app() as allowed');
    return rows[0]?.allowed === true;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return false;
    throw error;
  }
}
