/**
 * PROPERTY: as of any position the answer is the fold of the events up to there; as of any time it is the fold of
 * what had happened by then, less the grants whose time was up; and now is as of now. Names are of that moment, too.
 */
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { exposures } from '../support/oracle/exposures.ts';
import { fold } from '../support/oracle/fold.ts';
import { OPENING } from '../support/oracle/opening.ts';
import { instanceView, partnerView, portalView } from '../support/oracle/portal-views.ts';
import { epochs, type Step } from '../support/oracle/scenario.ts';
import { setsOnInstance, setsView, setView } from '../support/oracle/set-views.ts';
import { organizationView, projectView, userView } from '../support/oracle/views.ts';
import { find } from '../support/oracle/world.ts';
import type { Served } from './asker.ts';
import { Chronicle } from './chronicle.ts';
import type { Installation } from './installation.ts';
import { exposuresOf, IDS, linesOf, nestedViewsQuery, viewsOf } from './nested-views.ts';
import { viewpoints } from './viewpoint.ts';

const QUERIES = {
  now: nestedViewsQuery(IDS, 'now'),
  position: nestedViewsQuery(IDS, 'position'),
  time: nestedViewsQuery(IDS, 'time'),
};

/** Which of the moments are asked about: every `stride`-th, so that a long log need not be asked about whole. */
export interface Thinning {
  readonly stride: number;
  readonly offset: number;
}

export async function asOfIsFold(
  { installation, asker }: Served,
  steps: readonly Step[],
  { stride, offset }: Thinning,
): Promise<void> {
  const chronicle = await runSteps(installation, steps);
  const [auditor] = await viewpoints(installation, chronicle);
  // What is due now has not expired in the log: only its time is up.
  installation.clock.turn(15 * 60_000);
  if (!auditor) throw new Error('nobody can ask');
  const thinned = <T>(all: readonly T[]): T[] => all.filter((_, n) => n % stride === offset % stride);

  const check = async (
    mode: keyof typeof QUERIES,
    variables: Record<string, string>,
    n: number,
    moment: string | null,
  ) => {
    const answer = await asker.ask(auditor.token, QUERIES[mode], variables);
    const told = `${mode} ${JSON.stringify(variables)}`;
    expect(answer.errors, told).toEqual([]);
    const { occurredAt } = chronicle.world;
    const settled = mode === 'position' || (moment !== null && mode === 'time' && moment < occurredAt);
    expect(answer.extensions.tenure, told).toMatchObject({ position: String(n), settled });
    expect(viewsOf(answer.data ?? {}, IDS), told).toEqual(expected(chronicle, n, moment));
    expect(exposuresOf(answer.data ?? {}, IDS), told).toEqual(exposuresThen(chronicle, n, moment));
  };
  const positions = Array.from({ length: chronicle.position + 1 }, (_, n) => n);
  for (const n of thinned(positions)) await check('position', { position: String(n) }, n, null);
  for (const time of thinned(momentsOf(chronicle, installation.clock.now()))) {
    await check('time', { time }, positionAt(chronicle, time), time);
  }
  await check('now', {}, chronicle.position, installation.clock.now());
}

/** Runs steps, whatever becomes of them, and reads what they left. */
export async function runSteps(installation: Installation, steps: readonly Step[]): Promise<Chronicle> {
  await installation.reset();
  let sent = 0;
  for (const command of OPENING) await installation.send(command, `${sent++}`, 0);
  for (const { wait, commands } of epochs(steps)) {
    installation.clock.turn(wait);
    for (const command of commands) await installation.send(command, `${sent++}`, 0);
  }
  const chronicle = new Chronicle(installation.database);
  await chronicle.look();
  return chronicle;
}

function expected(chronicle: Chronicle, n: number, moment: string | null) {
  const world = fold(chronicle.rows.slice(0, n).map((row) => row.event));
  const scene = sceneOf(world, moment);
  const { personal } = chronicle;
  return {
    users: IDS.users.map((id) => {
      const view = userView(scene, personal, id);
      return view && { ...view, ...portalView(scene, id), permissionSets: setsView(scene, id) };
    }),
    organizations: IDS.organizations.map((id) => organizationView(scene, personal, id)),
    projects: IDS.projects.map((id) => projectView(scene, personal, id)),
    partners: IDS.partners.map((id) => partnerView(scene, personal, id)),
    instances: IDS.instances.map((id) => {
      const view = instanceView(scene, personal, id);
      return view && { ...view, permissionSets: setsOnInstance(scene, id) };
    }),
    permSets: IDS.permSets.map((id) => setView(scene, personal, id)),
  };
}

/** The exposures by SSH in each project that there was then. */
function exposuresThen(chronicle: Chronicle, n: number, moment: string | null) {
  const events = chronicle.rows.slice(0, n).map((row) => row.event);
  const world = fold(events);
  const all = exposures(events, moment);
  return IDS.projects.map((id) => {
    return find(world.projects, id) ? linesOf(all.filter(({ projectId }) => projectId === id)) : null;
  });
}

/** The last position that had happened by a moment. */
export function positionAt(chronicle: Chronicle, moment: string): number {
  return chronicle.rows.filter(({ event }) => event.occurredAt <= moment).length;
}

/** Every moment at which something happened or a time was up, the one before and the one after, up to now. */
function momentsOf(chronicle: Chronicle, now: string): string[] {
  const { world, rows } = chronicle;
  const edges = new Set(['1969-12-31T23:59:59.999Z', ...rows.map(({ event }) => event.occurredAt)]);
  for (const { expiresAt } of world.grants) if (expiresAt !== null) edges.add(expiresAt);
  const all = [...edges].flatMap((edge) =>
    [-1, 0, 1].map((ms) => new Date(Date.parse(edge) + ms).toISOString()),
  );
  return [...new Set(all)].filter((moment) => moment <= now).sort();
}
