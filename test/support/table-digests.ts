// Whether tables are the same: a digest over all rows of each projection, in the order of their keys.
import { createHash } from 'node:crypto';
import type { Database } from '../../src/database/sql.ts';

const ORDER = { entity: 'id', entity_version: 'valid_from, ordinal', grant: 'valid_from, ordinal' } as const;

export type ProjectionTable = keyof typeof ORDER;
export const PROJECTION_TABLES = Object.keys(ORDER) as readonly ProjectionTable[];

/** By table: how many rows, and the SHA-256 of all of them as text. */
export async function tableDigests(
  database: Database,
): Promise<Record<string, { rows: number; digest: string }>> {
  const digests: Record<string, { rows: number; digest: string }> = {};
  for (const table of PROJECTION_TABLES) {
    const rows = await database.query<{ row: string }>({
      name: `test-all-rows-of-${table}`,
      text: `select t::text as row from projection."${table}" t order by ${ORDER[table]}`,
    });
    const digest = createHash('sha256');
    for (const { row } of rows) digest.update(row).update('\n');
    digests[table] = { rows: rows.length, digest: digest.digest('hex') };
  }
  return digests;
}
