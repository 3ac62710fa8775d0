/** What an installation holds, to the byte: for comparing two that should be the same. */
import type { Reader, Statement } from '../../src/database/sql.ts';

const TABLES: readonly (readonly [string, string])[] = [
  ['event', 'position'],
  ['head', 'id'],
  ['personal', 'commitment'],
  ['api_token_secret', 'token_hash'],
  ['invitation_secret', 'invitation_id'],
  ['command', 'id'],
  ['projection.entity', 'id'],
  ['projection.entity_version', 'valid_from, ordinal'],
  ['projection."grant"', 'valid_from, ordinal'],
];

const STATEMENTS: readonly Statement[] = TABLES.map(([table, order]) => ({
  name: `every-row-of-${table}`,
  text: `select t::text as row from ${table} t order by ${order}`,
}));

/** Every row of every table that commands write to, as the database prints it. */
export async function everyRow(reader: Reader): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const [n, statement] of STATEMENTS.entries()) {
    const rows = await reader.query<{ row: string }>(statement);
    tables[TABLES[n]?.[0] ?? ''] = rows.map(({ row }) => row);
  }
  return tables;
}
