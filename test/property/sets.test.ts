/** PROPERTY: what is offered of Permission Sets, how they travel, and what is told of their names, on both databases. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setSteps } from '../support/oracle/random-commands.ts';
import { LIMITED } from '../support/oracle/set-threads.ts';
import { writtenSets } from '../support/oracle/written-sets.ts';
import { eachServed } from './asker.ts';
import { CHOOSING, offersAssignable, randomChoices } from './set-choices.ts';
import { setsTravel } from './set-files.ts';
import { randomNamings, TELLING, tellsOfMentions } from './set-names.ts';

// What is counted shows that a property is about something: the examples see to that, whatever chance brings.
eachServed({ pglite: 2, postgres: 3 }, (served, numRuns) => {
  test('the sets that somebody is offered to assign are those that they may, and that the lane lets them', async () => {
    let partly = 0;
    await fc.assert(
      fc.asyncProperty(setSteps(25), randomChoices, async (steps, choices) => {
        partly += await offersAssignable(served(), steps, choices);
      }),
      { numRuns, examples: [[LIMITED, CHOOSING]] },
    );
    expect(partly).toBeGreaterThan(0);
  });

  test('sets that are exported and imported are exported as the same file', async () => {
    let partly = 0;
    await fc.assert(
      fc.asyncProperty(setSteps(30), writtenSets, async (steps, written) => {
        partly += await setsTravel(served(), steps, written);
      }),
      { numRuns, examples: [[[...LIMITED], []]] },
    );
    expect(partly).toBeGreaterThan(0);
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
      { numRuns, examples: [[LIMITED, TELLING]] },
    );
    expect(told.stale).toBeGreaterThan(0);
    expect(told.warned).toBeGreaterThan(0);
    expect(told.kept).toBeGreaterThan(0);
  });
});
