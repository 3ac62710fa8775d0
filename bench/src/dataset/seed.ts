/** The database with the dataset, from which the parts take copies. */
import { startWorker } from '../harness/worker.ts';
import type { Bench } from '../part.ts';
import { figure } from '../report/table.ts';
import type { SeederHandlers } from './seeder.ts';

/** Makes it and answers its name. */
export async function seedTenure({
  postgres,
  size,
  say,
}: Pick<Bench, 'postgres' | 'size' | 'say'>): Promise<string> {
  const url = await postgres.create('seeded');
  const seeder = startWorker<SeederHandlers>(new URL('seeder.ts', import.meta.url));
  try {
    const { events, seconds } = await seeder.call('seed', { url, size });
    say(`the dataset: ${figure(events)} events in ${figure(seconds)} s through the lane`);
  } finally {
    await seeder.stop();
  }
  await postgres.run('seeded', 'vacuum analyze');
  return 'seeded';
}
