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

export interface Expirer {
  /** Looks now, and appends what is due. */
  look(): Promise<void>;
  /** Stops looking; resolves when a look under way has ended. */
  close(): Promise<void>;
}

/** Looks every `interval` milliseconds whether something is due. An error is told to `warn` and tried again. */
export function startExpirer(options: {
  readonly database: Reader;
  readonly lane: Lane;
  readonly clock: Clock;
  readonly interval?: number;
  warn(message: string, error: unknown): void;
}): Expirer {
  const { database, lane, clock, interval = 1_000, warn } = options;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const due = await database.query(DUE, [clock.now()]);
    if (due.length > 0) await lane.wake();
  };
  const timer = setInterval(() => {
    looking = look().catch((error: unknown) => warn('Looking for expired grants failed', error));
  }, interval);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
