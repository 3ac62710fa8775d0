/**
 * ORACLE: commands that fit what the opening has made, and that chance would seldom find. A thread has commands about
 * one thing in an order in which all of them make sense; a run takes some of them, in that order or in another.
 */
import {
  BRANCHES,
  EMAILS,
  ENVIRONMENTS,
  IDENTITIES,
  INVITATIONS,
  ISSUER,
  MINUTE,
  minutes,
  NAMES,
  NOBODY,
  OPERATOR,
  ORGANIZATIONS,
  PROJECTS,
  SPARE_EMAILS,
  SUBJECTS,
  TOKENS,
  USERS,
} from './cast.ts';
import type { Command, Step } from './scenario.ts';

const [ana, bob, cleo, dan, eve] = USERS as [string, string, string, string, string];
const [acme, beta, gamma] = ORGANIZATIONS as [string, string, string];
const [shop, bare, blog] = PROJECTS as [string, string, string];
const [anasMail, , cleosMail, , late] = EMAILS as [string, string, string, string, string];
const [spare] = SPARE_EMAILS as [string];
const invitation = (n: number): string => INVITATIONS[n] ?? NOBODY;
const environment = (n: number): string => ENVIRONMENTS[n] ?? NOBODY;
/** The place of the token of an invitation, which a harness makes from its id. */
export const tokenOf = (id: string): string => `${id}.SECRET`;
/** An email as somebody else might write it. */
export const shouted = (text: string): string => ` ${text.toUpperCase()} `;

/** A command of a thread. */
export function by(actor: string, name: string, input: Readonly<Record<string, unknown>>): Command {
  return { actor, name, input };
}

/** Whoever the provider knows under that name registers, with the n-th email; an id is there for a new user. */
function registering(subject: number, n: number): Command {
  const proven = { email: EMAILS[n] ?? null, emailVerified: true, name: null, standIn: NOBODY };
  const identity = { issuer: ISSUER, subject: SUBJECTS[subject] ?? '', ...proven };
  return by(NOBODY, 'register', { id: USERS[n], identityId: IDENTITIES[subject], identity });
}

const admin = { project: 'ADMIN' };
const viewer = { project: 'VIEWER' };
const onTypes = (...types: readonly (readonly [string, string])[]) => ({
  environmentTypes: types.map(([type, role]) => ({ type, role })),
});
const adding = (actor: string, project: string, user: string, roles: unknown, more: object) =>
  by(actor, 'addProjectUser', { project, user, roles, tokenHash: 'SECRET', ...more });
const updating = (actor: string, project: string, user: string, roles: unknown, more: object = {}) =>
  by(actor, 'updateProjectUser', { project, user, roles, ...more });

/** Refusals that need a certain actor, and what ends much of the opening. */
export const FITTING: readonly Command[] = [
  updating(ana, shop, dan, admin),
  updating(cleo, shop, dan, admin),
  updating(ana, shop, cleo, { ...admin, ...onTypes(['STAGING', 'VIEWER']) }),
  by(cleo, 'updateMember', { organization: acme, user: ana, permissions: ['billing'] }),
  by(ana, 'removeMembers', { organization: acme, users: [cleo, dan] }),
  by(cleo, 'updateMember', { organization: acme, user: cleo, permissions: ['plans'] }),
  by(cleo, 'updateMember', { organization: acme, user: dan, permissions: ['plans'] }),
  by(ana, 'updateMember', { organization: acme, user: cleo, permissions: ['project:create'] }),
  by(ana, 'updateMember', { organization: acme, user: dan, permissions: ['projects:list'] }),
  by(ana, 'transferOwnership', { organization: acme, user: cleo }),
  by(OPERATOR, 'createUser', { id: eve, email: late, name: NAMES[4] }),
  by(ana, 'revokeApiToken', { token: TOKENS[2] }),
  by(ana, 'deleteEnvironment', { environment: environment(3) }),
  by(ana, 'setEnvironmentType', { environment: environment(0), type: 'STAGING' }),
];

/** Who comes late registers, is given a token before or after, and is deleted; who was there registers, too. */
export const LATE: readonly Command[] = [
  registering(0, 4),
  registering(1, 3),
  by(OPERATOR, 'issueApiToken', { id: TOKENS[0], user: late, tokenHash: 'SECRET' }),
  by(OPERATOR, 'issueApiToken', { id: TOKENS[1], user: dan, tokenHash: 'SECRET' }),
  by(dan, 'revokeApiToken', { token: TOKENS[1] }),
  by(OPERATOR, 'deleteUser', { user: late }),
];

/** Somebody is invited to a project before they have an account, and others come to bear their email. */
const INVITED_TO_PROJECT: readonly Command[] = [
  adding(ana, shop, shouted(late), viewer, { invitationId: invitation(3), force: true }),
  by(OPERATOR, 'createUser', { id: eve, email: late, name: NAMES[4] }),
  by(ana, 'resendInvitation', { invitation: invitation(0), tokenHash: 'SECRET' }),
  by(cleo, 'cancelInvitation', { invitation: invitation(0) }),
  by(eve, 'acceptInvitation', { invitation: invitation(0) }),
  by(OPERATOR, 'updateProfile', { user: eve, email: spare }),
  by(OPERATOR, 'updateProfile', { user: dan, email: late }),
  by(dan, 'acceptInvitation', { token: tokenOf(invitation(0)) }),
  by(ana, 'transferOwnership', { organization: acme, user: eve }),
  by(ana, 'removeMembers', { organization: acme, users: [shouted(late)] }),
  by(OPERATOR, 'deleteUser', { user: shouted(late) }),
];

/** Somebody is offered less or more than they hold on a project, or for another time. */
const OFFERED_MORE: readonly Command[] = [
  adding(bob, blog, spare, admin, { invitationId: invitation(4) }),
  adding(bob, blog, shouted(spare), onTypes(['STAGING', 'CONTRIBUTOR'], ['DEVELOPMENT', 'VIEWER']), {
    invitationId: invitation(5),
    force: true,
    expiresAt: minutes(150),
  }),
  updating(bob, blog, dan, onTypes(['STAGING', 'ADMIN'])),
  updating(bob, blog, dan, viewer, { expiresAt: minutes(170) }),
  by(OPERATOR, 'updateProfile', { user: dan, email: spare }),
  by(dan, 'acceptInvitation', { invitation: invitation(4) }),
  by(dan, 'acceptInvitation', { invitation: invitation(5) }),
  by(bob, 'removeProjectUser', { project: blog, user: dan }),
  by(bob, 'removeMembers', { organization: beta, users: [spare] }),
  by(bob, 'deleteProject', { project: blog }),
];

/** Invitations to an organization, for whoever becomes a member otherwise, sends some of their own, owns it, leaves it. */
const INVITED_TO_ORGANIZATION: readonly Command[] = [
  // By email: bob does not know her yet.
  adding(bob, blog, cleosMail, admin, { expiresAt: minutes(140) }),
  by(bob, 'updateMember', {
    organization: beta,
    user: cleo,
    permissions: ['billing', 'members', 'plans'],
    expiresAt: minutes(150),
  }),
  by(cleo, 'acceptInvitation', { token: tokenOf(invitation(1)) }),
  by(cleo, 'inviteToOrganization', {
    organization: beta,
    emails: [shouted(anasMail), spare],
    permissions: ['billing'],
    force: true,
    ids: [invitation(6), invitation(7)],
    tokenHashes: ['SECRET', 'SECRET'],
  }),
  by(bob, 'resendInvitation', { invitation: invitation(2), tokenHash: 'SECRET' }),
  by(bob, 'cancelInvitation', { invitation: invitation(2) }),
  by(ana, 'acceptInvitation', { invitation: invitation(2) }),
  by(bob, 'updateMember', { organization: beta, user: cleo, permissions: ['project:create'] }),
  by(bob, 'transferOwnership', { organization: beta, user: cleosMail }),
  by(cleo, 'transferOwnership', { organization: beta, user: bob }),
  by(bob, 'removeMembers', { organization: beta, users: [cleo, shouted(anasMail)] }),
  by(cleo, 'acceptInvitation', { invitation: invitation(1) }),
];

/** Who reaches an environment changes by its type, by roles, by the default branch; SSH by a redeploy alone. */
const ENVIRONMENTS_CHANGE: readonly Command[] = [
  by(ana, 'createEnvironment', {
    id: environment(4),
    project: shop,
    parent: environment(3),
    name: BRANCHES[2],
    type: 'STAGING',
  }),
  by(cleo, 'setEnvironmentType', { environment: environment(3), type: 'STAGING' }),
  by(ana, 'setEnvironmentType', { environment: environment(3), type: 'PRODUCTION' }),
  by(ana, 'redeploy', { environment: environment(3) }),
  updating(ana, shop, dan, onTypes(['DEVELOPMENT', 'NONE'], ['STAGING', 'CONTRIBUTOR'])),
  by(ana, 'setSshPolicy', { environment: environment(3), minRole: 'VIEWER' }),
  by(cleo, 'redeploy', { environment: environment(3) }),
  by(ana, 'removeProjectUser', { project: shop, user: dan }),
  by(cleo, 'setDefaultBranch', { project: shop, branch: BRANCHES[1], environmentId: environment(5) }),
  by(ana, 'deleteEnvironment', { environment: environment(0) }),
  by(ana, 'redeploy', { environment: environment(3) }),
  by(ana, 'setDefaultBranch', { project: bare, branch: BRANCHES[0], environmentId: environment(8) }),
];

/** Roles everywhere, up to the last operator. */
const PLATFORM: readonly Command[] = [
  by(OPERATOR, 'grantPlatformRole', { user: dan, role: 'AUDITOR', expiresAt: minutes(120) }),
  by(OPERATOR, 'grantPlatformRole', { user: dan, role: 'OPERATOR' }),
  by(dan, 'revokePlatformRole', { user: OPERATOR, role: 'OPERATOR' }),
  by(dan, 'grantPlatformRole', { user: OPERATOR, role: 'OPERATOR' }),
  by(OPERATOR, 'revokePlatformRole', { user: dan, role: 'AUDITOR' }),
  by(OPERATOR, 'revokePlatformRole', { user: dan, role: 'OPERATOR' }),
  by(OPERATOR, 'revokePlatformRole', { user: OPERATOR, role: 'OPERATOR' }),
  by(cleo, 'deleteOrganization', { organization: gamma }),
];

/** The clock turns. */
export const waiting: Step = { do: 'wait', ms: 20 * MINUTE };

/** Roles and permissions that end, some at the same instant, while the clock turns. */
const ENDS: readonly (Command | Step)[] = [
  updating(ana, shop, dan, { ...viewer, ...onTypes(['PRODUCTION', 'ADMIN'], ['STAGING', 'VIEWER']) }),
  by(ana, 'updateMember', {
    organization: acme,
    user: dan,
    permissions: ['billing', 'members'],
    expiresAt: minutes(40),
  }),
  updating(ana, shop, dan, viewer, { expiresAt: minutes(30) }),
  waiting,
  updating(ana, shop, dan, onTypes(['DEVELOPMENT', 'ADMIN']), { expiresAt: minutes(90) }),
  updating(ana, shop, cleo, viewer, { expiresAt: minutes(60) }),
  updating(ana, shop, dan, viewer, { expiresAt: minutes(60) }),
  waiting,
  by(ana, 'redeploy', { environment: environment(3) }),
  waiting,
  by(ana, 'redeploy', { environment: environment(3) }),
];

/** Commands as the steps of a run. */
export const asSteps = (thread: readonly (Command | Step)[]): readonly Step[] =>
  thread.map((each) => ('do' in each ? each : { do: 'send', command: each }));

export const THREADS = {
  late: asSteps(LATE),
  invitedToProject: asSteps(INVITED_TO_PROJECT),
  offeredMore: asSteps(OFFERED_MORE),
  invitedToOrganization: asSteps(INVITED_TO_ORGANIZATION),
  environmentsChange: asSteps(ENVIRONMENTS_CHANGE),
  platform: asSteps(PLATFORM),
  ends: asSteps(ENDS),
} as const;
