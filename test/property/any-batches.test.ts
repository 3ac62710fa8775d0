/** PROPERTY: how commands fall into batches leaves no trace, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { anyBatches, randomBatches } from './any-batches.ts';
import { type Installation, openInstallation } from './installation.ts';

describe.each([
  ['pglite', 8],
  ['postgres', 8],
] as const)('on %s', (kind, numRuns) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
  });
  afterAll(() => installation.close());

  test('any split of the same commands into batches gives the same log', async () => {
    await fc.assert(
      fc.asyncProperty(randomBatches(40), ([steps, split]) => anyBatches(installation, steps, split)),
      { numRuns },
    );
  });
});
