/**
 * PROPERTY: `can` answers everybody about everybody, everywhere, now and as of a position, as the oracle does: what the
 * rights of that moment are, FORBIDDEN where what is held may not be read, nothing where user or target are hidden.
 */
import { expect } from 'vitest';
import { ENVIRONMENT_TYPES } from '../support/oracle/access.ts';
import { ENVIRONMENTS, INSTANCES, ORGANIZATIONS, PARTNERS, PROJECTS, USERS } from '../support/oracle/cast.ts';
import { LEVELS, type Levelled, thing } from '../support/oracle/portal.ts';
import { levelOn } from '../support/oracle/portal-views.ts';
import { accessVerdict, instanceDoor, partnerDoor } from '../support/oracle/portal-visibility.ts';
import {
  ALL_ENVIRONMENT_RIGHTS,
  ALL_ORGANIZATION_RIGHTS,
  ALL_PROJECT_RIGHTS,
  environmentRights,
  levelRights,
  organizationRights,
  projectRights,
  typeRights,
} from '../support/oracle/rights.ts';
import type { Step } from '../support/oracle/scenario.ts';
import type { Verdict, Viewing } from '../support/oracle/viewing.ts';
import { organizationAccess, projectAccess } from '../support/oracle/views.ts';
import {
  environmentsVerdict,
  nameVerdict,
  organizationDoor,
  permissionsVerdict,
  projectDoor,
  rolesVerdict,
} from '../support/oracle/visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Served } from './asker.ts';
import { everybodyAsks } from './everybody-asks.ts';
import { OPERATOR_ID } from './installation.ts';

interface Question {
  readonly user: string;
  readonly right: string;
  readonly target: string;
  readonly environmentType?: string;
}

/** What the oracle makes of a question: whether it exists for the viewer, may be read by them, and the answer. */
interface Truth {
  readonly exists: Verdict;
  readonly readable: Verdict;
  readonly rights: readonly string[];
}

const places: readonly {
  readonly target: string;
  readonly environmentType?: string;
  readonly rights: readonly string[];
}[] = [
  ...INSTANCES.map((target) => ({ target, rights: levelRights('INSTANCE_ACCESS', 'WRITE_AND_DEPLOY') })),
  ...PARTNERS.map((target) => ({ target, rights: levelRights('PARTNER_ACCESS', 'WRITE') })),
  ...ORGANIZATIONS.map((target) => ({ target, rights: ALL_ORGANIZATION_RIGHTS })),
  ...PROJECTS.map((target) => ({ target, rights: ALL_PROJECT_RIGHTS })),
  ...PROJECTS.flatMap((target) =>
    ENVIRONMENT_TYPES.map((environmentType) => ({
      target,
      environmentType,
      rights: ALL_ENVIRONMENT_RIGHTS.filter((right) => right !== 'SSH'),
    })),
  ),
  ...ENVIRONMENTS.map((target) => ({ target, rights: ALL_ENVIRONMENT_RIGHTS })),
];
const QUESTIONS: readonly Question[] = [OPERATOR_ID, ...USERS].flatMap((user) =>
  places.flatMap(({ rights, ...place }) => rights.map((right) => ({ ...place, user, right }))),
);

const document = (asOf: string) =>
  `query ($checks: [CheckInput!]!) ${asOf} { canEach(checks: $checks) { allowed givenBy { source } } }`;

export async function canAsTheOracle(
  { installation, asker }: Served,
  steps: readonly Step[],
  share: number,
): Promise<void> {
  for (const { viewing, token, asOf, n, askers } of await everybodyAsks(installation, steps, share)) {
    const checks = QUESTIONS.filter((_, index) => index % askers === n).slice(0, 500);
    const { data, errors } = await asker.ask(token, document(asOf), { checks });
    const answers = data?.canEach as readonly (null | { allowed: boolean; givenBy: unknown[] })[];
    const refused = errors as unknown as { path: [string, number]; extensions: { code: string } }[];
    const codes = new Map(refused.map(({ path: [, index], extensions: { code } }) => [index, code]));
    for (const [index, question] of checks.entries()) {
      const answer = answers[index] ?? null;
      const told = `${viewing.viewer} ${asOf} ${JSON.stringify(question)}`;
      if (answer) expect(answer.givenBy.length > 0, told).toBe(answer.allowed);
      const outcome = answer ? String(answer.allowed) : (codes.get(index) ?? 'NOTHING');
      expect(outcomes(truthOf(viewing, question), question), told).toContain(outcome);
    }
  }
}

/** What may be answered. */
function outcomes({ exists, readable, rights }: Truth, { right }: Question): string[] {
  const answer = readable === 'SHOWN' ? String(rights.includes(right)) : 'FORBIDDEN';
  if (exists === 'SHOWN') return [answer];
  return exists === 'HIDDEN' ? ['NOTHING'] : ['NOTHING', answer];
}

function truthOf(viewing: Viewing, question: Question): Truth {
  const { asked, viewer } = viewing;
  const { user, target, environmentType } = question;
  const unknown: Truth = { exists: 'HIDDEN', readable: 'HIDDEN', rights: [] };
  if (!find(asked.world.users, user)) return unknown;
  const knows = user === viewer ? 'SHOWN' : nameVerdict(viewing, user);
  const both = (there: Verdict): Verdict => {
    if (knows === 'HIDDEN' || there === 'HIDDEN') return 'HIDDEN';
    return knows === 'SHOWN' && there === 'SHOWN' ? 'SHOWN' : 'EITHER';
  };
  const own = (door: Verdict, held: boolean): Verdict => (user === viewer && held ? 'SHOWN' : door);

  for (const kind of Object.keys(LEVELS) as Levelled[]) {
    if (!thing(asked.world, kind, target)) continue;
    const held = levelOn(asked, kind, user, target);
    const door = kind === 'INSTANCE_ACCESS' ? instanceDoor : partnerDoor;
    return {
      exists: both(own(door(viewing, { id: target }) ? 'SHOWN' : 'HIDDEN', held !== null)),
      readable: accessVerdict(viewing, kind, user, target),
      // What is held around it gives nothing here (IN-14, IN-15).
      rights: held?.rights ?? [],
    };
  }
  const organization = find(asked.world.organizations, target);
  if (organization) {
    const { since, owner, permissions } = organizationAccess(asked, user, organization);
    const door = organizationDoor(viewing, organization) ? 'SHOWN' : 'HIDDEN';
    return {
      exists: both(own(door, since !== null || owner)),
      readable: permissionsVerdict(viewing, user, target),
      rights: organizationRights(permissions.map(({ permission }) => permission)),
    };
  }
  const project = find(asked.world.projects, target);
  if (project) {
    const access = projectAccess(asked, user, project);
    const rights = environmentType
      ? typeRights(asked, user, project, environmentType)
      : access
        ? projectRights(access.role)
        : [];
    const exists = both(own(projectDoor(viewing, project), access !== null));
    return { exists, readable: rolesVerdict(viewing, user, project), rights };
  }
  const environment = find(asked.world.environments, target);
  const around = environment && find(asked.world.projects, environment.projectId);
  if (!environment || !around) return unknown;
  return {
    exists: both(environmentsVerdict(viewing, around)),
    readable: rolesVerdict(viewing, user, around),
    rights: environmentRights(asked, user, around, environment),
  };
}
