/** PROPERTY: lines of history, one by one and in any batches, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { historyLines, randomLines } from './history-lines.ts';
import { type Installation, openInstallation } from './installation.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 });

describe.each([
  ['pglite', 5],
  ['postgres', 6],
] as const)('on %s', (kind, numRuns) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
  });
  afterAll(() => installation.close());

  test('lines are whole, in order of time, and the same in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(randomLines(25), sizes, (lines, sizes) => historyLines(installation, lines, sizes)),
      { numRuns },
    );
  });
});
