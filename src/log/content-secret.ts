/** COMMAND: the secret that keys the content hashes of idempotency keys: one for all processes of an installation. */
import { randomBytes } from 'node:crypto';
import type { Database, Statement } from '../database/sql.ts';

const NAME = 'content_secret';

const CREATE: Statement = {
  name: 'content-secret-create',
  text: 'insert into installation (name, value) values ($1, $2) on conflict (name) do nothing',
};

const READ: Statement = {
  name: 'content-secret-read',
  text: 'select value from installation where name = $1',
};

/** The installation's secret (64 hex digits); the first process to ask makes it. */
export async function contentSecret(database: Database): Promise<string> {
  const transaction = await database.begin();
  const proposal = randomBytes(32).toString('hex');
  const [, rows] = await transaction.commit([
    { statement: CREATE, values: [NAME, proposal] },
    { statement: READ, values: [NAME] },
  ]);
  const value = rows?.[0]?.value;
  if (typeof value !== 'string') throw new Error('The installation has no content secret');
  return value;
}
