/** PROPERTY: the answers of several mutations in one request, on the embedded database and on a server. */
import fc from 'fast-check';
import { test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { eachServed } from './asker.ts';
import { ownPosition, randomMutations } from './own-position.ts';

eachServed({ pglite: 12, postgres: 6 }, (served, numRuns) => {
  test('each mutation is answered from its own commit position', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(10), randomMutations, (steps, mutations) =>
        ownPosition(served(), steps, mutations),
      ),
      { numRuns },
    );
  });
});
