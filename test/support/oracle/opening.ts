/** ORACLE: the fixed commands that random ones follow, so that those find people, organizations and projects to act on. */
import {
  BRANCHES,
  EMAILS,
  ENVIRONMENTS,
  INSTANCE_NAMES,
  INSTANCES,
  INVITATIONS,
  LABELS,
  minutes,
  NAMES,
  OPERATOR,
  ORGANIZATION_NAMES,
  ORGANIZATIONS,
  PARTNER_NAMES,
  PARTNERS,
  PROJECTS,
  TITLES,
  TOKENS,
  USERS,
} from './cast.ts';
import type { Command } from './scenario.ts';
import { SETS_OPENING } from './set-threads.ts';

const at = (list: readonly string[], n: number): string => {
  const value = list[n];
  if (value === undefined) throw new Error(`no element ${n}`);
  return value;
};

const [ana, bob, cleo] = [at(USERS, 0), at(USERS, 1), at(USERS, 2)];
const [acme, beta, gamma] = [at(ORGANIZATIONS, 0), at(ORGANIZATIONS, 1), at(ORGANIZATIONS, 2)];
const dan = at(USERS, 3);
const [north, south, idle] = [at(PARTNERS, 0), at(PARTNERS, 1), at(PARTNERS, 2)];
const [live, probe, depot] = [at(INSTANCES, 0), at(INSTANCES, 1), at(INSTANCES, 2)];
const [shop, bare, blog] = [at(PROJECTS, 0), at(PROJECTS, 1), at(PROJECTS, 2)];

function send(actor: string, name: string, input: Readonly<Record<string, unknown>>): Command {
  return { actor, name, input };
}

function user(n: number): Command {
  return send(OPERATOR, 'createUser', { id: at(USERS, n), email: at(EMAILS, n), name: at(NAMES, n) });
}

/** Two Partners with three Instances, and one that nothing keeps; who creates, who writes, who reads for a time. */
const PORTAL: readonly Command[] = [
  send(OPERATOR, 'createPartner', { id: north, name: at(PARTNER_NAMES, 0), firstWriter: ana }),
  send(OPERATOR, 'createPartner', { id: south, name: at(PARTNER_NAMES, 1), firstWriter: bob }),
  send(OPERATOR, 'createPartner', { id: idle, name: at(PARTNER_NAMES, 2), firstWriter: cleo }),
  send(OPERATOR, 'moveUser', { user: cleo, partner: north }),
  send(OPERATOR, 'moveUser', { user: dan, partner: north }),
  send(OPERATOR, 'moveUser', { user: bob, partner: south }),
  send(OPERATOR, 'grantCreateInstances', { user: ana }),
  send(OPERATOR, 'grantCreateInstances', { user: bob, expiresAt: minutes(120) }),
  send(ana, 'createInstance', { id: live, partner: north, name: at(INSTANCE_NAMES, 0) }),
  send(ana, 'createInstance', { id: probe, partner: north, name: at(INSTANCE_NAMES, 1) }),
  send(bob, 'createInstance', { id: depot, partner: south, name: at(INSTANCE_NAMES, 2) }),
  send(ana, 'setInstanceAccess', {
    user: dan,
    level: 'READ',
    instances: [live, probe],
    expiresAt: minutes(60),
  }),
  send(ana, 'setInstanceAccess', { user: cleo, level: 'WRITE', instances: [live] }),
  send(ana, 'setPartnerAccess', { user: dan, level: 'READ', partners: [north] }),
  send(bob, 'shareByEmail', {
    email: at(EMAILS, 0),
    instances: [depot],
    instanceLevel: 'READ',
    partners: [south],
    partnerLevel: 'WRITE',
    expiresAt: minutes(150),
  }),
];

/** Three organizations, one of them empty, with three projects; a project admin, a contributor whose time ends, a `members` holder. */
const ORGANIZED: readonly Command[] = [
  send(ana, 'createOrganization', { id: acme, name: at(ORGANIZATION_NAMES, 0), label: at(LABELS, 0) }),
  send(OPERATOR, 'createOrganization', {
    id: beta,
    name: at(ORGANIZATION_NAMES, 3),
    label: at(LABELS, 1),
    owner: bob,
  }),
  send(cleo, 'createOrganization', { id: gamma, name: at(ORGANIZATION_NAMES, 4), label: at(LABELS, 2) }),
  send(ana, 'createProject', {
    id: shop,
    organization: acme,
    title: at(TITLES, 1),
    environmentId: at(ENVIRONMENTS, 0),
  }),
  send(ana, 'createProject', {
    id: bare,
    organization: acme,
    title: at(TITLES, 0),
    defaultBranch: null,
    environmentId: at(ENVIRONMENTS, 1),
  }),
  send(bob, 'createProject', {
    id: blog,
    organization: beta,
    title: at(TITLES, 2),
    environmentId: at(ENVIRONMENTS, 2),
  }),
  send(ana, 'createEnvironment', { id: at(ENVIRONMENTS, 3), project: shop, name: at(BRANCHES, 1) }),
  send(ana, 'addProjectUser', { project: shop, user: at(EMAILS, 2), roles: { project: 'ADMIN' } }),
  send(ana, 'addProjectUser', {
    project: shop,
    user: at(EMAILS, 3),
    roles: { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] },
    expiresAt: minutes(40),
  }),
  send(ana, 'updateMember', { organization: acme, user: cleo, permissions: ['billing', 'members'] }),
  send(bob, 'addProjectUser', { project: blog, user: at(EMAILS, 3), roles: { project: 'VIEWER' } }),
  // The contributor keeps SSH until a redeploy.
  send(ana, 'setSshPolicy', { environment: at(ENVIRONMENTS, 3), minRole: 'ADMIN' }),
  send(ana, 'addProjectUser', {
    project: shop,
    user: at(EMAILS, 4),
    roles: { project: 'ADMIN' },
    invitationId: at(INVITATIONS, 0),
    tokenHash: 'SECRET',
  }),
  send(ana, 'issueApiToken', { id: at(TOKENS, 2), user: ana, tokenHash: 'SECRET' }),
  send(bob, 'inviteToOrganization', {
    organization: beta,
    emails: [at(EMAILS, 2), at(EMAILS, 0)],
    permissions: ['billing', 'members'],
    expiresAt: minutes(60),
    ids: [at(INVITATIONS, 1), at(INVITATIONS, 2)],
    tokenHashes: ['SECRET', 'SECRET'],
  }),
];

export const OPENING: readonly Command[] = [
  user(0),
  user(1),
  user(2),
  user(3),
  ...PORTAL,
  ...SETS_OPENING,
  ...ORGANIZED,
];
