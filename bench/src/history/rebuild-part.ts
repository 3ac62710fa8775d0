/** How fast the projections are built anew from the log. */
import { median } from '../harness/statistics.ts';
import { startWorker } from '../harness/worker.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table } from '../report/table.ts';
import type { HistorianHandlers, Rebuilt } from './historian.ts';

export async function rebuildPart(bench: Bench): Promise<PartResult> {
  const longest = bench.histories.at(-1) ?? 0;
  const grown = await bench.history(longest);
  const measured = [
    { name: 'one organization, churn', ...(await rebuildAgain(bench, grown.database)) },
    { name: 'the dataset of 150,200 grants', ...(await rebuildAgain(bench, await bench.seeded())) },
  ];
  const rows = measured.map(({ name, events, seconds, memory }) => [
    name,
    ...[events, seconds, events / seconds, memory].map(figure),
  ]);
  const markdown = `## Rebuilding the projections

From the log, beside the projections that serve, with a swap at the end. Memory is the most that the process held.

${table(['log', 'events', 's', 'events/s', 'MB'], rows)}`;
  return { markdown, raw: measured };
}

async function rebuildAgain({ postgres, runs, profiles, say }: Bench, database: string): Promise<Rebuilt> {
  const flags = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const series: Rebuilt[] = [];
  for (let run = 0; run < Math.min(3, runs); run += 1) {
    const worker = startWorker<HistorianHandlers>(new URL('historian.ts', import.meta.url), { flags });
    try {
      const rebuilt = await worker.call('rebuild', { url: postgres.url(database) });
      say(`${database}: ${figure(rebuilt.events / rebuilt.seconds)} events/s`);
      series.push(rebuilt);
    } finally {
      await worker.stop();
    }
  }
  return {
    events: median(series.map((each) => each.events)),
    seconds: median(series.map((each) => each.seconds)),
    memory: median(series.map((each) => each.memory)),
  };
}
