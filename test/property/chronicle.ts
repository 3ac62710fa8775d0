/** What a run has written so far, as the oracle reads it: the events, the world they make, the personal values. */
import type { Reader } from '../../src/database/sql.ts';
import { step } from '../support/oracle/fold.ts';
import type { Personal } from '../support/oracle/personal.ts';
import { type EventRow, readEvents, readPersonal } from '../support/oracle/read-log.ts';
import { emptyWorld, type World } from '../support/oracle/world.ts';

export class Chronicle {
  readonly #reader: Reader;
  readonly rows: EventRow[] = [];
  readonly world: World = emptyWorld();
  personal: Personal = new Map();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  get position(): number {
    return this.world.position;
  }

  /** Takes what was appended since the last look, and gives it back. Throws where the log contradicts itself. */
  async look(): Promise<EventRow[]> {
    const news = await readEvents(this.#reader, this.position);
    for (const row of news) {
      step(this.world, row.event);
      this.rows.push(row);
    }
    if (news.some((row) => row.event.personal !== undefined))
      this.personal = await readPersonal(this.#reader);
    return news;
  }
}
