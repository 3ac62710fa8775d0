// The statements that answer lists, all of them, and how much a statement reads.
import {
  ENVIRONMENTS_OF_PROJECTS,
  IDENTITIES_OF_USERS,
  INVITATIONS_FOR_EMAILS,
  INVITATIONS_IN_ORGANIZATIONS,
  PROJECTS_OF_ORGANIZATIONS,
  TOKENS_OF_USERS,
} from '../../src/access/statements/children.ts';
import { INSTANCES, ORGANIZATIONS, PARTNERS, USERS } from '../../src/access/statements/directory.ts';
import {
  ACCESSES_OF_USERS,
  ACCESSES_ON,
  INSTANCES_OF_PARTNERS,
  USERS_AT_HOME,
} from '../../src/access/statements/levels.ts';
import type { List, Variant } from '../../src/access/statements/list.ts';
import { MEMBERS_OF_ORGANIZATIONS, ORGANIZATIONS_OF_USERS } from '../../src/access/statements/memberships.ts';
import {
  HOLDERS_OF_SETS,
  INSTANCES_OF_HOLDERS,
  SETS_MENTIONING,
  SETS_OF_HOLDERS,
  SETS_OF_INSTANCES,
} from '../../src/access/statements/perm-sets.ts';
import {
  PROJECTS_OF_MEMBERS,
  PROJECTS_OF_USERS,
  USERS_OF_PROJECTS,
} from '../../src/access/statements/project-roles.ts';
import { SSH_APPLIED, SSH_DESIRED } from '../../src/access/statements/ssh.ts';

/** Every list. */
export const LISTS: Readonly<Record<string, List>> = {
  INSTANCES,
  INSTANCES_OF_PARTNERS,
  INSTANCES_OF_USERS: ACCESSES_OF_USERS.Instance,
  PARTNERS,
  PARTNERS_OF_USERS: ACCESSES_OF_USERS.Partner,
  USERS_AT_HOME,
  USERS_OF_INSTANCES: ACCESSES_ON.Instance,
  USERS_OF_PARTNERS: ACCESSES_ON.Partner,
  ENVIRONMENTS_OF_PROJECTS,
  IDENTITIES_OF_USERS,
  INVITATIONS_FOR_EMAILS,
  INVITATIONS_IN_ORGANIZATIONS,
  MEMBERS_OF_ORGANIZATIONS,
  ORGANIZATIONS,
  ORGANIZATIONS_OF_USERS,
  PROJECTS_OF_MEMBERS,
  PROJECTS_OF_ORGANIZATIONS,
  PROJECTS_OF_USERS,
  HOLDERS_OF_SETS,
  INSTANCES_OF_HOLDERS,
  SETS_MENTIONING,
  SETS_OF_HOLDERS,
  SETS_OF_INSTANCES,
  SSH_APPLIED,
  SSH_DESIRED,
  TOKENS_OF_USERS,
  USERS,
  USERS_OF_PROJECTS,
};

/** Whom and what everything is asked about. */
export const ID = '0190aaaa-0000-7000-8000-000000000001';
const [ONE, NONE] = [[ID], { from: null, until: null, moment: null, open: null }];
/** A value of every parameter. */
export const VALUES = {
  ...NONE,
  ...{ position: 0, viewer: ID, all: false, lists: false, after: ID, before: ID, limit: 3 },
  ...{ managed: ONE, memberOf: ONE, projects: ONE, adminOf: ONE, users: ONE, organizations: ONE, ids: ONE },
  ...{ instances: ONE, afterText: '/a', beforeText: '/b', texts: ['somebody'] },
  ...{ pending: ONE, accepted: ONE, cancelled: ONE },
  ...{ partners: ONE, knownInstances: ONE, overseen: ONE, deployed: ONE },
  ...{ setInstances: ONE, setsRead: ONE, setsHeld: ONE, usersEdited: ONE },
  ...{ types: [null], whole: [true], owner: [false], since: 0, eventTypes: ['MemberAdded'] },
  ...{ afterPosition: 0, beforePosition: 9, subject: ID, actor: ID, target: ID, scope: ID },
};

const FLAGS = ['atHead', 'open', 'derived', 'detailed', 'backward', 'bounded'] as const;
/** Every combination of the circumstances that call for a statement of a list. */
export const VARIANTS = Array.from({ length: 2 ** FLAGS.length }, (_, bits) => {
  const flags = FLAGS.map((flag, bit) => [flag, (bits & (1 << bit)) !== 0] as const);
  return Object.fromEntries(flags) as unknown as Variant;
});

/** What EXPLAIN (ANALYZE, FORMAT JSON) says of a node. */
export interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** How many rows of tables were read for a plan, those that a filter dropped included. */
export function rowsRead(plan: Plan): number {
  const each = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);
  const own = plan['Relation Name'] === undefined ? 0 : each * plan['Actual Loops'];
  return own + (plan.Plans ?? []).reduce((sum, below) => sum + rowsRead(below), 0);
}
