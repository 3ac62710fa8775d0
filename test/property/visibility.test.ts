/** PROPERTY: everybody sees all that they may see and nothing else, on the embedded database and on a server. */
import fc from 'fast-check';
import { test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { eachServed } from './asker.ts';
import { seesExactly } from './visibility.ts';

const moment = fc.record({
  by: fc.constantFrom('now', 'position', 'time'),
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
});

eachServed({ pglite: 6, postgres: 4 }, (served, numRuns) => {
  test('everybody sees all that they may see and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), fc.tuple(moment, moment), (steps, moments) =>
        seesExactly(served(), steps, moments),
      ),
      // What fails is shown before the time of the test is up.
      { numRuns, interruptAfterTimeLimit: 40_000 },
    );
  });
});
