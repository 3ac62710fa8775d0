/** ORACLE: random commands about people, organizations and projects, most of them sensible, many of them illegal, stale or unknown. */
import fc from 'fast-check';
import { ENVIRONMENT_TYPES, ORGANIZATION_PERMISSIONS } from './access.ts';
import {
  anyActor,
  anyUser,
  at,
  byOperator,
  type Choice,
  command,
  expiresAt,
  type Fields,
  maybe,
  mostly,
  pick,
  weighted,
} from './arbitraries.ts';
import {
  BRANCHES,
  EMAILS,
  ENVIRONMENTS,
  IDENTITIES,
  INVITATIONS,
  ISSUER,
  LABELS,
  NAMES,
  NOBODY,
  OPERATOR,
  ORGANIZATION_NAMES,
  ORGANIZATIONS,
  PARTNERS,
  PROJECTS,
  SPARE_EMAILS,
  SUBJECTS,
  TITLES,
  TOKENS,
  USERS,
} from './cast.ts';
import { FITTING, LATE, shouted, tokenOf } from './threads.ts';

// What commands are about: references of every sort, and values that are seldom wrong.

/** Whom most commands are about: those who own nothing. */
const ordinaryUser = mostly<string>(pick(...at(USERS, 2, 3, 3, 4), ...at(EMAILS, 2, 3)), anyUser);
const newcomer = mostly<string>(pick(...at(EMAILS, 2, 3, 4, 4)), anyUser);
/** Whom most invitations are for: those who own nothing, and those who are not registered yet. */
const invited = weighted<string>(
  [8, pick(...at(EMAILS, 2, 3, 4, 4), ...SPARE_EMAILS)],
  [2, pick(...EMAILS, ...EMAILS.map(shouted))],
  [1, pick('nobody', '@')],
);
const invitation = mostly<string>(pick(...INVITATIONS), fc.constant(NOBODY));
const permissions = weighted<unknown>(
  [12, fc.subarray([...ORGANIZATION_PERMISSIONS])],
  [1, pick<unknown>(['project:create'], ['billing', 'billing'], 'billing')],
);
const typeRoles = fc.uniqueArray(
  fc.record({ type: pick(...ENVIRONMENT_TYPES), role: pick('NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN') }),
  { minLength: 1, maxLength: 3, selector: (each) => each.type },
);
const roles = weighted<unknown>(
  [6, fc.record({ project: pick('ADMIN', 'VIEWER') })],
  [8, fc.record({ environmentTypes: typeRoles })],
  [6, fc.record({ project: pick('VIEWER'), environmentTypes: typeRoles })],
  [1, fc.record({ project: pick('ADMIN'), environmentTypes: typeRoles })],
  [1, pick<unknown>({}, { project: 'OWNER' }, { environmentTypes: [{ type: 'QA', role: 'VIEWER' }] })],
);
const title = mostly<string>(pick(...TITLES), pick('', '  ', 'a\u0000b', '\ud800'));
const label = pick(...LABELS);
const handle = mostly<string>(pick(...ORGANIZATION_NAMES), pick('', ' \t '));
const email = weighted<string>(
  [8, pick(...EMAILS, ...SPARE_EMAILS)],
  [2, pick(...EMAILS.map(shouted))],
  [1, pick('x', 'a@b@c')],
);
const branch = pick(...BRANCHES);
/** The place of the hash of a secret, which a harness makes from the token's id. */
const tokenHash = fc.constant('SECRET');

/** One of the organizations, with its projects and environments, and those who run it. */
interface Place {
  readonly organization: fc.Arbitrary<string>;
  readonly project: fc.Arbitrary<string>;
  readonly environment: fc.Arbitrary<string>;
  /** Ids for what is new there, most of them not taken yet. */
  readonly newProject: fc.Arbitrary<string>;
  readonly newEnvironment: fc.Arbitrary<string>;
  readonly invitation: fc.Arbitrary<string>;
  /** Its owner mostly, then whoever may have become an admin or holder of `members`, then anybody. */
  readonly actor: fc.Arbitrary<string>;
}

function place(ids: {
  organization: number;
  name: number;
  projects: number[];
  environments: number[];
  fresh: number[];
  invitations: number[];
  owner: number;
}): Place {
  const names = [
    ...at(ORGANIZATIONS, ids.organization),
    ...at(ORGANIZATIONS, ids.organization),
    ...at(ORGANIZATION_NAMES, ids.name),
  ];
  return {
    organization: mostly<string>(pick(...names), pick(NOBODY, '', ...ORGANIZATION_NAMES)),
    project: mostly<string>(
      pick(...at(PROJECTS, ...ids.projects)),
      pick(NOBODY, ...PROJECTS, ...ORGANIZATIONS),
    ),
    environment: mostly<string>(
      pick(...at(ENVIRONMENTS, ...ids.environments)),
      pick(NOBODY, ...ENVIRONMENTS),
    ),
    newProject: mostly<string>(fc.constant(PROJECTS[3] ?? ''), pick(...PROJECTS)),
    newEnvironment: mostly<string>(pick(...at(ENVIRONMENTS, ...ids.fresh)), pick(...ENVIRONMENTS)),
    invitation: mostly<string>(pick(...at(INVITATIONS, ...ids.invitations)), pick(NOBODY, ...INVITATIONS)),
    actor: weighted<string>(
      [12, pick(...at(USERS, ids.owner))],
      [4, pick(...at(USERS, 2, 3))],
      [2, anyActor],
    ),
  };
}

const PLACES: readonly Place[] = [
  place({
    organization: 0,
    name: 0,
    projects: [0, 0, 0, 1],
    environments: [0, 3, 3, 3, 4, 5, 1],
    fresh: [4, 5, 8],
    invitations: [0, 0, 3, 8, 9],
    owner: 0,
  }),
  place({
    organization: 1,
    name: 3,
    projects: [2],
    environments: [2, 6, 7],
    fresh: [6, 7, 9],
    invitations: [1, 2, 2, 4, 10, 11],
    owner: 1,
  }),
  // Without projects at first, so that it can be deleted.
  place({
    organization: 2,
    name: 4,
    projects: [3],
    environments: [7],
    fresh: [7, 9],
    invitations: [11],
    owner: 2,
  }),
];

/** Commands about a place, with how often each comes. */
const PLACED: Readonly<Record<string, readonly [number, (place: Place) => Fields]>> = {
  renameOrganization: [4, ({ organization }) => ({ organization, name: maybe(handle), label: maybe(label) })],
  deleteOrganization: [4, ({ organization }) => ({ organization })],
  updateMember: [12, ({ organization }) => ({ organization, user: ordinaryUser, permissions, expiresAt })],
  removeMembers: [
    4,
    ({ organization }) => ({ organization, users: fc.array(ordinaryUser, { minLength: 1, maxLength: 2 }) }),
  ],
  transferOwnership: [2, ({ organization }) => ({ organization, user: ordinaryUser })],
  inviteToOrganization: [
    8,
    ({ organization }) => ({
      organization,
      emails: fc.array(invited, { minLength: 1, maxLength: 2 }),
      permissions,
      expiresAt,
      force: maybe(fc.boolean()),
      ids: mostly(
        fc.shuffledSubarray(INVITATIONS.slice(5), { minLength: 2, maxLength: 2 }),
        fc.constant(INVITATIONS.slice(0, 2)),
      ),
      tokenHashes: fc.constant(['SECRET', 'SECRET']),
    }),
  ],
  addMember: [1, ({ organization }) => ({ organization, user: anyUser, permissions })],
  createProject: [
    4,
    ({ organization, newProject, newEnvironment }) => ({
      id: newProject,
      organization,
      title,
      defaultBranch: maybe(weighted<unknown>([2, branch], [1, fc.constant(null)])),
      environmentId: newEnvironment,
    }),
  ],
  renameProject: [4, ({ project }) => ({ project, title })],
  deleteProject: [1, ({ project }) => ({ project })],
  addProjectUser: [
    16,
    ({ project }) => ({
      project,
      user: newcomer,
      roles,
      expiresAt,
      force: maybe(fc.boolean()),
      invitationId: maybe(pick(...INVITATIONS.slice(3))),
      tokenHash: fc.constant('SECRET'),
    }),
  ],
  resendInvitation: [4, ({ invitation }) => ({ invitation, tokenHash: fc.constant('SECRET') })],
  cancelInvitation: [3, ({ invitation }) => ({ invitation })],
  updateProjectUser: [
    18,
    ({ project }) => ({ project, user: ordinaryUser, roles, replace: maybe(fc.boolean()), expiresAt }),
  ],
  removeProjectUser: [6, ({ project }) => ({ project, user: ordinaryUser })],
  createEnvironment: [
    7,
    ({ project, environment, newEnvironment }) => ({
      id: newEnvironment,
      project,
      parent: mostly<unknown>(fc.constant(undefined), environment),
      name: branch,
      type: maybe(mostly<unknown>(pick('STAGING', 'DEVELOPMENT'), pick(...ENVIRONMENT_TYPES))),
    }),
  ],
  deleteEnvironment: [2, ({ environment }) => ({ environment })],
  setEnvironmentType: [
    5,
    ({ environment }) => ({ environment, type: pick('STAGING', 'DEVELOPMENT', 'STAGING', 'PRODUCTION') }),
  ],
  setSshPolicy: [
    4,
    ({ environment }) => ({
      environment,
      minRole: mostly(pick('VIEWER', 'CONTRIBUTOR', 'ADMIN'), fc.constant('NONE')),
    }),
  ],
  redeploy: [8, ({ environment }) => ({ environment })],
  setDefaultBranch: [
    3,
    ({ project, newEnvironment }) => ({ project, branch, environmentId: newEnvironment }),
  ],
};

/** What a token proves: one of few people, whose email may be that of somebody else. */
const identity = fc.record({
  issuer: fc.constant(ISSUER),
  subject: pick(...SUBJECTS),
  email: mostly<string | null>(email, fc.constant(null)),
  emailVerified: mostly(fc.constant(true), fc.constant(false)),
  name: fc.option(pick(...NAMES)),
  standIn: fc.constant(NOBODY),
});
const homePartner = maybe(mostly<string>(pick(...at(PARTNERS, 0, 1)), fc.constant(NOBODY)));
const roleName = mostly<string>(pick('OPERATOR', 'AUDITOR'), fc.constant('KING'));

/** Commands about people and the installation, with how often each comes, and who sends them mostly. */
const OTHERS: Readonly<Record<string, readonly [number, fc.Arbitrary<string>, Fields]>> = {
  createUser: [5, byOperator, { id: pick(...USERS), email, name: pick(...NAMES), homePartner }],
  registerUser: [1, byOperator, { id: pick(...USERS), email, name: pick(...NAMES), homePartner }],
  register: [
    5,
    fc.constant(NOBODY),
    {
      id: pick(...USERS),
      identityId: pick(...IDENTITIES),
      identity: mostly<unknown>(identity, fc.constant(undefined)),
      name: maybe(pick(...NAMES)),
    },
  ],
  updateProfile: [4, byOperator, { user: anyUser, name: maybe(pick(...NAMES, '')), email: maybe(email) }],
  deleteUser: [2, byOperator, { user: ordinaryUser }],
  grantPlatformRole: [4, byOperator, { user: anyUser, role: roleName, expiresAt: maybe(expiresAt) }],
  revokePlatformRole: [4, byOperator, { user: anyUser, role: roleName }],
  issueApiToken: [4, byOperator, { id: pick(...TOKENS), user: anyUser, tokenHash, expiresAt }],
  revokeApiToken: [5, byOperator, { token: mostly(pick(...TOKENS), fc.constant(NOBODY)) }],
  acceptInvitation: [4, anyActor, { token: mostly(invitation.map(tokenOf), fc.constant('no token')) }],
  createOrganization: [
    3,
    mostly<string>(pick(OPERATOR, ...USERS), anyActor),
    {
      id: mostly(fc.constant(ORGANIZATIONS[3]), pick(...ORGANIZATIONS)),
      name: weighted([1, pick(...at(ORGANIZATION_NAMES, 2, 5))], [1, handle]),
      label: maybe(label),
      owner: maybe(anyUser),
    },
  ],
};

/** The commands that are about people, organizations and projects, with how often each comes. */
export const ORGANIZATION_COMMANDS: readonly Choice[] = [
  ...Object.entries(PLACED).flatMap(([name, [weight, fields]]) =>
    PLACES.map((each, n) => ({
      weight: weight * ([6, 3, 1][n] ?? 1),
      arbitrary: command(name, each.actor, fields(each)),
    })),
  ),
  ...Object.entries(OTHERS).map(([name, [weight, actor, fields]]) => ({
    weight: weight * 7,
    arbitrary: command(name, actor, fields),
  })),
  // What the opening has made possible, and chance would seldom find.
  { weight: 56, arbitrary: fc.constantFrom(...FITTING) },
  { weight: 100, arbitrary: fc.constantFrom(...LATE) },
  // Everybody about themselves.
  {
    weight: 32,
    arbitrary: fc.oneof(
      ...USERS.flatMap((user) => [
        command('updateProfile', fc.constant(user), { user: fc.constant(user), name: pick(...NAMES) }),
        command('acceptInvitation', fc.constant(user), { invitation }),
      ]),
    ),
  },
];
