/** PROPERTY: as of any position and any time, asked over GraphQL, on the embedded database and on a server. */
import fc from 'fast-check';
import { test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { asOfIsFold } from './as-of.ts';
import { eachServed } from './asker.ts';

const thinning = fc.record({ stride: fc.constant(5), offset: fc.nat({ max: 4 }) });

eachServed({ pglite: 5, postgres: 5 }, (served, numRuns) => {
  test('the answer as of then is the fold of what had happened', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), thinning, (steps, thin) => asOfIsFold(served(), steps, thin)),
      { numRuns },
    );
  });

  test('at every position and every moment of one run', async () => {
    const property = fc.asyncProperty(randomSteps(60), (steps) =>
      asOfIsFold(served(), steps, { stride: 1, offset: 0 }),
    );
    await fc.assert(property, { numRuns: 1 });
  });
});
