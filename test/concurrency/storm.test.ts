/** CONCURRENCY: three processes, 32 callers, one log, and everything that can go wrong around a COMMIT. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openInstallation } from '../property/installation.ts';
import { startWholeServer } from './processes.ts';
import { weather } from './storm.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation('postgres');
});
afterAll(() => installation.close());

test('nothing acknowledged is lost, nothing failed stands, and a follower sees every event once in order', async () => {
  const { url } = installation.created;
  if (url === undefined) throw new Error('a server has an address');
  const aftermath = await weather({
    installation,
    url,
    processes: 3,
    start: startWholeServer,
    callers: 32,
    seconds: 10,
    changes: 300,
    random: Math.random,
  });
  expect(aftermath.expired).toBeGreaterThan(0);
  for (const name of ['acceptInvitation', 'transferOwnership', 'removeMembers', 'redeploy'])
    expect(aftermath.changed[name], name).toBeGreaterThan(0);
  expect(aftermath.faults.killed).toBeGreaterThan(10);
  expect(aftermath.faults.cutAfter).toBeGreaterThan(2);
  expect(aftermath.faults.cutBefore).toBeGreaterThan(2);
});
