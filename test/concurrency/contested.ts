/** CONCURRENCY: what the callers of a storm send: commands of several people that get in each other's way. */
import { randomUUID } from 'node:crypto';
import { OPERATOR_ID, secretOf } from '../property/installation.ts';
import { ENVIRONMENT_TYPES, ORGANIZATION_PERMISSIONS } from '../support/oracle/access.ts';
import {
  BRANCHES,
  EMAILS,
  ENVIRONMENTS,
  ORGANIZATIONS,
  PROJECTS,
  SPARE_EMAILS,
  USERS,
} from '../support/oracle/cast.ts';
import type { Command } from '../support/oracle/scenario.ts';
import type { StoredEvent } from '../support/oracle/stored-event.ts';
import { shouted } from '../support/oracle/threads.ts';

const [ana, bob, cleo, dan] = USERS as [string, string, string, string];
const [organization] = ORGANIZATIONS as [string];
const [shop, bare] = PROJECTS as [string, string];
/** Who commands, each with the id of their token: the owner and whoever owns it in between, and the others. */
export const CALLERS: ReadonlyMap<string, string> = new Map(
  [ana, bob, cleo, dan, OPERATOR_ID].map((user, n) => [user, `0190eeee-0000-7000-8000-00000000009${n}`]),
);

/** The secret of the token of a caller. */
export function secretFor(caller: string): string {
  return secretOf(CALLERS.get(caller) ?? '');
}

/** The invitations that somebody who follows the log has heard of. */
export class HeardOf {
  readonly #leaves: readonly string[];
  readonly #ids: string[] = [];
  #read = 0;

  constructor(leaves: readonly string[]) {
    this.#leaves = leaves;
  }

  /** One of the latest. */
  invitation(random: () => number): string | undefined {
    for (; this.#read < this.#leaves.length; this.#read += 1) {
      const leaf = this.#leaves[this.#read] ?? '';
      if (!leaf.includes('"InvitationCreated"')) continue;
      this.#ids.push((JSON.parse(leaf) as StoredEvent).target.id);
    }
    return this.#ids.at(-1 - Math.floor(random() * 6)) ?? this.#ids.at(-1);
  }
}

type Choice = readonly [
  weight: number,
  actor: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
];

/** A command about the few people and projects that all callers fight over, or one that nobody else can hinder. */
export function contested(unique: string, heardOf: HeardOf, random: () => number): Command {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [, bobsMail = '', cleosMail = '', dansMail = '', late = ''] = EMAILS;
  const [spare = ''] = SPARE_EMAILS;
  const spelt = (email: string) => one([email, email, shouted(email)]);
  const user = one([bobsMail, cleosMail, dansMail]);
  const invited = spelt(one([bobsMail, bobsMail, user]));
  const project = one([shop, shop, bare]);
  const role = one(['VIEWER', 'CONTRIBUTOR', 'ADMIN']);
  const roles = one([
    { project: 'VIEWER' },
    { project: 'ADMIN' },
    { project: 'VIEWER', environmentTypes: [{ type: one(ENVIRONMENT_TYPES), role }] },
    { environmentTypes: [{ type: one(ENVIRONMENT_TYPES), role }] },
  ]);
  const soon = new Date(Date.now() + 200 + random() * 800).toISOString();
  const ends = one([{}, { expiresAt: soon }, { expiresAt: soon }, { expiresAt: null }]);
  const environment = one([ENVIRONMENTS[0], ENVIRONMENTS[3], ENVIRONMENTS[3]]);
  const permissions = [one(ORGANIZATION_PERMISSIONS), 'members'].slice(0, one([1, 2]));
  const secrets = { ids: [randomUUID(), randomUUID()], tokenHashes: ['SECRET', 'SECRET'] };
  const sending = { invitationId: randomUUID(), tokenHash: 'SECRET' };
  const invitation = heardOf.invitation(random) ?? randomUUID();
  const [owner, either] = [one([ana, ana, cleo]), one([ana, cleo])];
  const choices: readonly Choice[] = [
    [3, owner, 'addProjectUser', { project, user: spelt(user), roles, ...ends, ...sending }],
    [
      2,
      owner,
      'addProjectUser',
      { project, user: spelt(late), roles, force: one([true, false]), ...sending },
    ],
    [4, owner, 'updateProjectUser', { project, user, roles, ...ends }],
    [2, owner, 'removeProjectUser', { project, user }],
    [2, owner, 'updateMember', { organization, user, permissions, ...ends }],
    [1, cleo, 'updateMember', { organization, user: dansMail, permissions }],
    [3, owner, 'removeMembers', { organization, users: [spelt(user)] }],
    [1, owner, 'removeMembers', { organization, users: [spelt(bobsMail), spelt(dansMail)] }],
    [1, owner, 'removeMembers', { organization, users: [spelt(one([spare, late]))] }],
    [2, ana, 'transferOwnership', { organization, user: cleosMail }],
    [3, cleo, 'transferOwnership', { organization, user: ana }],
    [
      5,
      owner,
      'inviteToOrganization',
      { organization, emails: [invited, spelt(spare)], permissions, force: true, ...ends, ...secrets },
    ],
    [3, owner, 'inviteToOrganization', { organization, emails: [invited], permissions, ...secrets }],
    [24, one([bob, bob, dan, cleo]), 'acceptInvitation', { invitation }],
    [3, either, 'cancelInvitation', { invitation }],
    [2, either, 'resendInvitation', { invitation, tokenHash: 'SECRET' }],
    [2, OPERATOR_ID, 'updateProfile', { user: dan, email: one([dansMail, late]) }],
    [2, owner, 'setEnvironmentType', { environment, type: one(['STAGING', 'DEVELOPMENT']) }],
    [2, owner, 'setSshPolicy', { environment, minRole: one(['VIEWER', 'CONTRIBUTOR', 'ADMIN']) }],
    [3, either, 'redeploy', { environment }],
    [
      1,
      owner,
      'setDefaultBranch',
      { project: shop, branch: one(BRANCHES.slice(0, 2)), environmentId: randomUUID() },
    ],
    [1, owner, 'renameProject', { project, title: `Title ${unique}` }],
    [1, owner, 'renameOrganization', { organization, label: `Label ${unique}` }],
    [
      1,
      owner,
      'createProject',
      { id: randomUUID(), organization, title: unique, environmentId: randomUUID() },
    ],
  ];
  let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  const chosen = choices.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  const [, actor, name, input] = chosen ?? (choices[0] as Choice);
  return { actor, name, input };
}
