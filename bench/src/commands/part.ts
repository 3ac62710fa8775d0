/** Commands decided, logged and projected, durable: Tenure's lane in process beside Emmett with an inline projection. */
import { median } from '../harness/statistics.ts';
import { startWorker } from '../harness/worker.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table, times } from '../report/table.ts';
import type { EmmettHandlers } from './emmett.ts';
import type { TenureHandlers } from './tenure.ts';
import type { CommandResult, CommandRun } from './workload.ts';

interface Case {
  readonly callers: number;
  /** Whether each run begins with nothing at hand. Otherwise it is at hand what the runs before it have read. */
  readonly afresh?: boolean;
}

const THE_GOAL: Case = { callers: 32 };
const CASES: readonly Case[] = [{ callers: 1 }, { callers: 8 }, THE_GOAL, { ...THE_GOAL, afresh: true }];
/** Its driver's default; 32 connections were no faster. */
const EMMETT_CONNECTIONS = 10;

interface Side {
  readonly name: string;
  run(run: CommandRun): Promise<CommandResult>;
  startAfresh(): Promise<void>;
}

interface Measured extends Case {
  readonly tenure: CommandResult;
  readonly emmett: CommandResult;
  /** Tenure's commands a second over Emmett's, of the medians. */
  readonly ratio: number;
}

export async function commandsPart(bench: Bench): Promise<PartResult> {
  const { postgres } = bench;
  const template = await bench.seeded();
  const tenureUrl = await postgres.create('commands_tenure', template);
  const emmettUrl = await postgres.create('commands_emmett');
  const flags = bench.profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${bench.profiles}`];
  const tenure = startWorker<TenureHandlers>(new URL('tenure.ts', import.meta.url), { flags });
  const emmett = startWorker<EmmettHandlers>(new URL('emmett.ts', import.meta.url));
  try {
    await tenure.call('open', { url: tenureUrl, size: bench.size });
    await emmett.call('open', { url: emmettUrl, size: bench.size, connections: EMMETT_CONNECTIONS });
    const sides = [
      {
        name: 'tenure',
        run: (run: CommandRun) => tenure.call('run', run),
        startAfresh: () => tenure.call('startAfresh', undefined as never),
      },
      // It keeps nothing between commands.
      {
        name: 'emmett',
        run: (run: CommandRun) => emmett.call('run', run),
        startAfresh: async () => undefined,
      },
    ] as const;
    const measured: Measured[] = [];
    for (const each of bench.profiles === undefined ? CASES : [THE_GOAL]) {
      measured.push(await compare(bench, each, sides));
    }
    return { markdown: section(measured), raw: measured };
  } finally {
    await Promise.all([tenure.stop(), emmett.stop()]);
    await postgres.drop('commands_tenure');
    await postgres.drop('commands_emmett');
  }
}

async function compare(bench: Bench, each: Case, sides: readonly [Side, Side]): Promise<Measured> {
  const { callers, afresh = false } = each;
  const series: [CommandResult[], CommandResult[]] = [[], []];
  // One checkpoint before the warm-up: a server makes one in minutes, not one before every four seconds of work.
  await bench.postgres.settle();
  for (const side of sides) await side.run({ callers, seconds: Math.min(2, bench.seconds) });
  for (let run = 0; run < bench.runs; run += 1) {
    for (const [index, side] of sides.entries()) {
      if (afresh) await side.startAfresh();
      const result = await side.run({ callers, seconds: bench.seconds });
      if (result.events < result.commands) throw new Error(`${side.name}: commands without an event`);
      bench.say(
        `${nameOf(each)} callers, ${side.name}: ${figure(result.commands / result.seconds)} commands/s`,
      );
      series[index]?.push(result);
    }
  }
  const [tenure, emmett] = [middleOf(series[0]), middleOf(series[1])];
  return { ...each, tenure, emmett, ratio: rate(tenure) / rate(emmett) };
}

/** The medians of a series, each figure by itself. */
function middleOf(series: readonly CommandResult[]): CommandResult {
  const middle = (pick: (result: CommandResult) => number) => median(series.map(pick));
  return {
    commands: middle((result) => result.commands),
    events: middle((result) => result.events),
    seconds: middle((result) => result.seconds),
    p50: middle((result) => result.p50),
    p95: middle((result) => result.p95),
    cpu: middle((result) => result.cpu),
  };
}

function nameOf({ callers, afresh = false }: Case): string {
  return afresh ? `${callers}, afresh` : String(callers);
}

function rate(result: CommandResult): number {
  return result.commands / result.seconds;
}

function section(measured: readonly Measured[]): string {
  const head = [
    'callers',
    'Tenure /s',
    'p50 ms',
    'p95 ms',
    'Node CPU ms',
    'Emmett /s',
    'p50 ms',
    'p95 ms',
    'Node CPU ms',
    'ratio',
  ];
  const rows = measured.map(({ tenure, emmett, ratio, ...each }) => [
    nameOf(each),
    ...[
      rate(tenure),
      tenure.p50,
      tenure.p95,
      tenure.cpu,
      rate(emmett),
      emmett.p50,
      emmett.p95,
      emmett.cpu,
    ].map(figure),
    times(ratio),
  ]);
  return `## Commands decided, logged and projected

A command sets the role that a project user holds on an environment type; each makes one event, and a caller awaits one before the next. Every
answer is durable; the server writes a checkpoint before each warm-up and none during the runs. Tenure: its writer lane in process, with authority, invariants, idempotency keys, canonical leaf and temporal rows, on a log
of 150,200 open grants. Emmett: a stream for each project user, its command handler, an inline SQL projection of the current role only
(an upsert), and none of those promises. CPU is that of the Node process, a command. Callers take turns with 44,000 project users. What the lane has
read it keeps at hand, up to 300,000 rows, which those fit into: at 32 callers all of them have been touched before. \`afresh\`: each run begins with
nothing at hand, so that nearly every command reads.

${table(head, rows)}`;
}
