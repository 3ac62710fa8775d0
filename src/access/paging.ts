/** READ: pages of lists. Which page a query asks for, opaque cursors, and the connection that answers. */
import { isId } from '../kernel/ids.ts';
import { invalid } from '../kernel/refusal.ts';
import { compareKeys, foldKey, isKey } from '../kernel/text.ts';
import { parsePosition } from '../kernel/time.ts';

/** How many a page holds unless the query says otherwise, and at most. */
export const PAGE_SIZE = { default: 20, max: 500 } as const;

/** The arguments of every list (Relay). */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/**
 * What a list is ordered by, and its cursors made of: the id of its nodes, the position of its events, where an
 * exposure began and whose it is, or the folded name of an organization or a Permission Set.
 */
export type Order =
  | 'user'
  | 'organization'
  | 'project'
  | 'environment'
  | 'token'
  | 'identity'
  | 'invitation'
  | 'partner'
  | 'instance'
  | 'event'
  | 'instance'
  | 'permSet'
  | 'exposure';

/** A page as statements take it. `after` and `before` are what the cursors hold, in the order of the list. */
export interface Page {
  readonly order: Order;
  readonly backward: boolean;
  readonly size: number;
  readonly after: string | null;
  readonly before: string | null;
}

/** Throws a Refusal (VALIDATION) that names the argument at fault. */
export function readPage(order: Order, args: PageArguments): Page {
  const { first, last } = args;
  if (first != null && last != null) {
    throw invalid('last', 'A page takes `first` or `last`, not both.', 'Leave one of them out.');
  }
  const backward = last != null;
  return {
    order,
    backward,
    size: backward ? readSize('last', last) : first == null ? PAGE_SIZE.default : readSize('first', first),
    after: args.after == null ? null : readCursor(order, 'after', args.after),
    before: args.before == null ? null : readCursor(order, 'before', args.before),
  };
}

function readSize(argument: string, size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= PAGE_SIZE.max) return size;
  throw invalid(argument, `\`${argument}\` must be a whole number from 0 to ${PAGE_SIZE.max}.`);
}

/** The opaque cursor of an entry. */
export function cursorOf(order: Order, key: string): string {
  return Buffer.from(`${order} ${key}`).toString('base64url');
}

function readCursor(order: Order, argument: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const key = text.slice(order.length + 1);
  if (isSound(order, key) && cursorOf(order, key) === cursor) return key;
  throw invalid(
    argument,
    `\`${argument}\` is no cursor of this list.`,
    'Pass on a `cursor`, `startCursor` or `endCursor` of the same list, unchanged.',
  );
}

const EXPOSURE = /^\d{16}(\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$/;

function isSound(order: Order, key: string): boolean {
  if (order === 'event') return parsePosition(key) !== undefined;
  if (order === 'permSet' || order === 'organization') return isKey(key);
  return order === 'exposure' ? EXPOSURE.test(key) : isId(key) && key === key.toLowerCase();
}

/** What the cursor of an entry bears in lists that are by name: in the order of the names that things bore then (A15). */
export function placeByName({ name }: { readonly name: string }): string {
  return foldKey(name);
}

/** One entry of a list. Its cursor is made when it is asked for. */
export class Edge<Node> {
  readonly node: Node;
  readonly #order: Order;
  readonly #key: string;

  constructor(order: Order, key: string, node: Node) {
    this.#order = order;
    this.#key = key;
    this.node = node;
  }

  get cursor(): string {
    return cursorOf(this.#order, this.#key);
  }

  /** The same place in the list with another node. */
  leadingTo<Other>(node: Other): Edge<Other> {
    return new Edge(this.#order, this.#key, node);
  }
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
}

/** What a statement found: up to one entry more than the page takes, and whether there is anything beyond its cursors. */
export interface Found<Item> {
  readonly items: readonly Item[];
  /** Whether anything lies at or before `after`. */
  readonly preceded: boolean;
  /** Whether anything lies at or after `before`. */
  readonly followed: boolean;
}

/**
 * The connection of what was found, given in the order of the list. What has no node (undefined) is left out: it
 * lived on only in the middle of the command that deleted it. `keyOf`: what the cursor of an entry bears.
 */
export function connectionOf<Item, Node>(
  page: Page,
  found: Found<Item>,
  keyOf: (item: Item, node: Node) => string,
  nodeOf: (item: Item) => Node | undefined,
): Connection<Node> {
  const more = found.items.length > page.size;
  const items = more ? (page.backward ? found.items.slice(1) : found.items.slice(0, -1)) : found.items;
  const edges: Edge<Node>[] = [];
  for (const item of items) {
    const node = nodeOf(item);
    if (node !== undefined) edges.push(new Edge(page.order, keyOf(item, node), node));
  }
  return {
    edges,
    pageInfo: {
      hasPreviousPage: found.preceded || (page.backward && more),
      hasNextPage: found.followed || (!page.backward && more),
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/** The same page with something else for each of its nodes. */
export function mapConnection<Node, Other>(
  { edges, pageInfo }: Connection<Node>,
  otherOf: (node: Node) => Other,
): Connection<Other> {
  return { edges: edges.map((edge) => edge.leadingTo(otherOf(edge.node))), pageInfo };
}

/** The page of a list that holds nothing. */
export const EMPTY: Connection<never> = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

/** A page of what is all at hand, in the order of its keys. */
export function pageOfAll<Item>(
  page: Page,
  all: readonly Item[],
  keyOf: (item: Item) => string,
): Connection<Item> {
  const { after, before, backward, size } = page;
  const isAfter = (item: Item) => after === null || compareKeys(keyOf(item), after) > 0;
  const isBefore = (item: Item) => before === null || compareKeys(keyOf(item), before) < 0;
  const within = all.filter((item) => isAfter(item) && isBefore(item));
  const items = backward ? within.slice(-(size + 1)) : within.slice(0, size + 1);
  const preceded = !all.every(isAfter);
  const followed = !all.every(isBefore);
  return connectionOf(page, { items, preceded, followed }, keyOf, (item) => item);
}
