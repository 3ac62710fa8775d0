/** PROPERTY: what is offered to choose from is what is then accepted, on the embedded database and on a server. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { eachServed } from './asker.ts';
import { offersWhatIsAccepted, randomProbes } from './choosing.ts';

eachServed({ pglite: 5, postgres: 5 }, (served, numRuns) => {
  test('what is offered is what is accepted', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(randomSteps(25), randomProbes, async (steps, probes) => {
        accepted += await offersWhatIsAccepted(served(), steps, probes);
      }),
      { numRuns },
    );
    expect(accepted).toBeGreaterThan(numRuns);
  });
});
