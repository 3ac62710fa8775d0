/** ORACLE: random commands over the small world, and runs of them, in which threads of commands make sense together. */
import fc from 'fast-check';
import { type Choice, pick, weighted } from './arbitraries.ts';
import { MINUTE } from './cast.ts';
import { PORTAL_THREADS } from './portal-threads.ts';
import { ORGANIZATION_COMMANDS } from './random-organizations.ts';
import { PORTAL_COMMANDS } from './random-portal.ts';
import { SET_COMMANDS } from './random-sets.ts';
import type { Command, Step } from './scenario.ts';
import { LIMITED, SET_THREADS } from './set-threads.ts';
import { THREADS } from './threads.ts';

/** Turns of the clock: mostly to where something ends, sometimes between. */
const wait = pick(5, 10, 20, 35, 60).map((count) => ({ do: 'wait', ms: count * MINUTE }) as const);

/** Most commands of a thread, mostly in its order. */
export function mostOf(thread: readonly Step[]): fc.Arbitrary<Step[]> {
  const most = { minLength: Math.ceil(thread.length * 0.6) };
  return weighted<Step[]>([3, fc.subarray([...thread], most)], [1, fc.shuffledSubarray([...thread], most)]);
}

/** What runs are about: most commands of a run are of one theme, so that they meet each other. */
interface Theme {
  readonly weight: number;
  readonly commands: readonly Choice[];
  readonly threads: readonly (readonly Step[])[];
}
const ORGANIZED: Theme = { weight: 4, commands: ORGANIZATION_COMMANDS, threads: Object.values(THREADS) };
const PORTAL: Theme = { weight: 2, commands: PORTAL_COMMANDS, threads: Object.values(PORTAL_THREADS) };
const SETS: Theme = { weight: 3, commands: SET_COMMANDS, threads: Object.values(SET_THREADS) };
const THEMES: readonly Theme[] = [ORGANIZED, PORTAL, SETS];

const anyOf = (choices: readonly Choice[]): fc.Arbitrary<Command> => fc.oneof(...choices);

/** One command of any name. */
export const randomCommand: fc.Arbitrary<Command> = fc.oneof(
  ...THEMES.map(({ weight, commands }) => ({ weight, arbitrary: anyOf(commands) })),
);

/** A run of at most so many steps: single ones, and threads, of which the last may be cut. */
export function randomSteps(maxLength: number): fc.Arbitrary<Step[]> {
  return fc.oneof(
    ...THEMES.map((theme) => ({ weight: theme.weight, arbitrary: themedSteps(theme, maxLength) })),
  );
}

/** A run that is about organizations and projects. */
export function organizationSteps(maxLength: number): fc.Arbitrary<Step[]> {
  return themedSteps(ORGANIZED, maxLength);
}

/** A run that is about Permission Sets, begins with somebody who sees few of them, and leaves their Instances. */
export function setSteps(maxLength: number): fc.Arbitrary<Step[]> {
  const leaves = (step: Step) => step.do !== 'send' || step.command.name !== 'deleteInstance';
  return themedSteps(SETS, maxLength).map((steps) => [...LIMITED, ...steps.filter(leaves)]);
}

function themedSteps({ commands, threads }: Theme, maxLength: number): fc.Arbitrary<Step[]> {
  const themed = weighted<Command>([5, anyOf(commands)], [1, randomCommand]);
  const single: fc.Arbitrary<Step> = weighted<Step>(
    [16, themed.map((command) => ({ do: 'send', command }))],
    [1, fc.nat({ max: 30 }).map((back) => ({ do: 'repeat', back }))],
    [2, wait],
  );
  const steps = weighted<Step[]>([12, single.map((step) => [step])], [1, fc.oneof(...threads.map(mostOf))]);
  // Without bias: half of all runs would be a few steps long.
  const run = fc.noBias(fc.array(steps, { maxLength, size: 'max' }));
  return run.map((parts) => parts.flat().slice(0, maxLength));
}
