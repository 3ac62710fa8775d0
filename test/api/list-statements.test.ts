// Every statement of every list, whatever combination of circumstances calls for it, is one that the database takes.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORGANIZATIONS } from '../../src/access/statements/directory.ts';
import { SETS_OF_INSTANCES } from '../../src/access/statements/perm-sets.ts';
import { DRIVERS, eventsStatement } from '../../src/history/statements.ts';
import { OPEN_END } from '../../src/kernel/time.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { ID, LISTS, rowsRead, VALUES, VARIANTS } from '../support/every-statement.ts';

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
