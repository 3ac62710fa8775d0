/** CONCURRENCY, at length: the storm for minutes, again and again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLane, startWholeServer } from '../concurrency/processes.ts';
import { weather } from '../concurrency/storm.ts';
import { type Installation, openInstallation } from '../property/installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation('postgres');
});
afterAll(() => installation.close());

test.each([
  ['whole servers', startWholeServer],
  ['lanes alone', startLane],
  ['whole servers again', startWholeServer],
])('a storm over %s', async (_name, start) => {
  const { url } = installation.created;
  if (url === undefined) throw new Error('a server has an address');
  const storm = {
    installation,
    url,
    start,
    processes: 3,
    callers: 32,
    seconds: 90,
    changes: 1_000,
    random: Math.random,
  };
  const aftermath = await weather(storm);
  expect(aftermath.expired).toBeGreaterThan(10);
  for (const [name, times] of Object.entries(aftermath.changed)) expect(times, name).toBeGreaterThan(0);
  expect(aftermath.faults.killed).toBeGreaterThan(100);
  expect(aftermath.faults.cutAfter).toBeGreaterThan(30);
});
