/** PROPERTY: `can` answers as the oracle does, on the embedded database and on a server. */
import fc from 'fast-check';
import { test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { eachServed } from './asker.ts';
import { canAsTheOracle } from './can.ts';
import { canPermissionAsTheOracle } from './can-permission.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

eachServed({ pglite: 5, postgres: 4 }, (served, numRuns) => {
  test('can says what the rights are, to whom may know', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), share, (steps, at) => canAsTheOracle(served(), steps, at)),
      { numRuns },
    );
  });

  test('canPermission says what the sets cover, to whom may know', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), share, (steps, at) => canPermissionAsTheOracle(served(), steps, at)),
      { numRuns },
    );
  });
});
