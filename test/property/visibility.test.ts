/** PROPERTY: everybody sees all that they may see and nothing else, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { type Asker, openAsker } from './asker.ts';
import { type Installation, openInstallation } from './installation.ts';
import { seesExactly } from './visibility.ts';

const moment = fc.record({
  by: fc.constantFrom('now', 'position', 'time'),
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
});

describe.each([
  ['pglite', 6],
  ['postgres', 4],
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

  test('everybody sees all that they may see and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), fc.tuple(moment, moment), (steps, moments) =>
        seesExactly(installation, asker, steps, moments),
      ),
      // What fails is shown before the time of the test is up.
      { numRuns, interruptAfterTimeLimit: 40_000 },
    );
  });
});
