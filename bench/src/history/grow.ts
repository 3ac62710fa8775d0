/** The databases with a long history, from which the as-of and rebuild parts read. */
import { startWorker } from '../harness/worker.ts';
import type { Bench, Grown } from '../part.ts';
import { figure } from '../report/table.ts';
import type { HistorianHandlers } from './historian.ts';

/** Makes a database with so many events. */
export async function growHistory(
  { postgres, say }: Pick<Bench, 'postgres' | 'say'>,
  events: number,
): Promise<Grown> {
  const database = `history_${events}`;
  const url = await postgres.create(database);
  const worker = startWorker<HistorianHandlers>(new URL('historian.ts', import.meta.url));
  try {
    const { base } = await worker.call('grow', { url, events });
    say(`a history of ${figure(events)} events`);
    await postgres.run(database, 'vacuum analyze');
    return { database, base, events };
  } finally {
    await worker.stop();
  }
}
