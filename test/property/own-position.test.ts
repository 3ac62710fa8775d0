/** PROPERTY: the answers of several mutations in one request, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { type Asker, openAsker } from './asker.ts';
import { type Installation, openInstallation } from './installation.ts';
import { ownPosition, randomMutations } from './own-position.ts';

describe.each([
  ['pglite', 12],
  ['postgres', 6],
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

  test('each mutation is answered from its own commit position', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(10), randomMutations, (steps, mutations) =>
        ownPosition(installation, asker, steps, mutations),
      ),
      { numRuns },
    );
  });
});
