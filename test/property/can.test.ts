/** PROPERTY: `can` answers as the oracle does, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { type Asker, openAsker } from './asker.ts';
import { canAsTheOracle } from './can.ts';
import { type Installation, openInstallation } from './installation.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe.each([
  ['pglite', 5],
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

  test('can says what the rights are, to whom may know', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), share, (steps, at) => canAsTheOracle(installation, asker, steps, at)),
      { numRuns },
    );
  });
});
