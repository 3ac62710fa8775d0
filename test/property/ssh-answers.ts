/**
 * Judges what an answer of the nested views says about SSH in one project, for one viewer: who has it, who should, and
 * who had it too long. Whoever sees the roles of people sees theirs, everybody their own. Flaws are text.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Exposure } from '../support/oracle/exposures.ts';
import type { Personal } from '../support/oracle/personal.ts';
import type { Viewing } from '../support/oracle/viewing.ts';
import { projectView, sortedBy } from '../support/oracle/views.ts';
import { environmentsVerdict, rolesVerdict } from '../support/oracle/visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { linesOf } from './nested-views.ts';

interface Asked {
  readonly viewing: Viewing;
  readonly personal: Personal;
  /** Every exposure of the moment asked about, whoever may see it. */
  readonly exposures: readonly Exposure[];
}

/** What is wrong with the answer to `project(id:)`; nothing when all is well, or the project is hidden. */
export function sshFlaws({ viewing, personal, exposures }: Asked, answer: unknown, id: string): string[] {
  const project = find(viewing.asked.world.projects, id);
  const full = projectView(viewing.asked, personal, id);
  const node = answer as Json | null;
  if (!project || !full || !node || environmentsVerdict(viewing, project) !== 'SHOWN') return [];
  const seen = <T extends { readonly userId: string }>(all: readonly T[]): T[] =>
    all.filter(({ userId }) => rolesVerdict(viewing, userId, project) === 'SHOWN');
  const found: string[] = [];
  const same = (what: string, given: unknown, truth: unknown) => {
    if (!isDeepStrictEqual(given, truth))
      found.push(`${what} is ${JSON.stringify(given)}, not ${JSON.stringify(truth)}`);
  };
  const environments = new Map(nodesOf(node.environments).map((one) => [one.id, one]));
  for (const { id: environment, redeployNeeded, applied, desired } of full.environments) {
    const given = environments.get(environment) ?? {};
    same(`redeployNeeded of ${environment}`, given.redeployNeeded, redeployNeeded);
    same(`sshApplied of ${environment}`, byUser(given.sshApplied), seen(applied));
    same(`sshDesired of ${environment}`, byUser(given.sshDesired), seen(desired));
  }
  const here = exposures.filter(({ projectId }) => projectId === id);
  same('sshExposures', linesOf(nodesOf(node.sshExposures)), linesOf(seen(here)));
  return found;
}

function nodesOf(connection: unknown): Json[] {
  const { edges } = (connection ?? { edges: [] }) as { edges: readonly { node: Json }[] };
  return edges.map(({ node }) => node);
}

const byUser = (connection: unknown): Json[] => sortedBy(nodesOf(connection), ({ userId }) => String(userId));
