/** PROPERTY: the log stays sound whatever is commanded, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { type Installation, openInstallation } from './installation.ts';
import { soundLog } from './sound-log.ts';

describe.each([
  ['pglite', 10],
  ['postgres', 5],
] as const)('on %s', (kind, numRuns) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
  });
  afterAll(() => installation.close());

  test('the log stays sound after every command', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), (steps) => soundLog(installation, steps)),
      { numRuns },
    );
  });
});
