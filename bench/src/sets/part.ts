/** One Permission Set that 100,000 users hold, disabled by one command: how long it takes, what others wait, what it needs. */
import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { idOf } from '../dataset/dataset.ts';
import { OPERATOR, type OpenLane, openLane } from '../harness/lane.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table } from '../report/table.ts';

const MANY = 100_000;
const AT_ONCE = 500;

const [ADMINISTRATOR, INSTANCE, SET] = [idOf('set administrator', 0), idOf('instance', 0), idOf('set', 0)];

interface Measured {
  readonly holders: number;
  readonly seconds: number;
  /** The longest that somebody else waited whose command came meanwhile. */
  readonly waited: number;
  /** By how much the memory of this process grew at most, in MB. */
  readonly grew: number;
}

export async function setsPart({ postgres, quick, say }: Bench): Promise<PartResult> {
  const url = await postgres.create('sets');
  const lane = await openLane(url);
  try {
    const most = quick ? MANY / 10 : MANY;
    const users = await makeHolders(lane, most, say);
    const measured: Measured[] = [];
    for (const holders of [most / 100, most / 10, most]) {
      await assign(lane, users.slice(0, holders));
      await postgres.settle();
      measured.push(await disabled(lane, holders));
      say(`disabled for ${holders}: ${figure(measured.at(-1)?.seconds ?? 0)} s`);
      await lane.do(ADMINISTRATOR, 'enablePermSet', { set: SET });
    }
    return { markdown: section(measured), raw: measured };
  } finally {
    await lane.close();
    await postgres.drop('sets');
  }
}

async function makeHolders(lane: OpenLane, count: number, say: Bench['say']): Promise<string[]> {
  const users = Array.from({ length: count }, (_, number) => idOf('holder', number));
  const register = (id: string) =>
    lane.do(OPERATOR, 'createUser', { id, email: `${id}@x.io`, name: `Holder ${id}` });
  await register(ADMINISTRATOR);
  for (let first = 0; first < count; first += 5_000)
    await Promise.all(users.slice(first, first + 5_000).map(register));
  say(`${count} users are there`);
  const partner = idOf('partner', 0);
  await lane.do(OPERATOR, 'createPartner', { id: partner, name: 'Partner', firstWriter: ADMINISTRATOR });
  await lane.do(OPERATOR, 'grantCreateInstances', { user: ADMINISTRATOR });
  await lane.do(ADMINISTRATOR, 'createInstance', { id: INSTANCE, partner, name: 'Instance' });
  const all = idOf('set', 1);
  const set = (id: string, name: string, permissions: readonly string[]) =>
    lane.do(OPERATOR, 'createPermSet', { id, instance: INSTANCE, name, permissions });
  await set(all, 'Everything', ['*=*']);
  await set(SET, 'Scripts', ['scripts=run']);
  await lane.do(OPERATOR, 'assignPermSet', { set: all, users: [ADMINISTRATOR] });
  return users;
}

async function assign(lane: OpenLane, users: readonly string[]): Promise<void> {
  for (let first = 0; first < users.length; first += AT_ONCE) {
    const some = users.slice(first, first + AT_ONCE).map((id) => `${id}@x.io`);
    await lane.do(ADMINISTRATOR, 'assignPermSet', { set: SET, users: some });
  }
}

async function disabled(lane: OpenLane, holders: number): Promise<Measured> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const began = performance.now();
  let done = false;
  const disabling = lane.do(ADMINISTRATOR, 'disablePermSet', { set: SET }).finally(() => {
    done = true;
  });
  let waited = 0;
  for (let number = 0; !done; number += 1) {
    const asked = performance.now();
    await lane.do(OPERATOR, 'updateProfile', { user: ADMINISTRATOR, name: `Name ${holders} ${number}` });
    waited = Math.max(waited, (performance.now() - asked) / 1000);
  }
  const outcome = await disabling;
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  if (!outcome.accepted || outcome.last - outcome.first !== holders)
    throw new Error(
      `disablePermSet made ${outcome.accepted ? outcome.last - outcome.first + 1 : 'no'} events`,
    );
  return { holders, seconds, waited, grew: (most - before) / 1_000_000 };
}

function section(measured: readonly Measured[]): string {
  const head = ['holders', 'seconds', 'longest wait of others, s', 'memory grew by, MB'];
  const rows = measured.map(({ holders, seconds, waited, grew }) =>
    [holders, seconds, waited, grew].map(figure),
  );
  return `## One disable takes a Permission Set from everybody

One command, from its parsed input to the durable answer: PermSetDisabled and one PermSetUnassigned for each holder, hashed, appended and projected in
one transaction, some thousand at a time. Meanwhile another caller sends one command after the other.

${table(head, rows)}`;
}
