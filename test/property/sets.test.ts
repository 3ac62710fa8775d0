/** PROPERTY: what is offered of Permission Sets, how they travel, and what is told of their names, on both databases. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setSteps } from '../support/oracle/random-commands.ts';
import { LIMITED } from '../support/oracle/set-threads.ts';
import { eachServed } from './asker.ts';
import { offersAssignable, randomChoices } from './set-choices.ts';
import { setsTravel } from './set-files.ts';
import { randomNamings, TELLING, tellsOfMentions } from './set-names.ts';

eachServed({ pglite: 1, postgres: 2 }, (served, numRuns) => {
  test('the sets that somebody is offered to assign are those that they may, and that the lane lets them', async () => {
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(setSteps(25), randomChoices, async (steps, choices) => {
        offered += await offersAssignable(served(), steps, choices);
      }),
      { numRuns },
    );
    expect(offered).toBeGreaterThan(numRuns);
  });

  test('sets that are exported and imported are exported as the same file', async () => {
    let travelled = 0;
    await fc.assert(
      fc.asyncProperty(setSteps(30), async (steps) => {
        travelled += await setsTravel(served(), steps);
      }),
      { numRuns },
    );
    expect(travelled).toBeGreaterThan(numRuns);
  });

  test('whoever gives a set a name is told which sets mention the old one and the new', async () => {
    const told = { stale: 0, warned: 0, kept: 0 };
    await fc.assert(
      fc.asyncProperty(setSteps(25), randomNamings, async (steps, namings) => {
        const { stale, warned, kept } = await tellsOfMentions(served(), steps, namings);
        told.stale += stale;
        told.warned += warned;
        told.kept += kept;
      }),
      { numRuns: numRuns + 1, examples: [[LIMITED, TELLING]] },
    );
    expect(told.stale).toBeGreaterThan(0);
    expect(told.warned).toBeGreaterThan(0);
    expect(told.kept).toBeGreaterThan(0);
  });
});
