/**
 * READ: the form of every list: for many keys at once one page each, and with the pages the entities on them, each
 * once. Edges arrive with their targets, so a level of a nested query is one statement.
 */
import type { EntityType } from '../../kernel/change.ts';
import { type Composed, compose, type Dollar, type Parameter } from './compose.ts';
import { personalOf, sightOf } from './entity-rows.ts';
import { BY_ID, type ListOrder } from './list-order.ts';
import { packed } from './packed.ts';
import { projectOwners } from './sight.ts';

/** Where the entries of a page lie, as a source writes it into its conditions. */
export interface PageSql {
  /** Whether all keys are whole: then nothing need be said about what the viewer may see. */
  readonly open: boolean;
  /** Whether there may be entries that follow from owning an organization. */
  readonly derived: boolean;
  /** ` and ...` on the column that the list is ordered by; empty for a page without cursors. */
  within(column: string): string;
  /** `order by ... limit ...`. */
  ordered(column: string): string;
}

export interface ListShape {
  readonly name: string;
  /** The keys: a FROM item with the alias `k` and the columns `n` (from 1) and `whole` among its own. */
  keys($: Dollar): string;
  /** By id unless told otherwise. */
  readonly order?: ListOrder;
  /** A subquery for one key `k`: the entries of its page, with `id` and the column of the order. May name the CTE of sight.ts. */
  source($: Dollar, page: PageSql): string;
  /** One entry, packed, of the alias `entry` of the source. */
  readonly entry: string;
  /** What else belongs to the page of a key: a scalar subquery that may name `page.ids` and the columns of `k`. */
  extra?($: Dollar): string;
  /** The same of all pages at once, where that costs less than page by page: asked about then, never at the head. */
  readonly together?: Together;
  /** The type of the entities that the entries lead to. */
  readonly finds: EntityType;
}

/** What belongs to many pages, brought at once. */
export interface Together {
  /** The parameter that holds the ids by which the facts are told apart. */
  readonly by: Parameter;
  /** The CTE `together` of one row or none, which may name `page`. With none `extra` brings what belongs to each page, with one nothing. */
  cte($: Dollar): string;
  /** A scalar subquery of the facts, packed, each with its id of `by` first. */
  facts($: Dollar): string;
}

/**
 * Three kinds of rows in the same few columns. `n` counts the keys from 1: then `text` holds the page, packed, and
 * `more` what else belongs to it. Or it is 0: then `more` is what else belongs to all pages ({@link Together}). Or `n` is
 * null: then `text` is the id of an entity that lies on some page, and `more` what it lies in.
 */
export interface ListRow {
  readonly n: number | null;
  readonly text: string | null;
  readonly more: string | null;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
  /** Of a user, the first also of an invitation. */
  readonly email?: string | null;
  readonly name?: string | null;
  readonly sight?: number | null;
  /** Of a page with cursors: whether anything lies before the first and after the second. */
  readonly preceded?: boolean | null;
  readonly followed?: boolean | null;
}

/** Which of the statements of a list: the less it has to do, the smaller it is, and the sooner it is answered. */
export interface Variant {
  readonly backward: boolean;
  /** Whether there are cursors. */
  readonly bounded: boolean;
  /** Whether it brings what else belongs to the page. */
  readonly detailed: boolean;
  /** Whether all keys are whole. */
  readonly open: boolean;
  /** Whether there may be entries that follow from owning an organization. */
  readonly derived: boolean;
  /** Whether it reads the head and nothing else: where that has moved on, it answers no row at all. */
  readonly atHead: boolean;
}

/** A list: what its entries lead to, and its statements, each composed when it is first needed. */
export interface List {
  readonly finds: EntityType;
  readonly order: ListOrder;
  /** The parameter whose ids facts of all pages at once begin with. */
  readonly togetherBy: Parameter | undefined;
  statement(variant: Variant): Composed;
}

export function defineList(shape: ListShape): List {
  const composed = new Map<string, Composed>();
  return {
    finds: shape.finds,
    order: shape.order ?? BY_ID,
    togetherBy: shape.together?.by,
    statement(variant) {
      const name = nameOf(shape, variant);
      let statement = composed.get(name);
      if (!statement) {
        statement = listStatement(name, shape, variant);
        composed.set(name, statement);
      }
      return statement;
    },
  };
}

function nameOf({ name, extra }: ListShape, variant: Variant): string {
  const { atHead, open, derived, detailed, backward, bounded } = variant;
  const parts = [
    !atHead && 'then',
    open && 'open',
    !derived && 'held',
    extra && !detailed && 'bare',
    backward && 'last',
    bounded && 'cut',
  ];
  return [name, ...parts.filter(Boolean)].join('-');
}

function listStatement(name: string, shape: ListShape, variant: Variant): Composed {
  const together = variant.detailed && !variant.atHead ? shape.together : undefined;
  const build = ($: Dollar) => `with ${variant.open ? '' : `${projectOwners($)}, `}${pages($, shape, variant)}
    ${together ? `, ${together.cte($)}` : ''}
    ${pageRows($, shape, variant)} union all ${entitiesOnPages($, shape, variant)}
    ${together ? `union all ${togetherRow($, together, shape, variant)}` : ''}`;
  return compose(name, build, { atHead: variant.atHead });
}

/** The CTE of the pages, one row a key. */
function pages($: Dollar, shape: ListShape, { backward, bounded, open, derived, atHead }: Variant): string {
  const { order = BY_ID } = shape;
  const page: PageSql = {
    open,
    derived,
    within: (column) =>
      bounded ? ` and ${column} > ${order.after($)} and ${column} < ${order.before($)}` : '',
    ordered: (column) => `order by ${column} ${backward ? 'desc' : 'asc'} limit ${$('limit')}`,
  };
  const beyond = (side: string) => {
    const any: PageSql = {
      open,
      derived,
      within: (column) => ` and ${column} ${side}`,
      // The first of them, so that the index of the order finds it; by id any index does.
      ordered: (column) => (order === BY_ID ? 'limit 1' : `order by ${column} limit 1`),
    };
    return `exists ${shape.source($, any)}`;
  };
  const flags = bounded
    ? `, ${beyond(`<= ${order.after($)}`)} as preceded, ${beyond(`>= ${order.before($)}`)} as followed`
    : '';
  // Ids are sorted by whoever reads them (list.ts), which costs the database nothing.
  const sorted = order === BY_ID ? '' : ` order by entry.${order.column}`;
  const [head, isPosition] = atHead
    ? ['head cross join ', ` where head."position" = ${$('position')}`]
    : ['', ''];
  return `page as materialized (
    select k.*, entries.items, entries.ids${flags} from ${head}${shape.keys($)} cross join lateral (
      select string_agg(${shape.entry}, ';'${sorted}) as items, array_agg(entry.id) as ids
      from ${shape.source($, page)} entry) entries${isPosition})`;
}

/** The columns of an entity, in rows that are about none. */
function ofNoEntity(finds: EntityType): string {
  if (finds === 'User') return 'null::text as email, null::text as name, null::int as sight';
  if (finds === 'Invitation') return 'null::jsonb as attributes, null::text as email';
  return 'null::jsonb as attributes';
}

function pageRows($: Dollar, { finds, extra }: ListShape, { bounded, detailed }: Variant): string {
  return `select page.n::int, page.items as text, ${(detailed && extra?.($)) || 'null::text'} as more, ${ofNoEntity(finds)}
    ${bounded ? ', page.preceded, page.followed' : ''} from page`;
}

function togetherRow($: Dollar, { facts }: Together, { finds }: ListShape, { bounded }: Variant): string {
  return `select 0, null, ${facts($)}, ${ofNoEntity(finds)}${bounded ? ', null, null' : ''} from together`;
}

function entitiesOnPages($: Dollar, { finds }: ListShape, { bounded, open }: Variant): string {
  const found = `(select entry.id, bool_or(page.whole) as whole
    from page cross join lateral unnest(page.ids) entry(id) group by entry.id)`;
  const scope = '(select anchor.scope_id from projection.entity anchor where anchor.id = d.id)';
  const other = () => 'v.parent_id::text, v.attributes';
  const columns: Partial<Record<EntityType, () => string>> = {
    User: () => `v.parent_id::text, ${personalOf('email')}, ${personalOf('name')}, ${sightOf($, open)}`,
    Organization: () => 'null, v.attributes',
    Environment: () => `${packed('v.parent_id', scope)}, v.attributes`,
    Invitation: () => `${packed('v.parent_id', scope)}, v.attributes, ${personalOf('email')}`,
  };
  const columnsOf = columns[finds] ?? other;
  return `select null, d.id::text, ${columnsOf()}${bounded ? ', null, null' : ''}
    from ${found} d cross join lateral ${$.version('d.id')} v`;
}
