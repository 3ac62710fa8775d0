/** PROPERTY, at length: every property with thousands of cases, and the bugs that take more runs to be found. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { anyBatches, randomBatches } from '../property/any-batches.ts';
import { asOfIsFold } from '../property/as-of.ts';
import { eachServed } from '../property/asker.ts';
import { historyLines, randomCut, randomLines } from '../property/history-lines.ts';
import { ownPosition, randomMutations } from '../property/own-position.ts';
import { MORE_BUGS } from '../property/seeded-bugs.ts';
import { MORE_PORTAL_BUGS } from '../property/seeded-portal.ts';
import { MORE_RULE_BUGS } from '../property/seeded-rules.ts';
import { MORE_SET_BUGS } from '../property/seeded-sets.ts';
import { mend } from '../property/seeding.ts';
import { offersAssignable, randomChoices } from '../property/set-choices.ts';
import { setsTravel } from '../property/set-files.ts';
import { randomNamings, tellsOfMentions } from '../property/set-names.ts';
import { soundLog } from '../property/sound-log.ts';
import { seesExactly } from '../property/visibility.ts';
import { randomSteps, setSteps } from '../support/oracle/random-commands.ts';
import { writtenSets } from '../support/oracle/written-sets.ts';

const moment = fc.record({
  by: fc.constantFrom('now', 'position', 'time'),
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
});
const moments = fc.tuple(moment, moment, moment);
const thinning = fc.record({ stride: fc.constant(3), offset: fc.nat({ max: 2 }) });

eachServed({ pglite: 1, postgres: 0.5 }, (served, share) => {
  const runs = (count: number) => ({ numRuns: Math.ceil(count * share) });

  test('the log stays sound after every command', () =>
    fc.assert(
      fc.asyncProperty(randomSteps(70), (steps) => soundLog(served().installation, steps)),
      runs(500),
    ));

  test('any split of the same commands into batches gives the same log', () =>
    fc.assert(
      fc.asyncProperty(randomBatches(70), ([steps, split]) =>
        anyBatches(served().installation, steps, split),
      ),
      runs(300),
    ));

  test('lines of history are whole, in order of time, and the same in any batches', () =>
    fc.assert(
      fc.asyncProperty(randomLines(40), randomCut, (lines, cut) =>
        historyLines(served().installation, lines, cut),
      ),
      runs(200),
    ));

  test('the answer as of then is the fold of what had happened', () =>
    fc.assert(
      fc.asyncProperty(randomSteps(70), thinning, (steps, thin) => asOfIsFold(served(), steps, thin)),
      runs(150),
    ));

  test('everybody sees all that they may see and nothing else', () =>
    fc.assert(
      fc.asyncProperty(randomSteps(60), moments, (steps, about) => seesExactly(served(), steps, about)),
      runs(100),
    ));

  test('the sets that somebody is offered to assign are those that they may, and that the lane lets them', () =>
    fc.assert(
      fc.asyncProperty(setSteps(60), randomChoices, async (steps, choices) => {
        await offersAssignable(served(), steps, choices);
      }),
      runs(100),
    ));

  test('sets that are exported and imported are exported as the same file', () =>
    fc.assert(
      fc.asyncProperty(setSteps(60), writtenSets, async (steps, written) => {
        await setsTravel(served(), steps, written);
      }),
      runs(60),
    ));

  test('whoever gives a set a name is told which sets mention the old one and the new', () =>
    fc.assert(
      fc.asyncProperty(setSteps(60), randomNamings, async (steps, namings) => {
        await tellsOfMentions(served(), steps, namings);
      }),
      runs(100),
    ));

  test('each mutation is answered from its own commit position', () =>
    fc.assert(
      fc.asyncProperty(randomSteps(30), randomMutations, (steps, mutations) =>
        ownPosition(served(), steps, mutations),
      ),
      runs(200),
    ));
});

describe('a seeded bug', () => {
  afterEach(mend);

  test.each(Object.entries({ ...MORE_BUGS, ...MORE_RULE_BUGS, ...MORE_PORTAL_BUGS, ...MORE_SET_BUGS }))(
    '%s',
    async (_name, bug) => {
      expect(await bug()).toBe(true);
    },
  );
});
