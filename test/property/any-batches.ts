/**
 * PROPERTY: any split of the same commands into batches gives the same log, byte for byte, and every command the
 * same answer. The clock stands still within an epoch; ids and seeds are the same.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { OPENING } from '../support/oracle/opening.ts';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { readHead } from '../support/oracle/read-log.ts';
import { type Command, type Epoch, epochs, type Step } from '../support/oracle/scenario.ts';
import { everyRow } from './every-row.ts';
import type { Installation, Sent } from './installation.ts';

/** How commands are cut into batches: a list of sizes, used in turn, and what else a batch may meet. */
export interface Split {
  readonly sizes: readonly number[];
  /** The most that one transaction takes, whatever was submitted together. */
  readonly mostInBatch: number;
  /** After every so many groups the lane starts afresh, and remembers nothing; 0 = never. */
  readonly coldAfter: number;
  /** How many ends of grants are at hand at once at most. */
  readonly sweptAtOnce?: number;
}

const randomSplit: fc.Arbitrary<Split> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
  mostInBatch: fc.constantFrom(256, 256, 7, 3),
  coldAfter: fc.constantFrom(0, 0, 1, 3),
  sweptAtOnce: fc.constantFrom(4_000, 2, 1),
});

/** A run, two ways to cut it beside one by one and all at once. */
export const randomBatches = (maxLength: number) => fc.tuple(randomSteps(maxLength), randomSplit);

/** Runs the steps one by one, and again in other batches; everything that is left behind must be the same. */
export async function anyBatches(
  installation: Installation,
  steps: readonly Step[],
  split: Split,
): Promise<void> {
  const [first, ...others] = epochs(steps);
  const run: readonly Epoch[] = [{ wait: 0, commands: [...OPENING, ...(first?.commands ?? [])] }, ...others];
  const oneByOne = await runIn(installation, run, { sizes: [1], mostInBatch: 1, coldAfter: 0 });
  const atOnce = await runIn(installation, run, { sizes: [1_000], mostInBatch: 1_000, coldAfter: 0 });
  expect(atOnce, 'all at once').toEqual(oneByOne);
  const other = await runIn(installation, run, split);
  expect(other, `in batches of ${JSON.stringify(split)}`).toEqual(oneByOne);
}

async function runIn(installation: Installation, run: readonly Epoch[], split: Split) {
  await installation.reset();
  await installation.restart(split);
  const answers: string[] = [];
  let groups = 0;
  let sent = 0;
  for (const { wait, commands } of run) {
    installation.clock.turn(wait);
    // What `seen` means must not depend on the batches.
    const { position } = await readHead(installation.database);
    for (let at = 0; at < commands.length; ) {
      const size = split.sizes[groups % split.sizes.length] ?? 1;
      const group = commands.slice(at, at + size);
      const outcomes = await Promise.all(
        group.map((each, n) => installation.send(each, `${sent + n}`, position)),
      );
      answers.push(...outcomes.map((outcome, n) => answer(group[n], outcome)));
      at += group.length;
      sent += group.length;
      groups += 1;
      if (split.coldAfter > 0 && groups % split.coldAfter === 0) {
        await installation.restart(split);
      }
    }
  }
  return { answers, rows: await everyRow(installation.database) };
}

/** An answer as text, but for the events, which are in the log. */
function answer(command: Command | undefined, outcome: Sent): string {
  const { name, actor } = command ?? {};
  if (outcome.accepted) {
    const { replayed, changed, first, last, position, commandId } = outcome;
    return JSON.stringify({ name, actor, replayed, changed, first, last, position, commandId });
  }
  // How many holders a refusal names is up to how many are at hand.
  const { code, message, facts: { holders: _holders, ...facts } = {} } = outcome.refusal;
  return JSON.stringify({ name, actor, code, message, facts, position: outcome.position });
}
