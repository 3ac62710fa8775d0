/** PROPERTY: what is offered to choose from is what is then accepted, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { type Asker, openAsker } from './asker.ts';
import { offersWhatIsAccepted, randomProbes } from './choosing.ts';
import { type Installation, openInstallation } from './installation.ts';

describe.each([
  ['pglite', 5],
  ['postgres', 5],
] as const)('on %s', (kind, numRuns) => {
  let installation: Installation;
  let asker: Asker;
  beforeAll(async () => {
    installation = await openInstallation(kind);
    asker = openAsker(installation);
  });
  afterAll(async () => {
    await asker.close();
    await installation.close();
  });

  test('what is offered is what is accepted', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(randomSteps(25), randomProbes, async (steps, probes) => {
        accepted += await offersWhatIsAccepted(installation, asker, steps, probes);
      }),
      { numRuns },
    );
    expect(accepted).toBeGreaterThan(numRuns);
  });
});
