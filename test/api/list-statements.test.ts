// Every statement of every list, whatever combination of circumstances calls for it, is one that the database takes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ENVIRONMENTS_OF_PROJECTS,
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
import { DRIVERS, eventsStatement } from '../../src/history/statements.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

const LISTS: Readonly<Record<string, List>> = {
  INSTANCES,
  INSTANCES_OF_PARTNERS,
  INSTANCES_OF_USERS: ACCESSES_OF_USERS.Instance,
  PARTNERS,
  PARTNERS_OF_USERS: ACCESSES_OF_USERS.Partner,
  USERS_AT_HOME,
  USERS_OF_INSTANCES: ACCESSES_ON.Instance,
  USERS_OF_PARTNERS: ACCESSES_ON.Partner,
  ENVIRONMENTS_OF_PROJECTS,
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

const ID = '0190aaaa-0000-7000-8000-000000000001';
const [ONE, NONE] = [[ID], { from: null, until: null, moment: null }];
const VALUES = {
  ...NONE,
  ...{ position: 0, viewer: ID, all: false, lists: false, after: ID, before: ID, limit: 3 },
  ...{ managed: ONE, memberOf: ONE, projects: ONE, adminOf: ONE, users: ONE, organizations: ONE, ids: ONE },
  ...{ partners: ONE, knownInstances: ONE, overseen: ONE, deployed: ONE },
  ...{ setInstances: ONE, setsRead: ONE, setsHeld: ONE, usersEdited: ONE },
  ...{ types: [null], whole: [true], owner: [false], eventTypes: ['MemberAdded'] },
  ...{ afterPosition: 0, beforePosition: 9, subject: ID, actor: ID, target: ID, scope: ID },
};

const FLAGS = ['atHead', 'open', 'derived', 'detailed', 'backward', 'bounded'] as const;
const VARIANTS = Array.from({ length: 2 ** FLAGS.length }, (_, bits) => {
  const flags = FLAGS.map((flag, bit) => [flag, (bits & (1 << bit)) !== 0] as const);
  return Object.fromEntries(flags) as unknown as Variant;
});

describe('The statements of lists', () => {
  let created: TestDatabase;
  beforeAll(async () => {
    created = await createDatabase('postgres');
  });
  afterAll(() => created?.drop());

  it.each(Object.keys(LISTS))('%s', async (name) => {
    for (const statement of new Set(VARIANTS.map((variant) => LISTS[name]?.statement(variant)))) {
      if (!statement) throw new Error(name);
      const rows = await created.database.query<{ n: number | null }>(statement, statement.bind(VALUES));
      expect(
        rows.every(({ n }) => n === null || n === 1),
        statement.name,
      ).toBe(true);
    }
  });

  it.each(DRIVERS)('events by %s', async (driver) => {
    for (const [descending, bounded] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      const statement = eventsStatement(driver, descending, bounded);
      const rows = await created.database.query(statement, statement.bind(VALUES));
      expect(rows, statement.name).toHaveLength(1);
    }
  });
});
