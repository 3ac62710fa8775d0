// The world in which everybody tries every command: a role a column, and one input a row.
import { by, idOf, people, type Step } from '../support/given.ts';
import type { World } from '../support/world.ts';
import { type PORTAL_EVERYBODY, PORTAL_HIDDEN, PORTAL_INPUTS, PORTAL_WORLD } from './portal.ts';
import { type SETS_EVERYBODY, SETS_HIDDEN, SETS_INPUTS, SETS_WORLD } from './sets.ts';

/** Everybody, by what they are in acme and on its project P1. `op` and `auditor` are those of the installation. */
export const EVERYBODY = [
  'owner',
  'members', // holders of one permission each, `members` to `plans`
  'creator',
  'lister',
  'billing',
  'plans',
  'member', // bare
  'admin', // on the project
  'viewer',
  'contributor', // on the production type
  'keeper', // admin of the type STAGING
  'op',
  'auditor',
  'former', // was a member with `members`, and admin of the project
  'outsider', // owns beta
] as const;
export type Somebody =
  | (typeof EVERYBODY)[number]
  | (typeof PORTAL_EVERYBODY)[number]
  | (typeof SETS_EVERYBODY)[number];

type Input = Record<string, unknown>;

const project = idOf('P1');
const hashOf = (digit: string) => digit.repeat(64);

/** Somebody is invited by the owner, and accepts. */
function joins(who: string, ...permissions: readonly string[]): Step[] {
  const invitation = idOf(`invitation of ${who}`);
  const input = {
    organization: 'acme',
    emails: [`${who}@x.io`],
    permissions,
    ids: [invitation],
    tokenHashes: [hashOf('2')],
  };
  return [by('owner', 'inviteToOrganization', input), by(who, 'acceptInvitation', { invitation })];
}

function added(user: string, roles: object): Step {
  return by('owner', 'addProjectUser', { project, user: `${user}@x.io`, roles });
}

function invited(email: string): Input {
  const ids = [idOf(`invitation of ${email}`)];
  return { organization: 'acme', emails: [email], permissions: [], ids, tokenHashes: [hashOf('3')] };
}

/** tom is done to; ned and ann are nobody's emails, invited to the project and to acme. */
export const WORLD: readonly Step[] = [
  ...people(...EVERYBODY.filter((who) => who !== 'op' && who !== 'auditor'), 'tom', 'new'),
  by('owner', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('outsider', 'createOrganization', { id: idOf('beta'), name: 'beta' }),
  by('owner', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
  }),
  by('owner', 'createEnvironment', { id: idOf('staging'), project, name: 'staging', type: 'STAGING' }),
  ...joins('members', 'members'),
  ...joins('creator', 'projects:create'),
  ...joins('lister', 'projects:list'),
  ...joins('billing', 'billing'),
  ...joins('plans', 'plans'),
  ...joins('member'),
  ...joins('tom', 'plans'),
  ...joins('former', 'members'),
  added('admin', { project: 'ADMIN' }),
  added('viewer', { project: 'VIEWER' }),
  added('contributor', { environmentTypes: [{ type: 'PRODUCTION', role: 'CONTRIBUTOR' }] }),
  added('keeper', { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] }),
  added('tom', { environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] }),
  added('former', { project: 'ADMIN' }),
  by('admin', 'addProjectUser', {
    project,
    user: 'ned@y.io',
    roles: { project: 'VIEWER' },
    invitationId: idOf('invitation of ned'),
    tokenHash: hashOf('1'),
  }),
  by('owner', 'inviteToOrganization', invited('ann@y.io')),
  by('tom', 'issueApiToken', { id: idOf('token'), user: 'tom@x.io', tokenHash: hashOf('0') }),
  by('owner', 'removeMembers', { organization: 'acme', users: ['former@x.io'] }),
  ...PORTAL_WORLD,
  ...SETS_WORLD,
];

/** The same world behind a server. */
export async function raise(world: World): Promise<void> {
  for (const who of ['op', 'auditor']) {
    await world.run('genesis', 'createUser', { id: idOf(who), email: `${who}@x.io`, name: who });
    const role = who === 'op' ? 'OPERATOR' : 'AUDITOR';
    await world.run('genesis', 'grantPlatformRole', { user: idOf(who), role });
  }
  for (const { actor, command, input } of WORLD) await world.run(idOf(actor), command, input);
}

const tom = 'tom@x.io';
const toProject = { invitation: idOf('invitation of ned') };
const toAcme = { invitation: idOf('invitation of ann@y.io') };
const staging = { environment: idOf('staging') };
const onStaging = (role: string) => ({ environmentTypes: [{ type: 'STAGING', role }] });

/** What is sent, by the row; `self` is the email of whoever sends it. */
export const INPUTS: Readonly<Record<string, (self: string) => Input>> = {
  createUser: () => ({ id: idOf('newcomer'), email: 'newcomer@x.io', name: 'New' }),
  // Without the token of an identity provider; with one, see test/unit/directory/register.test.ts.
  register: () => ({ id: idOf('newcomer'), identityId: idOf('identity') }),
  updateProfile: () => ({ user: tom, name: 'Tim' }),
  'updateProfile/own name': (self) => ({ user: self, name: 'Tim' }),
  'updateProfile/own email': (self) => ({ user: self, email: 'other@x.io' }),
  deleteUser: () => ({ user: tom }),
  'deleteUser/the owner': () => ({ user: 'owner@x.io' }),
  grantPlatformRole: () => ({ user: tom, role: 'AUDITOR' }),
  revokePlatformRole: () => ({ user: 'auditor@x.io', role: 'AUDITOR' }),
  issueApiToken: () => ({ id: idOf('other token'), user: tom, tokenHash: hashOf('f') }),
  'issueApiToken/own': (self) => ({ id: idOf('other token'), user: self, tokenHash: hashOf('f') }),
  revokeApiToken: () => ({ token: idOf('token') }),
  createOrganization: () => ({ id: idOf('gamma'), name: 'gamma' }),
  "createOrganization/another's": () => ({ id: idOf('gamma'), name: 'gamma', owner: tom }),
  renameOrganization: () => ({ organization: 'acme', name: 'apex' }),
  deleteOrganization: () => ({ organization: 'acme' }),
  transferOwnership: () => ({ organization: 'acme', user: tom }),
  inviteToOrganization: () => invited('new@x.io'),
  'inviteToOrganization/with plans': () => ({ ...invited('new@x.io'), permissions: ['plans'] }),
  'acceptInvitation/to the project': () => toProject,
  'acceptInvitation/to the organization': () => toAcme,
  'resendInvitation/to the project': () => ({ ...toProject, tokenHash: hashOf('f') }),
  'resendInvitation/to the organization': () => ({ ...toAcme, tokenHash: hashOf('f') }),
  'cancelInvitation/to the project': () => toProject,
  'cancelInvitation/to the organization': () => toAcme,
  updateMember: () => ({ organization: 'acme', user: tom, permissions: [] }),
  'updateMember/oneself': (self) => ({ organization: 'acme', user: self, permissions: [] }),
  'updateMember/the owner': () => ({ organization: 'acme', user: 'owner@x.io', permissions: [] }),
  'updateMember/with billing': () => ({ organization: 'acme', user: tom, permissions: ['billing'] }),
  removeMembers: () => ({ organization: 'acme', users: [tom] }),
  'removeMembers/oneself': (self) => ({ organization: 'acme', users: [self] }),
  'removeMembers/the owner': () => ({ organization: 'acme', users: ['owner@x.io'] }),
  createProject: () => ({
    id: idOf('P2'),
    organization: 'acme',
    title: 'New',
    environmentId: idOf('main of P2'),
  }),
  renameProject: () => ({ project, title: 'Uno' }),
  deleteProject: () => ({ project }),
  addProjectUser: () => ({ project, user: 'new@x.io', roles: { project: 'VIEWER' } }),
  "addProjectUser/nobody's email": () => ({
    project,
    user: 'nobody@y.io',
    roles: { project: 'VIEWER' },
    invitationId: idOf('another invitation'),
    tokenHash: hashOf('f'),
  }),
  updateProjectUser: () => ({ project, user: tom, roles: onStaging('NONE') }),
  'updateProjectUser/raising': () => ({ project, user: tom, roles: onStaging('ADMIN') }),
  'updateProjectUser/oneself': (self) => ({ project, user: self, roles: { project: 'VIEWER' } }),
  removeProjectUser: () => ({ project, user: tom }),
  'removeProjectUser/oneself': (self) => ({ project, user: self }),
  createEnvironment: () => ({ id: idOf('feature'), project, name: 'feature' }),
  'createEnvironment/off staging': () => ({
    id: idOf('feature'),
    project,
    name: 'feature',
    parent: idOf('staging'),
  }),
  deleteEnvironment: () => staging,
  setEnvironmentType: () => ({ ...staging, type: 'DEVELOPMENT' }),
  setSshPolicy: () => ({ ...staging, minRole: 'ADMIN' }),
  redeploy: () => staging,
  setDefaultBranch: () => ({ project, branch: 'staging', environmentId: idOf('another') }),
  ...PORTAL_INPUTS,
  ...SETS_INPUTS,
};

/** The part of an input that clients send: the rest is made for them by the gateway. */
const MADE = ['id', 'ids', 'tokenHash', 'tokenHashes', 'identityId', 'environmentId', 'invitationId'];
export function sent(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([field]) => !MADE.includes(field)));
}

/** The same about what is nowhere instead of what is there, as far as somebody may not know of it. */
export function absent<Value>(value: Value, who: Somebody, knowsProject: boolean): Value {
  let text = JSON.stringify(value).replaceAll(/(?<=")acme(?=\\?")/g, 'nowhere');
  const things = ['main', 'staging', 'token', 'invitation of ned', 'invitation of ann@y.io'];
  const hidden = [...things, ...(knowsProject ? [] : ['P1']), ...(HIDDEN[who] ?? [])];
  for (const name of hidden) text = text.replaceAll(idOf(name), idOf(`no ${name}`));
  return JSON.parse(text) as Value;
}

const HIDDEN: Readonly<Record<string, readonly string[]>> = { ...PORTAL_HIDDEN, ...SETS_HIDDEN };
