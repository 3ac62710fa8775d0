/** PROJECT: where the log ends at this moment. */
import type { Database, Statement } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';

const HEAD: Statement = { name: 'head-position', text: 'select position from head' };

export async function readHeadPosition(database: Database): Promise<Position> {
  const [row] = await database.query(HEAD);
  return Number(row?.position ?? 0);
}
