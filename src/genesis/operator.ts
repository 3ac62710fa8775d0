/** Start: who the operator is, and what to tell the person at the console about their token. */
import { existsSync } from 'node:fs';
import type { Reader, Statement } from '../database/sql.ts';
import type { UserId } from '../kernel/ids.ts';
import { OPEN_END } from '../kernel/time.ts';
import { hashOf, readTokenFile } from './token-file.ts';

const LONGEST_SERVING: Statement = {
  name: 'operator-longest-serving',
  text: `select subject_id from projection."grant" where kind = 'PLATFORM_ROLE' and value = 'OPERATOR'
    and valid_until = ${OPEN_END} order by valid_from limit 1`,
};

const TOKEN_WORKS: Statement = {
  name: 'operator-token-works',
  text: `select 1 as works from api_token_secret s join projection.entity_version v
    on v.entity_id = s.token_id and v.valid_until = ${OPEN_END} where s.token_hash = $1`,
};

/** The operator who has been one for the longest: on whose authority the demonstration set is imported. */
export async function longestServingOperator(database: Reader): Promise<UserId> {
  const [row] = await database.query<{ subject_id: UserId }>(LONGEST_SERVING);
  if (!row) throw new Error('The log has no operator');
  return row.subject_id;
}

/**
 * What lies in the token's file: a token that works here; one that does not, because it was revoked or belongs to
 * another database; or nothing, because the genesis was made with another file. A token cannot be shown twice, so
 * then somebody who is an operator has to issue one.
 */
export async function tokenFileState(database: Reader, file: string): Promise<'works' | 'stale' | 'missing'> {
  if (!existsSync(file)) return 'missing';
  const token = readTokenFile(file);
  const works = token === undefined ? [] : await database.query(TOKEN_WORKS, [hashOf(token)]);
  return works.length > 0 ? 'works' : 'stale';
}
