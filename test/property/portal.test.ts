/** PROPERTY: Instances and Partners stay apart, and what can be shared is what is accepted, on both databases. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../support/databases.ts';
import { World } from '../support/world.ts';
import { keepsApart, raisePortal, randomProbes, randomSteps, sharesWhatIsOffered } from './portal.ts';

eachDatabase('The Partner Portal', (fresh) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(fresh());
    await raisePortal(world);
  });
  afterAll(() => world?.close());

  // One portal, whose history goes on from run to run.
  test('keeps Instances and Partners apart, and offers what it accepts', async () => {
    let accepted = 0;
    const numRuns = 8;
    await fc.assert(
      fc.asyncProperty(randomSteps, randomProbes, async (steps, probes) => {
        await keepsApart(world, steps);
        accepted += await sharesWhatIsOffered(world, probes);
      }),
      { numRuns, endOnFailure: true },
    );
    expect(accepted).toBeGreaterThan(numRuns);
  });
});
