/** One level on 5,000 Instances as one command: given, changed, given again and taken, through the lane. */
import { performance } from 'node:perf_hooks';
import { idOf } from '../dataset/dataset.ts';
import { OPERATOR, type OpenLane, openLane } from '../harness/lane.ts';
import { median } from '../harness/statistics.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table } from '../report/table.ts';

const MANY = 5_000;

/** What is done to all of them, in turn, and how many events it makes. */
const STEPS = [
  { what: 'given', command: 'setInstanceAccess', level: 'READ', events: MANY },
  { what: 'changed', command: 'setInstanceAccess', level: 'WRITE', events: MANY },
  { what: 'given again, so nothing', command: 'setInstanceAccess', level: 'WRITE', events: 0 },
  { what: 'taken', command: 'revokeInstanceAccess', level: undefined, events: MANY },
] as const;

interface Measured {
  readonly what: string;
  readonly events: number;
  readonly seconds: number;
  readonly slowest: number;
}

export async function sharingPart(bench: Bench): Promise<PartResult> {
  const { postgres } = bench;
  const url = await postgres.create('sharing', await bench.seeded());
  const lane = await openLane(url);
  try {
    const [giver, receiver] = [idOf('user', 0), idOf('user', 1)];
    const instances = await makeInstances(lane, giver, receiver);
    const series = STEPS.map((): number[] => []);
    for (let run = 0; run < bench.runs; run += 1) {
      await postgres.settle();
      for (const [index, step] of STEPS.entries()) {
        const seconds = await timed(lane, giver, { ...step, user: receiver, instances });
        bench.say(`${MANY} Instances ${step.what}: ${figure(seconds)} s`);
        series[index]?.push(seconds);
      }
    }
    const measured = STEPS.map(({ what, events }, index) => {
      const seconds = series[index] ?? [];
      return { what, events, seconds: median(seconds), slowest: Math.max(...seconds) };
    });
    return { markdown: section(measured), raw: measured };
  } finally {
    await lane.close();
    await postgres.drop('sharing');
  }
}

/** The Instances of a Partner that the giver runs and the receiver is at home with. */
async function makeInstances(lane: OpenLane, giver: string, receiver: string): Promise<string[]> {
  const partner = idOf('partner', 0);
  await lane.do(OPERATOR, 'createPartner', { id: partner, name: 'Partner', firstWriter: giver });
  await lane.do(OPERATOR, 'moveUser', { user: receiver, partner });
  await lane.do(OPERATOR, 'grantCreateInstances', { user: giver });
  const instances = Array.from({ length: MANY }, (_, number) => idOf('instance', number));
  await Promise.all(
    instances.map((id, number) =>
      lane.do(giver, 'createInstance', { id, partner, name: `Instance ${number}` }),
    ),
  );
  return instances;
}

async function timed(
  lane: OpenLane,
  giver: string,
  { command, level, events, user, instances }: (typeof STEPS)[number] & { user: string; instances: string[] },
): Promise<number> {
  const began = performance.now();
  const outcome = await lane.do(giver, command, { user, instances, ...(level && { level }) });
  const seconds = (performance.now() - began) / 1000;
  if (!outcome.accepted || outcome.events.length !== events)
    throw new Error(`${command} made ${outcome.accepted ? outcome.events.length : 'no'} events`);
  return seconds;
}

function section(measured: readonly Measured[]): string {
  const head = ['5,000 Instances are', 'events', 'median s', 'slowest s'];
  const rows = measured.map(({ what, events, seconds, slowest }) => [
    what,
    events.toLocaleString('en'),
    figure(seconds),
    figure(slowest),
  ]);
  return `## One level on 5,000 Instances

One command over 5,000 Instances for one user, by somebody who has created them: all of it or nothing, decided, hashed, appended and projected in
one transaction, on a log of 150,200 other open grants. It is measured in process, from the parsed input to the durable answer.

${table(head, rows)}`;
}
