// Every statement of every list, whatever combination of circumstances calls for it, is one that the database takes.
import pg from 'pg';
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
import { OPEN_END } from '../../src/kernel/time.ts';
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
  ...{ instances: ONE, afterText: '/a', beforeText: '/b' },
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

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** How many rows of tables were read for a plan, those that a filter dropped included. */
function rowsRead(plan: Plan): number {
  const each = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);
  const own = plan['Relation Name'] === undefined ? 0 : each * plan['Actual Loops'];
  return own + (plan.Plans ?? []).reduce((sum, below) => sum + rowsRead(below), 0);
}

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

  // Their keys, and the cursors between which a page lies.
  it.each([
    ['the sets of an Instance', SETS_OF_INSTANCES, 'PermSet', `'${ID}'`, `'${ID}/' ||`, ['/8', '0']],
    ['all organizations', ORGANIZATIONS, 'Organization', 'null', '', ['8', 'z']],
  ] as const)(
    'read little more than a page of 20,000, of %s',
    async (_what, list, type, parent, key, ends) => {
      const client = new pg.Client(created.engine.connection());
      await client.connect();
      // All of them, and what each was called for a while.
      const fill = (ordinal: number, until: string, span: number) => `insert into projection.entity_version
      select n, ${ordinal}, ${until}, ${span}, gen_random_uuid(), '${type}', ${parent}::uuid, ${key} md5(n::text), '{}'
      from generate_series(1, 20000) n`;
      await client.query('truncate projection.entity_version');
      await client.query(fill(0, OPEN_END, 0));
      await client.query(fill(1, 'n + 500', 1));
      await client.query('update head set position = 30000');
      const [afterText, beforeText] = ends;
      const values = { ...VALUES, position: 30_000, limit: 21, afterText, beforeText };
      for (const variant of VARIANTS.filter(({ open }) => open)) {
        const statement = list.statement(variant);
        const { rows } = await client.query(
          `explain (analyze, format json) ${statement.text}`,
          statement.bind(values),
        );
        // Each entry is read twice: to find the page, and for what is shown of it.
        const read = rowsRead(rows[0]['QUERY PLAN'][0].Plan);
        expect(read, statement.name).toBeGreaterThanOrEqual(2 * 21);
        expect(read, statement.name).toBeLessThan(3 * 21);
      }
      await client.end();
    },
  );

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
