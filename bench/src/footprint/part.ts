/** What the server needs before and while it serves: start times and memory, on PostgreSQL and embedded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenOf } from '../harness/lane.ts';
import type { LoadHandlers } from '../harness/load.ts';
import { memoryOf } from '../harness/process-facts.ts';
import { type Server, type ServerOptions, startServer } from '../harness/server.ts';
import { median } from '../harness/statistics.ts';
import { startWorker } from '../harness/worker.ts';
import type { Bench, PartResult } from '../part.ts';
import { asksOf, TENURE, VIEWS } from '../reads/views.ts';
import { figure, table } from '../report/table.ts';

interface Started {
  readonly milliseconds: number;
  /** Resident memory right after the start, in MB. */
  readonly memory: number;
}

export async function footprintPart(bench: Bench): Promise<PartResult> {
  const runs = Math.min(3, bench.runs);
  const seeded = bench.postgres.url(await bench.seeded());
  const measured = {
    'PGlite, new folder': await medianOf(runs, () => startOnce({})),
    'PGlite, same folder again': await warmPglite(runs),
    'PostgreSQL, new database': await medianOf(runs, async () => {
      return startOnce({ databaseUrl: await bench.postgres.create('footprint') });
    }),
    'PostgreSQL, 150,200 grants': await medianOf(runs, () => startOnce({ databaseUrl: seeded })),
  };
  const loaded = await memoryUnderLoad(bench, seeded);
  const rows = Object.entries(measured).map(([name, { milliseconds, memory }]) => [
    name,
    ...[milliseconds / 1000, memory].map(figure),
  ]);
  const markdown = `## Start and memory

From the start of the process until \`/ready\`; memory is the resident set of the server process (the embedded database is part of it).

${table(['on', 's', 'MB right after'], rows)}

After serving both nested views of the dataset of 150,200 grants to 16 clients: ${figure(loaded)} MB on PostgreSQL.`;
  return { markdown, raw: { ...measured, loaded } };
}

async function startOnce(options: ServerOptions): Promise<Started> {
  const server = await startServer(options);
  const started = { milliseconds: server.startedIn, memory: memoryOf(server.pid) };
  await server.stop();
  return started;
}

async function warmPglite(runs: number): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-bench-'));
  try {
    await startOnce({ folder });
    return await medianOf(runs, () => startOnce({ folder }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function medianOf(runs: number, start: () => Promise<Started>): Promise<Started> {
  const series: Started[] = [];
  for (let run = 0; run < runs; run += 1) series.push(await start());
  return {
    milliseconds: median(series.map((each) => each.milliseconds)),
    memory: median(series.map((each) => each.memory)),
  };
}

async function memoryUnderLoad(bench: Bench, databaseUrl: string): Promise<number> {
  const server: Server = await startServer({ databaseUrl });
  const load = startWorker<LoadHandlers>(new URL('../harness/load.ts', import.meta.url));
  try {
    const posts = VIEWS.flatMap((view) =>
      asksOf(view, bench.size, 100).map(({ id, viewer }) => ({
        body: JSON.stringify({ query: TENURE.queries[view], variables: { id } }),
        authorization: `Bearer ${tokenOf(viewer)}`,
      })),
    );
    const seconds = bench.quick ? 2 : 10;
    await load.call('run', { url: `${server.origin}/graphql`, clients: 16, seconds, posts });
    return memoryOf(server.pid);
  } finally {
    await Promise.all([load.stop(), server.stop()]);
  }
}
