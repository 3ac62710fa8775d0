/** READ: the one place that says which temporal rows lived at a position. Every as-of condition comes from here. */
import { OPEN_END } from '../kernel/time.ts';

/**
 * The size classes of lifetimes, as the longest lifetime (in positions) of each. A closed row carries its class
 * (`span`), so the rows of a class that lived at p all end in (p, p + width]: a short index range, however long
 * the history is. See docs/decisions/003-temporal-rows.md.
 */
export const SPAN_WIDTHS = [2 ** 8, 2 ** 11, 2 ** 14, 2 ** 18, 2 ** 24, 2 ** 62] as const;

/** The class of a lifetime of so many positions. */
export function spanOf(lifetime: number): number {
  return SPAN_WIDTHS.findIndex((width) => lifetime <= width);
}

/** The same in SQL, for rows closed by UPDATE. */
export function spanOfSql(lifetime: string): string {
  const cases = SPAN_WIDTHS.slice(0, -1).map((width, span) => `when ${lifetime} <= ${width} then ${span}`);
  return `(case ${cases.join(' ')} else ${SPAN_WIDTHS.length - 1} end)::smallint`;
}

const SPANS = SPAN_WIDTHS.map((width, span) => `(${span}::smallint, ${BigInt(width)}::bigint)`).join(', ');

const COLUMNS = {
  entity_version:
    'r.valid_from, r.ordinal, r.valid_until, r.entity_id, r.type, r.parent_id, r.key, r.attributes',
  grant:
    'r.valid_from, r.ordinal, r.valid_until, r.kind, r.subject_id, r.target_id, r.scope_id, r.slot, r.value, r.expires_at',
} as const;

export type TemporalTable = keyof typeof COLUMNS;

/** When a closed row began. That of a grant stands in indexes, which may not hold what is changed in an open row. */
const BEGINNING = { entity_version: 'r.valid_from', grant: 'r.began' } as const;

/**
 * What an index of closed rows says that it holds: all of them, in words of its own. A condition that says the same is
 * served by that index and by no other, however little is known of the tables: a plan made while they are empty would
 * as soon take the index of the other side, and read what everybody held.
 */
const HOLDS = { subject_id: 'r.span >= 0', target_id: 'r.span < 128', type: 'r.span >= 0' } as const;

/** The condition that a row has ended, for a key. */
function ended(table: TemporalTable, key: string, ofType = false): string {
  const closed = `r.valid_until < ${OPEN_END}`;
  if (table === 'entity_version') return ofType ? `${closed} and ${HOLDS.type}` : closed;
  const [, side] = /^r\.(subject_id|target_id) = /.exec(key) ?? [];
  if (side !== 'subject_id' && side !== 'target_id')
    throw new Error(`A key of grants begins with the side that they are found from: ${key}`);
  return `${closed} and ${HOLDS[side]}`;
}

export interface LivingRowsOptions {
  /** What is selected, from the alias `r`; all columns by default. */
  readonly columns?: string;
  /** `order by ... limit ...` on the alias `r`, put where an index can serve it. The caller orders and limits again. */
  readonly page?: string;
  /**
   * The part of the key that an index of closed rows begins with, for keys of which most have none: then one look
   * tells so, in place of one for each class.
   */
  readonly seldomClosed?: string;
  /** Whether the key is the type `Organization`, and all of them are looked through. */
  readonly ofType?: boolean;
}

/**
 * A subquery (in parentheses) of the rows of a temporal table that lived at a position.
 *
 * `key` is the condition on the alias `r` that an index serves together with the span: equality on subject_id or
 * target_id, with which a key of grants begins, and kind / parent_id and type / type and key. It may name columns of tables to its left when the subquery is joined LATERAL. `position` is a
 * SQL expression of type bigint that names no columns.
 *
 * The order of the joins is fixed (a subquery with OFFSET stays one), since a plan that does not start from the
 * classes would read every row closed since. For the same reason the page is not sorted there: a plan must not choose
 * its index for the order. What lived at a position and has been closed since is little.
 *
 * Where an index ends with the beginning, too, what began too late is passed over in it, without a look at the row. That
 * is why the end of the range is a comparison of both columns: otherwise PostgreSQL 18 would skip from end to end
 * for the sake of the beginnings, which costs more than all it saves.
 */
export function livingRows(
  table: TemporalTable,
  key: string,
  position: string,
  { columns = COLUMNS[table], page = '', seldomClosed, ofType }: LivingRowsOptions = {},
): string {
  const from = `projection."${table}" r`;
  const any = seldomClosed
    ? `(select from ${from} where ${seldomClosed} and ${ended(table, seldomClosed)} limit 1) any_closed cross join `
    : '';
  const beginning = BEGINNING[table];
  const since = `r.valid_until > ${position} and ${ended(table, key, ofType)} and ${beginning} <= ${position}`;
  const closed = `select closed.* from ${any}(values ${SPANS}) as span_class(span, width) cross join lateral (
    select ${columns} from ${from} where ${key} and r.span = span_class.span and ${since}
      and (r.valid_until, ${beginning}) <= (${position} + span_class.width, ${position}) offset 0) closed`;
  return `((select ${columns} from ${from} where ${key} and r.valid_until = ${OPEN_END} and r.valid_from <= ${position} ${page})
    union all (${closed}))`;
}

/** A subquery of the version that an entity had at a position: at most one row. `entity` is a SQL expression of type uuid. */
export function livingVersion(
  entity: string,
  position: string,
  columns: string = COLUMNS.entity_version,
): string {
  return `(select ${columns} from (select * from projection.entity_version v where v.entity_id = ${entity} and v.valid_from <= ${position}
      order by v.valid_from desc limit 1) r where r.valid_until > ${position})`;
}

/**
 * A subquery of the rows that live at the head, for a statement that makes sure in its own snapshot that this is the
 * position it answers for: these are the open rows, no more and no less. A fraction of the plan that can read any
 * position, and to set up its plan is what a small statement costs most. `key` is as for {@link livingRows}.
 */
export function livingRowsAtHead(
  table: TemporalTable,
  key: string,
  { columns = COLUMNS[table], page = '' }: LivingRowsOptions = {},
): string {
  return `(select ${columns} from projection."${table}" r where ${key} and r.valid_until = ${OPEN_END} ${page})`;
}

/**
 * A subquery of the version that an entity has at the head; for the same statements as {@link livingRowsAtHead}. It is
 * looked for one by one, as that of the past is: joined freely, versions are all read as long as there are some thousand.
 */
export function livingVersionAtHead(entity: string, columns: string = COLUMNS.entity_version): string {
  return livingRowsAtHead('entity_version', `r.entity_id = ${entity}`, { columns, page: 'offset 0' });
}

/** The condition that drops grants whose time had run out at the moment asked about (rule T4); `moment` is null for a position. */
export function notExpired(alias: string, moment: string): string {
  return `(${moment}::timestamptz is null or ${alias}.expires_at is null or ${alias}.expires_at > ${moment}::timestamptz)`;
}

/**
 * A subquery of all rows of a temporal table that had begun by a position, each with its `life`: the range of positions
 * through which it lived, without an end where that was still to come. It grows with the history of what `key` names,
 * so it is for questions about that history alone. `key` is as for {@link livingRows}.
 */
export function rowsEver(table: TemporalTable, key: string, position: string): string {
  const life = `int8range(r.valid_from, case when r.valid_until <= ${position} then r.valid_until end)`;
  const begun = `select ${COLUMNS[table]}, ${life} as life from projection."${table}" r where ${key} and r.valid_from <= ${position}`;
  return `(${begun} and r.valid_until = ${OPEN_END} union all ${begun} and ${ended(table, key)})`;
}
