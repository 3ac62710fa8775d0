/**
 * READ: the form of every list: for many keys at once one page each, and with the pages the entities on them, each
 * once. Edges arrive with their targets, so a level of a nested query is one statement.
 */
import { type Composed, compose, type Parameter } from './compose.ts';
import { type EntityOptions, type EntityRow, entityRows } from './entity-rows.ts';
import { projectOwners } from './sight.ts';

export type Dollar = (parameter: Parameter) => string;

/** Where the entries of a page lie, as a source writes it into its conditions. */
export interface PageSql {
  /** Whether all keys are whole: then nothing need be said about what the viewer may see. */
  readonly open: boolean;
  /** ` and ...` on the column of the ids that the list is ordered by; empty for a page without cursors. */
  within(column: string): string;
  /** `order by ... limit ...`. */
  ordered(column: string): string;
}

export interface ListShape {
  readonly name: string;
  /** The keys: a FROM item with the alias `k` and the columns `n` (from 1) and `whole` among its own. */
  keys($: Dollar): string;
  /** A subquery for one key `k`: the entries of its page, with a column `id`. May name the CTE of sight.ts. */
  source($: Dollar, page: PageSql): string;
  /** One entry, packed, of the alias `entry` of the source. */
  readonly entry: string;
  /** What else belongs to the page of a key: a scalar subquery that may name `page.ids` and the columns of `k`. */
  extra?($: Dollar): string;
  readonly finds: EntityOptions['finds'];
}

/** A page of a key (`n` counts the keys from 1), or (`n` null) an entity that lies on some page. */
export type ListRow =
  | ({ readonly n: number; readonly items: string | null; readonly extra: string | null } & Record<
      Beyond,
      boolean
    >)
  | ({ readonly n: null } & EntityRow);
type Beyond = 'preceded' | 'followed';

/** Which of the statements of a list: the less it has to do, the smaller it is, and the sooner it is answered. */
export interface Variant {
  readonly backward: boolean;
  /** Whether there are cursors. */
  readonly bounded: boolean;
  /** Whether it brings what else belongs to the page. */
  readonly detailed: boolean;
  /** Whether all keys are whole. */
  readonly open: boolean;
}

export type ListStatements = (variant: Variant) => Composed;

/** The statements of a list, each composed when it is first needed. */
export function listStatements(shape: ListShape): ListStatements {
  const composed = new Map<string, Composed>();
  return (variant) => {
    const name = nameOf(shape, variant);
    let statement = composed.get(name);
    if (!statement) {
      statement = listStatement(name, shape, variant);
      composed.set(name, statement);
    }
    return statement;
  };
}

function nameOf({ name, extra }: ListShape, { backward, bounded, detailed, open }: Variant): string {
  const parts = [open && 'open', extra && !detailed && 'bare', backward && 'backward', bounded && 'bounded'];
  return [name, ...parts.filter(Boolean)].join('-');
}

function listStatement(name: string, shape: ListShape, variant: Variant): Composed {
  const { backward, bounded, detailed, open } = variant;
  return compose(name, ($) => {
    const page: PageSql = {
      open,
      within: (column) => (bounded ? ` and ${column} > ${$('after')} and ${column} < ${$('before')}` : ''),
      ordered: (column) => `order by ${column} ${backward ? 'desc' : 'asc'} limit ${$('limit')}`,
    };
    const beyond = (side: string) => {
      const any: PageSql = {
        open,
        within: (column: string) => ` and ${column} ${side}`,
        ordered: () => 'limit 1',
      };
      return bounded ? `exists ${shape.source($, any)}` : 'false';
    };
    const pages = `page as materialized (
      select k.*, entries.items, entries.ids, ${beyond(`<= ${$('after')}`)} as preceded, ${beyond(`>= ${$('before')}`)} as followed
      from ${shape.keys($)} cross join lateral (
        select string_agg(${shape.entry}, ';') as items, array_agg(entry.id) as ids
        from ${shape.source($, page)} entry) entries)`;
    const found = `(select entry.id, bool_or(page.whole) as whole
      from page cross join lateral unnest(page.ids) entry(id) group by entry.id)`;
    return `with ${open ? '' : `${projectOwners($)}, `}${pages}
      select page.n::int, page.items, page.preceded, page.followed, ${(detailed && shape.extra?.($)) || 'null'} as extra,
        null::uuid as id, null::text as type, null::uuid as parent_id, null::uuid as scope_id,
        null::jsonb as attributes, null::text as email, null::text as name, null::int as sight
      from page
      union all
      select null, null, null, null, null, e.* from (${entityRows($, found, { finds: shape.finds, open })}) e`;
  });
}
