/** Nested reads over HTTP: Tenure, authorisation included, beside PostGraphile 5 on the same rows. */
import { deepStrictEqual } from 'node:assert/strict';
import type { Size } from '../dataset/dataset.ts';
import { tokenOf } from '../harness/lane.ts';
import type { LoadHandlers, LoadResult, Post } from '../harness/load.ts';
import { cpuOf, cpuOfEach, spent } from '../harness/process-facts.ts';
import { startServer } from '../harness/server.ts';
import { median } from '../harness/statistics.ts';
import { startWorker, type Worker } from '../harness/worker.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table, times } from '../report/table.ts';
import { fillFlat } from './flat.ts';
import { seedPortal } from './portal.ts';
import type { PostgraphileHandlers } from './postgraphile.ts';
import { asksOf, POSTGRAPHILE, type SideOfView, TENURE, VIEWS, type View } from './views.ts';

const CLIENTS = [1, 16] as const;
/** So many different askings take turns, so that no side answers from what it has just fetched. */
const ASKS = 100;
/** Of 10 (its default) and 5, the number that served its clients faster on two cores. */
const POSTGRAPHILE_CONNECTIONS = 5;

/** A side under load: where it listens, what it is asked, and whose CPU time counts. */
interface Side {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly posts: Record<View, readonly Post[]>;
  readonly facts: SideOfView['facts'];
}

interface Served extends Omit<LoadResult, 'series'> {
  /** CPU time of the Node process and of all of PostgreSQL, in ms a request. */
  readonly node: number | undefined;
  readonly postgres: number | undefined;
}

interface Measured {
  readonly view: View;
  readonly clients: number;
  readonly tenure: Served;
  readonly postgraphile: Served;
  readonly ratio: number;
}

export async function readsPart(bench: Bench): Promise<PartResult> {
  const { postgres } = bench;
  const tenureUrl = await postgres.create('reads_tenure', await bench.seeded());
  await seedPortal(tenureUrl, bench.size);
  const flatUrl = await postgres.create('reads_flat');
  await fillFlat(flatUrl, bench.size);
  await postgres.run('reads_tenure', 'vacuum analyze');
  const load = startWorker<LoadHandlers>(new URL('../harness/load.ts', import.meta.url));
  const peer = startWorker<PostgraphileHandlers>(new URL('postgraphile.ts', import.meta.url), {
    env: { GRAPHILE_ENV: 'production' },
  });
  const server = await startServer({ databaseUrl: tenureUrl, profiles: bench.profiles });
  try {
    const peerUrl = await peer.call('open', { url: flatUrl, connections: POSTGRAPHILE_CONNECTIONS });
    const tenureAt = `${server.origin}/graphql`;
    const sides = [
      {
        name: 'tenure',
        url: tenureAt,
        pid: server.pid,
        posts: postsOf(bench.size, TENURE),
        facts: TENURE.facts,
      },
      {
        name: 'postgraphile',
        url: peerUrl,
        pid: peer.pid,
        posts: postsOf(bench.size, POSTGRAPHILE),
        facts: POSTGRAPHILE.facts,
      },
    ] as const;
    await compareAnswers(sides);
    const measured: Measured[] = [];
    for (const view of VIEWS) {
      for (const clients of bench.profiles === undefined ? CLIENTS : ([16] as const)) {
        measured.push(await compare(bench, view, clients, sides, load));
      }
    }
    return { markdown: section(measured), raw: measured };
  } finally {
    await Promise.all([server.stop(), peer.stop(), load.stop()]);
    await postgres.drop('reads_tenure');
    await postgres.drop('reads_flat');
  }
}

function postsOf(size: Size, { queries, authorises }: SideOfView): Side['posts'] {
  const posts = (view: View) =>
    asksOf(view, size, ASKS).map(({ id, viewer }) => {
      const body = JSON.stringify({ query: queries[view], variables: { id } });
      return authorises ? { body, authorization: `Bearer ${tokenOf(viewer)}` } : { body };
    });
  return { user: posts('user'), portal: posts('portal'), organization: posts('organization') };
}

/** Both sides must say the same before either is measured. */
async function compareAnswers([first, second]: readonly [Side, Side]): Promise<void> {
  for (const view of VIEWS) {
    for (const turn of [0, 7, ASKS - 1]) {
      const answers = [await factsOf(first, view, turn), await factsOf(second, view, turn)];
      if (answers[0]?.length === 0) throw new Error(`${view} ${turn}: an empty answer`);
      deepStrictEqual(answers[0], answers[1], `${view} ${turn}: the answers differ`);
    }
  }
}

async function factsOf(side: Side, view: View, turn: number) {
  const post = side.posts[view][turn];
  if (post === undefined) throw new Error(`no asking ${turn}`);
  const response = await fetch(side.url, {
    method: 'POST',
    body: post.body,
    headers: {
      'content-type': 'application/json',
      ...(post.authorization && { authorization: post.authorization }),
    },
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(`${side.name}, ${view}: ${JSON.stringify(errors)}`);
  return side.facts(data);
}

async function compare(
  bench: Bench,
  view: View,
  clients: number,
  sides: readonly [Side, Side],
  load: Worker<LoadHandlers>,
): Promise<Measured> {
  const series: [Served[], Served[]] = [[], []];
  for (const side of sides) await serve(bench, load, side, view, clients, Math.min(2, bench.seconds));
  for (let run = 0; run < bench.runs; run += 1) {
    for (const [index, side] of sides.entries()) {
      const served = await serve(bench, load, side, view, clients, bench.seconds);
      bench.say(`${view}, ${clients} clients, ${side.name}: ${figure(served.perSecond)} requests/s`);
      series[index]?.push(served);
    }
  }
  const [tenure, postgraphile] = [middleOf(series[0]), middleOf(series[1])];
  return { view, clients, tenure, postgraphile, ratio: tenure.perSecond / postgraphile.perSecond };
}

async function serve(
  { postgres }: Bench,
  load: Worker<LoadHandlers>,
  { url, pid, posts }: Side,
  view: View,
  clients: number,
  seconds: number,
): Promise<Served> {
  const before = { node: cpuOf(pid), postgres: cpuOfEach(await postgres.pids()) };
  const result = await load.call('run', { url, clients, seconds, posts: posts[view] });
  const after = { node: cpuOf(pid), postgres: cpuOfEach(await postgres.pids()) };
  const node = before.node === undefined || after.node === undefined ? undefined : after.node - before.node;
  return {
    ...result,
    node: node && node / result.requests,
    postgres: spent(before.postgres, after.postgres) / result.requests,
  };
}

function middleOf(series: readonly Served[]): Served {
  const middle = (pick: (served: Served) => number | undefined) =>
    median(series.map((each) => pick(each) ?? Number.NaN));
  return {
    requests: middle((each) => each.requests),
    perSecond: middle((each) => each.perSecond),
    p50: middle((each) => each.p50),
    p95: middle((each) => each.p95),
    bytes: middle((each) => each.bytes),
    node: middle((each) => each.node),
    postgres: middle((each) => each.postgres),
  };
}

function section(measured: readonly Measured[]): string {
  const head = [
    'view',
    'clients',
    'side',
    'requests/s',
    'p50 ms',
    'p95 ms',
    'kB',
    'Node CPU ms',
    'PostgreSQL CPU ms',
    'ratio',
  ];
  const rows = measured.flatMap(({ view, clients, tenure, postgraphile, ratio }) =>
    [['Tenure', tenure, times(ratio)] as const, ['PostGraphile', postgraphile, ''] as const].map(
      ([name, served, shown]) => [
        view,
        clients,
        name,
        ...[served.perSecond, served.p50, served.p95, served.bytes / 1000, served.node, served.postgres].map(
          figure,
        ),
        shown,
      ],
    ),
  );
  return `## Nested reads over HTTP

\`user\`: a user, their 5 projects, the role there and on each environment type; asked by that user. \`portal\`: the same with access to a Partner and to 5 Instances. \`organization\`: an organization, its 50
members, their projects and roles; asked by its owner. ${ASKS} different users and organizations take turns. Rows: 10,000 users, 200 organizations,
2,000 projects with 3 environment types, 150,200 grants. Tenure authenticates each request by its API token, judges the rights of whoever asks,
and derives what owners and project admins hold; PostGraphile reads plain rows in which that stands ready, and asks nobody who they are.
CPU is a request's. Both answers were compared before measuring.

${table(head, rows)}`;
}
