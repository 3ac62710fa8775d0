/** Runs commands and lets everybody ask afterwards, now and as of a position, each their share of the questions. */
import { sceneOf } from '../support/oracle/access.ts';
import { fold } from '../support/oracle/fold.ts';
import type { Step } from '../support/oracle/scenario.ts';
import type { Viewing } from '../support/oracle/viewing.ts';
import { runSteps } from './as-of.ts';
import type { Installation } from './installation.ts';
import { viewpoints } from './viewpoint.ts';

/** One who asks, at one moment. */
interface Asking {
  readonly viewing: Viewing;
  readonly token: string;
  /** The directive that asks about the moment; empty for now. */
  readonly asOf: string;
  /** Which of so many askers this is: they share the questions. */
  readonly n: number;
  readonly askers: number;
}

export async function everybodyAsks(
  installation: Installation,
  steps: readonly Step[],
  share: number,
): Promise<Asking[]> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  // Grants whose time is up without an event yet: they count as of the position, and no longer now.
  installation.clock.turn(15 * 60_000);
  const head = sceneOf(chronicle.world, installation.clock.now());
  const position = Math.floor(share * chronicle.position);
  const then = sceneOf(fold(chronicle.rows.slice(0, position).map(({ event }) => event)), null);
  const moments = [
    { asOf: '', asked: head },
    { asOf: `@asOf(position: "${position}")`, asked: then },
  ];
  const askers = everybody.length;
  return everybody.flatMap(({ user: viewer, token }, n) =>
    moments.map(({ asOf, asked }) => ({ viewing: { viewer, head, asked }, token, asOf, n, askers })),
  );
}
