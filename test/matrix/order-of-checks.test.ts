// In which order the checks of every command answer (rule U5): each input here is refused for several reasons at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/features.ts';
import type { Json } from '../support/asking.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf } from '../support/given.ts';
import { World } from '../support/world.ts';
import { INPUTS, raise, type Somebody, sent } from './world.ts';

interface Row {
  /** Who may. */
  readonly by: Somebody;
  /** What the domain answers to the input below; none where it would be carried out. */
  readonly answer?: string;
  readonly input: Json;
  /** Somebody who may know of the thing, and may not do this. */
  readonly forbidden: Somebody;
  /** What somebody is answered who may not know of it. */
  readonly stranger: 'NOT_FOUND' | 'FORBIDDEN';
  /** Whether it makes something new, about which nothing can have changed. */
  readonly makesNew?: boolean;
}

const project = idOf('P1');
const acme = { organization: 'acme' };
const accepted = { invitation: idOf('invitation of member') };
const ofOperators = { by: 'op', forbidden: 'owner', stranger: 'FORBIDDEN' } as const;
const ofOwners = { by: 'owner', forbidden: 'member', stranger: 'NOT_FOUND' } as const;
const ofPartners = { by: 'partnerWriter', forbidden: 'partnerReader', stranger: 'NOT_FOUND' } as const;
const ofInstances = { by: 'writer', forbidden: 'reader', stranger: 'NOT_FOUND' } as const;
const ofSets = { by: 'administrator', forbidden: 'holder', stranger: 'NOT_FOUND' } as const;
const onS = { set: idOf('S') };
const onP = { partner: idOf('P') };
const onI1 = { instance: idOf('I1') };
const ofAdmins = { by: 'admin', forbidden: 'viewer', stranger: 'NOT_FOUND' } as const;

const ROWS: Readonly<Record<string, Row>> = {
  createUser: {
    ...ofOperators,
    answer: 'EMAIL_TAKEN',
    input: { email: 'Tom@x.io', name: 'Tom' },
    makesNew: true,
  },
  updateProfile: { ...ofOperators, answer: 'EMAIL_TAKEN', input: { user: 'tom@x.io', email: 'new@x.io' } },
  deleteUser: { ...ofOperators, answer: 'OWNER_NOT_REMOVABLE', input: { user: 'owner@x.io' } },
  grantPlatformRole: {
    ...ofOperators,
    answer: 'unchanged',
    input: { user: 'auditor@x.io', role: 'AUDITOR' },
  },
  revokePlatformRole: { ...ofOperators, input: { user: 'auditor@x.io', role: 'AUDITOR' } },
  issueApiToken: { ...ofOperators, input: { user: 'tom@x.io' }, makesNew: true },
  revokeApiToken: { by: 'op', forbidden: 'auditor', stranger: 'NOT_FOUND', input: { token: idOf('token') } },
  createOrganization: {
    ...ofOperators,
    answer: 'NAME_TAKEN',
    input: { name: 'ACME', owner: 'tom@x.io' },
    makesNew: true,
  },
  renameOrganization: { ...ofOwners, answer: 'NAME_TAKEN', input: { ...acme, name: 'BETA' } },
  deleteOrganization: { ...ofOwners, answer: 'NOT_EMPTY', input: acme },
  transferOwnership: { ...ofOwners, answer: 'USER_NOT_FOUND', input: { ...acme, user: 'former@x.io' } },
  inviteToOrganization: {
    ...ofOwners,
    answer: 'ALREADY_MEMBER',
    input: { ...acme, emails: ['tom@x.io'], permissions: [] },
  },
  acceptInvitation: {
    by: 'member',
    forbidden: 'owner',
    stranger: 'NOT_FOUND',
    answer: 'unchanged',
    input: accepted,
  },
  resendInvitation: { ...ofOwners, answer: 'NOT_FOUND', input: accepted },
  cancelInvitation: { ...ofOwners, answer: 'NOT_FOUND', input: accepted },
  updateMember: {
    ...ofOwners,
    answer: 'OWNER_IMMUTABLE',
    input: { ...acme, user: 'owner@x.io', permissions: [] },
  },
  removeMembers: { ...ofOwners, answer: 'OWNER_NOT_REMOVABLE', input: { ...acme, users: ['owner@x.io'] } },
  createProject: { ...ofOwners, input: { ...acme, title: 'Two' }, makesNew: true },
  renameProject: { ...ofAdmins, answer: 'unchanged', input: { project, title: 'One' } },
  deleteProject: { ...ofAdmins, by: 'owner', input: { project } },
  addProjectUser: {
    ...ofAdmins,
    answer: 'ALREADY_MEMBER',
    input: { project, user: 'tom@x.io', roles: { project: 'VIEWER' } },
  },
  updateProjectUser: {
    ...ofAdmins,
    answer: 'ADMIN_TYPE_ROLE_CONFLICT',
    input: {
      project,
      user: 'tom@x.io',
      roles: { project: 'ADMIN', environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] },
    },
  },
  removeProjectUser: { ...ofAdmins, answer: 'USER_NOT_FOUND', input: { project, user: 'former@x.io' } },
  createEnvironment: {
    ...ofAdmins,
    answer: 'NAME_TAKEN',
    input: { project, name: 'Staging' },
    makesNew: true,
  },
  deleteEnvironment: { ...ofAdmins, answer: 'PRODUCTION_RESERVED', input: { environment: idOf('main') } },
  setEnvironmentType: {
    ...ofAdmins,
    answer: 'PRODUCTION_TYPE_IMMUTABLE',
    input: { environment: idOf('main'), type: 'STAGING' },
  },
  setSshPolicy: {
    ...ofAdmins,
    answer: 'unchanged',
    input: { environment: idOf('staging'), minRole: 'CONTRIBUTOR' },
  },
  redeploy: { ...ofAdmins, input: { environment: idOf('staging') } },
  setDefaultBranch: { ...ofAdmins, answer: 'unchanged', input: { project, branch: 'main' } },
  createPartner: { ...ofOperators, input: { name: 'R', firstWriter: 'pat@x.io' }, makesNew: true },
  renamePartner: { ...ofPartners, answer: 'unchanged', input: { ...onP, name: 'P' } },
  deletePartner: { by: 'op', forbidden: 'mover', stranger: 'NOT_FOUND', answer: 'NOT_EMPTY', input: onP },
  moveUser: { ...ofPartners, by: 'mover', answer: 'unchanged', input: { user: 'pat@x.io', ...onP } },
  createInstance: { ...ofPartners, input: { ...onP, name: 'I2' }, makesNew: true },
  renameInstance: { ...ofInstances, answer: 'unchanged', input: { ...onI1, name: 'I1' } },
  moveInstance: {
    by: 'mover',
    forbidden: 'op',
    stranger: 'NOT_FOUND',
    answer: 'unchanged',
    input: { ...onI1, ...onP },
  },
  deleteInstance: { ...ofInstances, by: 'deployer', input: onI1 },
  grantCreateInstances: {
    by: 'mover',
    forbidden: 'partnerReader',
    stranger: 'NOT_FOUND',
    answer: 'CANNOT_GRANT_UNHELD',
    input: { user: idOf('maker') },
  },
  revokeCreateInstances: { ...ofPartners, input: { user: idOf('maker') } },
  setInstanceAccess: {
    ...ofInstances,
    answer: 'CANNOT_GRANT_UNHELD',
    input: { level: 'WRITE_AND_DEPLOY', user: 'pat@x.io', instances: [idOf('I1')] },
  },
  revokeInstanceAccess: { ...ofInstances, input: { user: 'pat@x.io', instances: [idOf('I1')] } },
  setPartnerAccess: {
    ...ofPartners,
    answer: 'unchanged',
    input: { level: 'READ', user: 'pat@x.io', partners: [idOf('P')] },
  },
  revokePartnerAccess: { ...ofPartners, input: { user: 'pat@x.io', partners: [idOf('P')] } },
  shareByEmail: {
    ...ofInstances,
    answer: 'CANNOT_GRANT_UNHELD',
    input: { email: 'pat@x.io', instanceLevel: 'WRITE_AND_DEPLOY', instances: [idOf('I1')] },
  },
  createPermSet: {
    ...ofSets,
    answer: 'NAME_TAKEN',
    input: { instance: idOf('I9'), name: 's', permissions: ['a=b'] },
    makesNew: true,
  },
  renamePermSet: { ...ofSets, answer: 'NAME_TAKEN', input: { ...onS, name: 't' } },
  editPermSet: { ...ofSets, answer: 'PERMSET_EMPTY', input: { ...onS, permissions: [] } },
  enablePermSet: { ...ofSets, answer: 'unchanged', input: onS },
  disablePermSet: { ...ofSets, input: onS },
  duplicatePermSet: { ...ofSets, answer: 'NAME_TAKEN', input: { ...onS, name: 'T' }, makesNew: true },
  deletePermSet: { ...ofSets, answer: 'PERMSET_IN_USE', input: onS },
  importPermSets: {
    ...ofSets,
    answer: 'PERMSET_EMPTY',
    input: {
      instance: idOf('I9'),
      file: {
        format: 'tenure.permission-sets',
        version: 1,
        permissionSets: [{ name: 'N', permissions: [] }],
      },
    },
  },
  assignPermSet: { ...ofSets, answer: 'unchanged', input: { ...onS, users: ['holder@x.io'] } },
  unassignPermSet: { ...ofSets, input: { ...onS, users: ['holder@x.io'] } },
};
/** Without a token of an identity provider nobody may: test/api/identities.test.ts has the rest. */
const ELSEWHERE = ['register'];

/** What is malformed in more than its fields. */
const MALFORMED: Readonly<Record<string, Json>> = {
  addProjectUser: { roles: { environmentTypes: [{ type: 'STAGING', role: 'NONE' }] } },
  grantPlatformRole: { role: 'OPERATOR', expiresAt: '2090-01-01T00:00:00Z' },
  updateProfile: { name: null, email: null },
  renameOrganization: { name: null },
};

interface More {
  readonly idempotencyKey?: string;
  /** Since when nothing may have changed. */
  readonly since?: string;
}

async function send(
  world: World,
  who: string | null,
  command: string,
  input: Json,
  more: More = {},
): Promise<string> {
  const title = command.charAt(0).toUpperCase() + command.slice(1);
  const query = `mutation ($input: ${title}Input!, $idempotencyKey: String, $since: Position) {
    answer: ${command}(input: $input, idempotencyKey: $idempotencyKey, ifUnchangedSince: $since) {
      ... on CommandPayload { changed } ... on Refusal { code } } }`;
  const token = who === null ? null : await world.tokenOf(who);
  const { data, errors } = await world.test.ask<{ answer: { changed?: boolean; code?: string } }>(
    query,
    { input, ...more },
    { token },
  );
  if (!data) return errors?.[0]?.extensions.code ?? 'no answer';
  return data.answer.code ?? (data.answer.changed ? 'changed' : 'unchanged');
}

/** Malformed in its first field, or as a whole. */
function malformed(command: string, input: Json): Json {
  const [field = ''] = Object.keys(input);
  return { ...input, ...(MALFORMED[command] ?? { [field]: '' }) };
}

it('every command has a row', () => {
  const offered = COMMANDS.filter(({ from }) => from !== 'import').map(({ name }) => name);
  expect([...Object.keys(ROWS), ...ELSEWHERE].sort()).toEqual(offered.sort());
});

describe('The order of checks', () => {
  let database: TestDatabase;
  let world: World;
  const used = { idempotencyKey: 'used', since: '0' };
  beforeAll(async () => {
    database = await createDatabase('postgres');
    world = await World.start(database);
    await raise(world);
    for (const who of new Set([
      'outsider',
      ...Object.values(ROWS).flatMap((row) => [row.by, row.forbidden]),
    ])) {
      await world.tokenOf(idOf(who));
    }
    const sameName = { user: 'outsider@x.io', name: 'outsider' };
    const first = await send(world, idOf('outsider'), 'updateProfile', sameName, { idempotencyKey: 'used' });
    expect(first).toBe('unchanged');
  });
  afterAll(async () => {
    await world?.close();
    await database?.drop();
  });

  it.each(Object.entries(ROWS))(
    '%s',
    async (command, { by, answer, input, forbidden, stranger, makesNew }) => {
      const head = await world.head();
      const stale = { since: '0' };
      const ask = (who: string | null, given: Json, more: More = {}) =>
        send(world, who && idOf(who), command, given, more);
      // From the first check to the last: each answers though all the later ones would refuse, too.
      expect(await ask(null, malformed(command, input), used)).toBe('UNAUTHENTICATED');
      expect(await ask('outsider', malformed(command, input), used)).toBe('VALIDATION');
      expect(await ask('outsider', input, used)).toBe('IDEMPOTENCY_MISMATCH');
      expect(await ask('outsider', input, stale)).toBe(stranger);
      const refusal = command === 'acceptInvitation' ? 'EMAIL_NOT_VERIFIED' : 'FORBIDDEN';
      expect(await ask(forbidden, input, stale)).toBe(refusal);
      if (!makesNew) expect(await ask(by, input, stale)).toBe('VERSION_CONFLICT');
      if (answer) expect(await ask(by, input)).toBe(answer);
      expect(await world.head()).toBe(head);
    },
  );
});

describe('The order of checks while history is imported', () => {
  let database: TestDatabase;
  let world: World;
  const nothing = () => ({ user: world.operator, role: 'OPERATOR' });
  beforeAll(async () => {
    database = await createDatabase('postgres');
    world = await World.start(database);
    // What changes nothing is remembered, and is no live event: history may still begin.
    const key = { idempotencyKey: 'used' };
    expect(await send(world, 'genesis', 'grantPlatformRole', nothing(), key)).toBe('unchanged');
    await world.data('genesis', 'mutation { beginImport { ... on ImportPayload { __typename } } }');
  });
  afterAll(async () => {
    await world?.close();
    await database?.drop();
  });

  it('a key answers what it did, or that it was for something else', async () => {
    const key = { idempotencyKey: 'used' };
    expect(await send(world, 'genesis', 'grantPlatformRole', nothing(), key)).toBe('unchanged');
    expect(await send(world, 'genesis', 'redeploy', { environment: idOf('staging') }, key)).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
  });

  // Nothing of what these name is there, and the operator might do little of it.
  it.each(Object.keys(INPUTS))('%s', async (row) => {
    const [command = ''] = row.split('/');
    const input = sent(INPUTS[row]?.('owner@x.io') ?? {});
    if (command in ROWS) {
      expect(await send(world, 'genesis', command, malformed(command, input))).toBe('VALIDATION');
    }
    expect(await send(world, 'genesis', command, input, { since: '0' })).toBe('IMPORT_IN_PROGRESS');
  });
});
