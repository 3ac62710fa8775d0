/** PROJECT: compares the projections that serve with a copy built from the log, as of the position of the copy. */
import type { Database, Row, Statement, Transaction } from '../database/sql.ts';
import { OPEN_END, type Position } from '../kernel/time.ts';
import { type CopySchema, command } from './copy-tables.ts';
import type { Difference } from './difference.ts';

interface Column {
  readonly name: string;
  readonly quoted: string;
  /** Whether it is part of what names a row. */
  readonly key: boolean;
}

const COLUMNS: Statement = {
  name: 'compare-columns',
  text: `select a.attname as name, quote_ident(a.attname) as quoted
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'projection'::regnamespace and c.relname = $1::name and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum`,
};

/** What names a row: the entity that it is, or the event that began it and its place among the rows of that event. */
const KEYS: readonly (readonly string[])[] = [['valid_from', 'ordinal'], ['id']];

/** The first row, by its key, that is not as in the copy; the tables in the order given. Undefined when all agree. */
export async function compareCopy(
  database: Database,
  schema: CopySchema,
  tables: readonly string[],
  position: Position,
): Promise<Difference | undefined> {
  for (const table of tables) {
    const difference = await compareTable(database, schema, table, position);
    if (difference) return difference;
  }
  return undefined;
}

async function compareTable(
  database: Database,
  schema: CopySchema,
  table: string,
  position: Position,
): Promise<Difference | undefined> {
  const transaction = await database.beginLong();
  try {
    const columns = await readColumns(transaction, table);
    const [[row] = []] = await transaction.send([command(firstDifference(schema, table, columns, position))]);
    await transaction.commit();
    return row && toDifference(table, columns, row);
  } catch (error) {
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

async function readColumns(transaction: Transaction, table: string): Promise<readonly Column[]> {
  const [rows = []] = await transaction.send([{ statement: COLUMNS, values: [table] }]);
  const names = rows.map((row) => String(row.name));
  const key = KEYS.find((columns) => columns.every((column) => names.includes(column))) ?? [];
  return rows.map((row) => ({
    name: String(row.name),
    quoted: String(row.quoted),
    key: key.includes(String(row.name)),
  }));
}

function toDifference(table: string, columns: readonly Column[], row: Row): Difference {
  const expected = row.expected as Record<string, unknown> | null;
  const found = row.found as Record<string, unknown> | null;
  const named = expected ?? found ?? {};
  const keys = columns.filter((column) => column.key).map(({ name }) => [name, String(named[name])]);
  return { table: `projection.${table}`, key: Object.fromEntries(keys), expected, found };
}

/**
 * Every column as text, so that JSON keeps the digits of a bigint. The rows that serve are taken as of the copy's
 * position: what began later is left out, what ended later is open, unless the log does not reach so far.
 */
function firstDifference(
  schema: string,
  table: string,
  columns: readonly Column[],
  position: Position,
): string {
  const keys = columns.filter((column) => column.key);
  const all = (value: (column: Column) => string): string =>
    columns.map((column) => `(${value(column)})::text as ${column.quoted}`).join(', ');
  // Of two rows with one key each is compared with its own, so that one too many is a difference.
  const twin = `row_number() over (partition by ${keys.map(({ quoted }) => `t.${quoted}`).join(', ')}) as twin`;
  const copied = `(select ${all(({ quoted }) => `t.${quoted}`)}, ${twin} from ${schema}."${table}" t)`;
  const serving = `(select ${all((column) => asOf(column, position))}, ${twin} from projection."${table}" t
    where t.valid_from <= ${position} or t.valid_from > (select position from head))`;
  const same = ['twin', ...keys.map(({ quoted }) => quoted)]
    .map((key) => `e.${key} = f.${key}`)
    .join(' and ');
  const order = keys.map(
    ({ quoted }) => `length(coalesce(e.${quoted}, f.${quoted})), coalesce(e.${quoted}, f.${quoted})`,
  );
  return `select to_jsonb(e) - 'twin' as expected, to_jsonb(f) - 'twin' as found from ${copied} e full join ${serving} f on ${same}
    where e.* is distinct from f.* order by ${order.join(', ')} limit 1`;
}

function asOf({ name, quoted }: Column, position: Position): string {
  const endsLater = `t.valid_until > ${position} and t.valid_until <= (select position from head)`;
  if (name === 'valid_until') return `case when ${endsLater} then ${OPEN_END} else t.valid_until end`;
  if (name === 'span') return `case when ${endsLater} then 0 else t.span end`;
  return `t.${quoted}`;
}
