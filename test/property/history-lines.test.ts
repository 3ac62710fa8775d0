/** PROPERTY: lines of history, one by one and in any batches, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { historyLines, randomCut, randomLines } from './history-lines.ts';
import { type Installation, openInstallation } from './installation.ts';

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
      fc.asyncProperty(randomLines(25), randomCut, (lines, cut) => historyLines(installation, lines, cut)),
      { numRuns },
    );
  });
});
