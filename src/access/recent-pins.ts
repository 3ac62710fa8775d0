/** READ: what recent requests found in their first statement, so that the next need only ask whether it is still so. */
import { laterOf, type Time } from '../kernel/time.ts';
import type { PinRow } from './statements/pin.ts';

/** How many are kept, and how long their grants may be: whoever holds more waits for the first statement. */
const MOST = 1_000;
const LONGEST = 20_000;

/**
 * What the last request with the same credential and the same moment found, as long as the log has not grown since and
 * nothing of it has run out. It is relied upon only where a statement of the request says that neither the log nor the
 * projections are others (see `openRead`). Nothing outlasts the next event, so what is erased is not kept here.
 */
export class RecentPins {
  readonly #rows = new Map<string, PinRow>();
  #position: string | undefined;
  /** Whether the log stood still from one request to the next: where it does not, a hint would be wrong more often than right. */
  #still = false;

  /** @param now the clock. */
  find(asking: string, now: Time): PinRow | undefined {
    const row = this.#still ? this.#rows.get(asking) : undefined;
    return row && (row.until === null || row.until > laterOf(now, row.recorded_at as Time)) ? row : undefined;
  }

  /** To be called when the log has surely grown. */
  forget(): void {
    this.#rows.clear();
    this.#position = undefined;
    this.#still = false;
  }

  keep(asking: string, row: PinRow): void {
    this.#still = row.position === this.#position;
    if (!this.#still) this.#rows.clear();
    this.#position = row.position;
    this.#rows.delete(asking);
    const length = (row.grants?.length ?? 0) + (row.sets?.length ?? 0);
    if (row.user_id === null || length > LONGEST) return;
    this.#rows.set(asking, row);
    if (this.#rows.size <= MOST) return;
    const [oldest = ''] = this.#rows.keys();
    this.#rows.delete(oldest);
  }
}
