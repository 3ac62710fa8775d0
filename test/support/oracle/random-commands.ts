/** ORACLE: random commands over the small world, most of them sensible, many of them illegal, stale or unknown. */
import fc from 'fast-check';
import { ENVIRONMENT_TYPES, ORGANIZATION_PERMISSIONS } from './access.ts';
import {
  BRANCHES,
  EMAILS,
  ENVIRONMENTS,
  LABELS,
  MINUTE,
  minutes,
  NAMES,
  NOBODY,
  OPERATOR,
  ORGANIZATION_NAMES,
  ORGANIZATIONS,
  PROJECTS,
  REASONS,
  SPARE_EMAILS,
  TITLES,
  TOKENS,
  USERS,
} from './cast.ts';
import type { Command, Step } from './scenario.ts';

type Arb = fc.Arbitrary<unknown>;
const pick = fc.constantFrom;

/** Picks one of the arbitraries, each as often as its weight says. */
function weighted<T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const shouted = (texts: readonly string[]) => texts.map((text) => ` ${text.toUpperCase()} `);

const userRef = weighted<string>(
  [20, pick(...USERS)],
  [5, pick(...EMAILS)],
  [1, pick(...shouted(EMAILS), ...SPARE_EMAILS)],
  [1, pick(OPERATOR, NOBODY, 'nobody@example.test', 'no reference')],
);
const organizationRef = weighted<string>(
  [15, pick(...ORGANIZATIONS)],
  [4, pick(...ORGANIZATION_NAMES)],
  [1, pick(NOBODY, '')],
);
const project = weighted<string>([20, pick(...PROJECTS)], [1, pick(NOBODY, ORGANIZATIONS[0] ?? NOBODY)]);
const environment = weighted<string>([20, pick(...ENVIRONMENTS)], [1, pick(NOBODY)]);
const token = weighted<string>([9, pick(...TOKENS)], [1, pick(NOBODY)]);
const permissions = weighted<unknown>(
  [15, fc.subarray([...ORGANIZATION_PERMISSIONS])],
  [1, pick<unknown>(['project:create'], ['billing', 'billing'], 'billing')],
);
const environmentTypes = fc.array(
  fc.record({ type: pick(...ENVIRONMENT_TYPES), role: pick('NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN') }),
  { maxLength: 3 },
);
const roles = weighted<unknown>(
  [4, fc.record({ project: pick('ADMIN', 'VIEWER') })],
  [6, fc.record({ environmentTypes })],
  [4, fc.record({ project: pick('VIEWER', 'ADMIN'), environmentTypes })],
  [1, pick<unknown>({}, { project: 'OWNER' }, { environmentTypes: [{ type: 'QA', role: 'VIEWER' }] })],
);
/** Left out, null, or one of few moments, so that several end at the same instant; some lie in the past. */
const expiresAt = weighted<unknown>(
  [6, fc.constant(undefined)],
  [2, fc.constant(null)],
  [8, fc.integer({ min: 1, max: 16 }).map((n) => minutes(n * 10))],
  [1, pick<unknown>('2024-02-30T00:00:00Z', minutes(0), '2024-03-01T02:00:00.0009+01:00')],
);
const title = weighted<string>([12, pick(...TITLES)], [1, pick('', '  ', 'a\u0000b', '\ud800')]);
const label = pick(...LABELS);
const handle = weighted<string>([12, pick(...ORGANIZATION_NAMES)], [1, pick('', ' \t ')]);
const email = weighted<string>(
  [8, pick(...EMAILS, ...SPARE_EMAILS)],
  [2, pick(...shouted(EMAILS))],
  [1, pick('x', 'a@b@c')],
);
const branch = pick(...BRANCHES);
const tokenHash = fc.integer({ min: 0, max: 7 }).map((n) => String(n).repeat(64));

/** Every command with how often it comes and what its input looks like. */
const INPUTS: Readonly<Record<string, readonly [number, Readonly<Record<string, Arb>>]>> = {
  createUser: [4, { id: pick(...USERS), email, name: pick(...NAMES) }],
  registerUser: [1, { id: pick(...USERS), email, name: pick(...NAMES) }],
  updateProfile: [3, { user: userRef, name: maybe(pick(...NAMES, '')), email: maybe(email) }],
  deleteUser: [2, { user: userRef }],
  grantPlatformRole: [3, { user: userRef, role: pick('OPERATOR', 'AUDITOR', 'KING'), expiresAt }],
  revokePlatformRole: [3, { user: userRef, role: pick('OPERATOR', 'AUDITOR') }],
  issueApiToken: [2, { id: pick(...TOKENS), user: userRef, tokenHash, expiresAt }],
  revokeApiToken: [2, { token }],
  createOrganization: [
    3,
    { id: pick(...ORGANIZATIONS), name: handle, label: maybe(label), owner: maybe(userRef) },
  ],
  renameOrganization: [4, { organization: organizationRef, name: maybe(handle), label: maybe(label) }],
  deleteOrganization: [1, { organization: organizationRef }],
  addMember: [1, { organization: organizationRef, user: userRef, permissions }],
  updateMember: [12, { organization: organizationRef, user: userRef, permissions, expiresAt }],
  removeMembers: [
    5,
    { organization: organizationRef, users: fc.array(userRef, { minLength: 1, maxLength: 2 }) },
  ],
  createProject: [
    5,
    {
      id: pick(...PROJECTS),
      organization: organizationRef,
      title,
      defaultBranch: maybe(weighted<unknown>([2, branch], [1, fc.constant(null)])),
      environmentId: pick(...ENVIRONMENTS),
    },
  ],
  renameProject: [4, { project, title }],
  deleteProject: [1, { project }],
  addProjectUser: [16, { project, user: userRef, roles, expiresAt }],
  updateProjectUser: [16, { project, user: userRef, roles, replace: maybe(fc.boolean()), expiresAt }],
  removeProjectUser: [6, { project, user: userRef }],
  createEnvironment: [
    6,
    {
      id: pick(...ENVIRONMENTS),
      project,
      parent: maybe(environment),
      name: branch,
      type: maybe(pick(...ENVIRONMENT_TYPES)),
    },
  ],
  deleteEnvironment: [2, { environment }],
  setEnvironmentType: [4, { environment, type: pick(...ENVIRONMENT_TYPES) }],
  setDefaultBranch: [3, { project, branch, environmentId: pick(...ENVIRONMENTS) }],
};

/** The arbitrary, or the field left out. */
function maybe(arbitrary: Arb): Arb {
  return fc.option(arbitrary, { nil: undefined });
}

/** Drops what is undefined: JSON could not carry it. */
function sent(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** Whoever owns something comes most often, so that most commands are allowed. */
const actor = weighted<string>(
  [3, fc.constant(OPERATOR)],
  [7, fc.constant(USERS[0] ?? OPERATOR)],
  [3, fc.constant(USERS[1] ?? OPERATOR)],
  [4, pick(...USERS)],
  [0.2, fc.constant(NOBODY)],
);

/** Keys that come again with other content now and then. */
const key = weighted<string | undefined>([8, fc.constant(undefined)], [2, pick('k1', 'k2', 'k3')]);
const seen = weighted<Command['seen']>([12, fc.constant(undefined)], [1, pick('nothing', 'head')]);
const reason = weighted<string | undefined>([6, fc.constant(undefined)], [1, pick(...REASONS)]);

/** One command of any name. */
export const randomCommand: fc.Arbitrary<Command> = fc.oneof(
  ...Object.entries(INPUTS).map(([name, [weight, fields]]) => ({
    weight,
    arbitrary: fc
      .record({ actor, input: fc.record(fields).map(sent), key, seen, reason })
      .map((parts) => ({ ...sent(parts), name }) as Command),
  })),
);

/** Turns of the clock: mostly to where something ends, sometimes between. */
const wait = pick(5, 10, 10, 20, 35).map((count) => ({ do: 'wait', ms: count * MINUTE }) as const);

/** A run of at most so many steps. */
export function randomSteps(maxLength: number, minLength = 0): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = weighted<Step>(
    [16, randomCommand.map((command) => ({ do: 'send', command }))],
    [2, fc.nat({ max: 30 }).map((back) => ({ do: 'repeat', back }))],
    [2, wait],
  );
  return fc.array(step, { maxLength, minLength, size: 'max' });
}
