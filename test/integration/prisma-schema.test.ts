// The Prisma schema is written by hand beside the migrations: here both are held against each other.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Statement } from '../../src/database/sql.ts';
import { eachDatabase } from '../support/databases.ts';

interface Table {
  readonly columns: Readonly<Record<string, string>>;
  readonly primaryKey: readonly string[];
  readonly unique: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  BigInt: 'int8',
  Int: 'int4',
  Boolean: 'bool',
  Bytes: 'bytea',
  Json: 'jsonb',
  'db.Uuid': 'uuid',
  'db.SmallInt': 'int2',
  'db.Timestamptz(3)': 'timestamptz(3)',
};

/** What the models of prisma/schema say about their tables. */
function modelled(): Record<string, Table> {
  const folder = fileURLToPath(new URL('../../prisma/schema', import.meta.url));
  const text = readdirSync(folder)
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');
  return Object.fromEntries(
    [...text.matchAll(/^model \w+ \{\n(.*?)^\}/gms)].map(([, body = '']) => tableOf(body)),
  );
}

function tableOf(body: string): [string, Table] {
  const columns: Record<string, string> = {};
  const columnOf: Record<string, string> = {};
  const unique: string[] = [];
  let primaryKey: string[] = [];
  for (const line of body.split('\n')) {
    const field = /^ {2}(\w+) +(\w+)(\?)?/.exec(line);
    if (!field) continue;
    const [, name = '', type = '', optional] = field;
    const column = /@map\("(\w+)"\)/.exec(line)?.[1] ?? name;
    const native = /@(db\.\w+(\(\d\))?)/.exec(line)?.[1];
    columns[column] = `${TYPES[native ?? type]}${optional ? ' null' : ''}`;
    columnOf[name] = column;
    if (/@id\b/.test(line)) primaryKey = [column];
    if (/@unique\b/.test(line)) unique.push(column);
  }
  const list = (fields: string) => fields.split(', ').map((field) => columnOf[field] ?? field);
  const composite = /@@id\(\[(.*?)\]\)/.exec(body)?.[1];
  if (composite) primaryKey = list(composite);
  for (const [, fields = ''] of body.matchAll(/@@unique\(\[(.*?)\]\)/g)) unique.push(list(fields).join(', '));
  const table = `${/@@schema\("(\w+)"\)/.exec(body)?.[1]}.${/@@map\("(\w+)"\)/.exec(body)?.[1]}`;
  return [table, { columns, primaryKey, unique: unique.sort() }];
}

const COLUMNS: Statement = {
  name: 'test_columns',
  text: `select table_schema || '.' || table_name as of, column_name::text as name,
      udt_name || case when udt_name = 'timestamptz' then '(' || datetime_precision || ')' else '' end
        || case when is_nullable = 'YES' then ' null' else '' end as type
    from information_schema.columns
    where table_schema in ('public', 'projection') and table_name !~ '^(_prisma|event_)' order by 1, ordinal_position`,
};

/** Unique indexes on whole tables, in the order of their columns. */
const KEYS: Statement = {
  name: 'test_keys',
  text: `select n.nspname || '.' || t.relname as of, i.indisprimary as is_primary,
      array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number order by place) as columns
    from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
    where n.nspname in ('public', 'projection') and t.relname !~ '^(_prisma|event_)' and i.indisunique and i.indpred is null`,
};

eachDatabase('the Prisma schema', (fresh) => {
  it('describes the tables that the migrations make', async () => {
    const { database } = fresh();
    const columns = await database.query<{ of: string; name: string; type: string }>(COLUMNS);
    const keys = await database.query<{ of: string; is_primary: boolean; columns: string[] }>(KEYS);
    const tables = Object.fromEntries(
      [...new Set(columns.map((column) => column.of))].map((of): [string, Table] => [
        of,
        {
          columns: Object.fromEntries(
            columns.filter((c) => c.of === of).map(({ name, type }) => [name, type]),
          ),
          primaryKey: keys.find((key) => key.of === of && key.is_primary)?.columns ?? [],
          unique: keys
            .filter((key) => key.of === of && !key.is_primary)
            .map((key) => key.columns.join(', '))
            .sort(),
        },
      ]),
    );
    expect(Object.keys(tables).length).toBeGreaterThan(8);
    expect(modelled()).toEqual(tables);
  });
});

const INDEXES_OF_GRANTS: Statement = {
  name: 'test-indexes-of-grants',
  text: `select pg_get_indexdef(i.indexrelid) as definition from pg_index i where i.indrelid = 'projection."grant"'::regclass`,
};

eachDatabase('The indexes of grants', (fresh) => {
  it('hold nothing that is changed in an open row, but for the end of its time', async () => {
    const rows = await fresh().database.query<{ definition: string }>(INDEXES_OF_GRANTS);
    const definitions = rows.map(({ definition }) => definition);
    expect(definitions.length).toBeGreaterThan(3);
    for (const definition of definitions) {
      const [, , columns = ''] = / USING (\w+) (.*)$/.exec(definition) ?? [];
      expect(columns).not.toMatch(/\b(valid_from|ordinal|value)\b/);
    }
    expect(definitions.filter((definition) => definition.includes('expires_at'))).toHaveLength(1);
  });
});
