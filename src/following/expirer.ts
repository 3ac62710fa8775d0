/** FOLLOW: wakes the lane when a grant's time is up. Only a convenience: access ends on the instant without it. */
import type { Reader, Statement } from '../database/sql.ts';
import type { Clock } from '../kernel/time.ts';
import { OPEN_END } from '../kernel/time.ts';
import type { Lane } from '../log/lane.ts';

const DUE: Statement = {
  name: 'expirer-due',
  text: `select 1 as due from head h where h.import_id is null and exists (
    select 1 from projection."grant" g
    where g.valid_until = ${OPEN_END} and g.expires_at is not null and g.expires_at <= $1::timestamptz)`,
};

export interface ExpirerParts {
  readonly database: Reader;
  readonly lane: Lane;
  readonly clock: Clock;
}

/** Looks now whether something is due, and has it appended. */
export async function expireWhatIsDue({ database, lane, clock }: ExpirerParts): Promise<void> {
  const due = await database.query(DUE, [clock.now()]);
  if (due.length > 0) await lane.wake();
}
