/** APPEND: an import advances in the transaction that appends its lines, so that a crash neither loses nor repeats one. */
import type { Call, Statement } from '../database/sql.ts';
import type { Line } from './submission.ts';

const ADVANCE: Statement = {
  name: 'import-advance',
  text: `update import set lines = $2::bigint, events = events + $3::bigint, digest = $4::text,
      bad_line = null, bad_code = null, bad_message = null
    where id = $1::uuid`,
};

/** Records that an import is applied up to a line; `events` is how many events the batch appended for it. */
export function advanceImport(line: Line, events: number): Call {
  return { statement: ADVANCE, values: [line.importId, line.number, events, line.digest] };
}
