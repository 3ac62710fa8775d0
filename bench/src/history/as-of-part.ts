/** Who holds what, asked as of any moment, while the history of the same organization grows by churn. */
import { tokenOf } from '../harness/lane.ts';
import type { Latency, LoadHandlers } from '../harness/load.ts';
import { startServer } from '../harness/server.ts';
import { percentile } from '../harness/statistics.ts';
import { startWorker } from '../harness/worker.ts';
import type { Bench, Grown, PartResult } from '../part.ts';
import { TENURE } from '../reads/views.ts';
import { figure, table, times } from '../report/table.ts';
import type { HistorianHandlers } from './historian.ts';
import { MOMENTS, type MomentName, positionAt } from './moments.ts';
import { SUBJECT, USER } from './subject.ts';

/** The views of the reads part whose history grows. */
const VIEWS = ['user', 'organization'] as const;
type View = (typeof VIEWS)[number];

type Latencies = Record<MomentName, Latency>;

interface Measured {
  readonly view: View;
  readonly events: number;
  /** How many accesses an answer held, at the least and at the most. */
  readonly accesses: readonly [number, number];
  readonly read: Latencies;
  readonly http: Latencies;
}

export async function asOfPart(bench: Bench): Promise<PartResult> {
  const measured: Measured[] = [];
  for (const size of bench.histories) {
    const grown = await bench.history(size);
    for (const view of VIEWS) {
      const { accesses, latencies } = await measureReads(bench, grown, view);
      const http = await measureHttp(bench, grown, view);
      bench.say(`${view}, ${figure(grown.events)} events: p95 now ${figure(latencies.now.p95)} ms`);
      measured.push({ view, events: grown.events, accesses, read: latencies, http });
    }
  }
  return { markdown: section(measured), raw: measured };
}

/** The moments take turns, so that none profits from the one before it; as long as over HTTP, warm-up included. */
async function measureReads({ postgres, seconds }: Bench, { database, base, events }: Grown, view: View) {
  const worker = startWorker<HistorianHandlers>(new URL('historian.ts', import.meta.url));
  const series: Record<MomentName, number[]> = { '1 %': [], '50 %': [], '99 %': [], now: [] };
  const accesses: [number, number] = [Number.POSITIVE_INFINITY, 0];
  try {
    await worker.call('open', { url: postgres.url(database) });
    const measuredFrom = performance.now() + 2_000 * seconds;
    const until = measuredFrom + 2_000 * seconds;
    for (let turn = 0; performance.now() < until; turn += 1) {
      const isWarm = performance.now() >= measuredFrom;
      for (const moment of MOMENTS) {
        const timed = await worker.call('read', { view, position: positionAt(moment, base, events, turn) });
        if (!isWarm) continue;
        series[moment].push(timed.milliseconds);
        accesses[0] = Math.min(accesses[0], timed.accesses);
        accesses[1] = Math.max(accesses[1], timed.accesses);
      }
    }
  } finally {
    await worker.stop();
  }
  const latency = (moment: MomentName): Latency => ({
    p50: percentile(series[moment], 0.5),
    p95: percentile(series[moment], 0.95),
  });
  return { accesses, latencies: eachMoment(latency) };
}

/** One client over HTTP; here, too, the moments take turns, and all are asked as often until the server is warm. */
async function measureHttp(bench: Bench, { database, base, events }: Grown, view: View): Promise<Latencies> {
  const server = await startServer({ databaseUrl: bench.postgres.url(database), profiles: bench.profiles });
  const load = startWorker<LoadHandlers>(new URL('../harness/load.ts', import.meta.url));
  const posts = Array.from({ length: 50 }, (_, turn) =>
    MOMENTS.map((moment) => post(view, positionAt(moment, base, events, turn))),
  ).flat();
  const run = (seconds: number) =>
    load.call('run', {
      url: `${server.origin}/graphql`,
      clients: 1,
      seconds,
      posts,
      series: MOMENTS.length,
    });
  try {
    await run(2 * bench.seconds);
    const { series } = await run(2 * bench.seconds);
    return eachMoment((moment) => series[MOMENTS.indexOf(moment)] ?? { p50: Number.NaN, p95: Number.NaN });
  } finally {
    await Promise.all([load.stop(), server.stop()]);
  }
}

function post(view: View, position: number | null) {
  const id = view === 'user' ? USER.id : SUBJECT.id;
  const viewer = view === 'user' ? USER.id : SUBJECT.owner.id;
  const asked = TENURE.queries[view].replace('($id: ID!)', '($id: ID!, $at: Position!) @asOf(position: $at)');
  const body =
    position === null
      ? { query: TENURE.queries[view], variables: { id } }
      : { query: asked, variables: { id, at: String(position) } };
  return { body: JSON.stringify(body), authorization: `Bearer ${tokenOf(viewer)}` };
}

function eachMoment(of: (moment: MomentName) => Latency): Latencies {
  return { '1 %': of('1 %'), '50 %': of('50 %'), '99 %': of('99 %'), now: of('now') };
}

function section(measured: readonly Measured[]): string {
  const head = [
    'view',
    'events',
    'by',
    ...MOMENTS.flatMap((moment) => [`${moment} p50`, 'p95']),
    'slowest p95 / now',
  ];
  const rows = measured.flatMap(({ view, events, read, http }) =>
    (
      [
        ['read', read],
        ['HTTP', http],
      ] as const
    ).map(([by, latencies]) => [
      view,
      figure(events),
      by,
      ...MOMENTS.flatMap((moment) => [figure(latencies[moment].p50), figure(latencies[moment].p95)]),
      times(slowest(latencies) / latencies.now.p95),
    ]),
  );
  return `## As of any moment, while history grows

One organization (50 members on 10 projects, about 700 grants) changes its roles all the time, so that the answer keeps its size while the log
grows; a few grants change constantly, half of them hardly ever. Asked at 1, 50 and 99 percent of that history and now; latencies in ms, one
caller. \`read\`: authentication, the position, the viewer's rights and all statements, without HTTP and GraphQL.

${table(head, rows)}

${growth(measured)}`;
}

function slowest(latencies: Latencies): number {
  return Math.max(...MOMENTS.map((moment) => latencies[moment].p95));
}

/** How much slower the longest history is than the shortest. */
function growth(measured: readonly Measured[]): string {
  const lines = VIEWS.map((view) => {
    const own = measured.filter((each) => each.view === view);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return '';
    const ratios = MOMENTS.map(
      (moment) => `${moment}: ${times(last.read[moment].p95 / first.read[moment].p95)}`,
    );
    return `- ${view}, p95 of \`read\`, ${figure(last.events)} events over ${figure(first.events)}: ${ratios.join(', ')}`;
  });
  return lines.join('\n');
}
