/** READ: runs the statement of a list and puts what it found in order: pages by key, and entities by id. */

import type { EntityType } from '../kernel/change.ts';
import type { Page } from './paging.ts';
import type { Read } from './read.ts';
import type { Values } from './statements/compose.ts';
import type { EntityRow } from './statements/entity-rows.ts';
import type { List, ListRow } from './statements/list.ts';
import { BY_ID } from './statements/list-order.ts';
import { unpack, unpackByFirst } from './statements/packed.ts';
import { SIGHT } from './statements/sight.ts';
import { type EntityView, entityView } from './views/entity-views.ts';

/** Whether what hangs on the edges of a list (permissions, roles on environment types) comes with it. */
export type Detail = 'full' | 'bare';

/** What was found for one key. Entries and further facts are packed: the id of the other end comes first in each. */
export interface PageFound {
  readonly entries: readonly (readonly string[])[];
  readonly extra: readonly (readonly string[])[];
  readonly preceded: boolean;
  readonly followed: boolean;
}

export interface ListFound {
  /** At the index of each key. */
  readonly pages: readonly PageFound[];
  readonly entities: Entities;
}

/** Entities that arrived with a statement. */
export class Entities {
  readonly #views = new Map<string, EntityView>();

  add(view: EntityView): void {
    this.#views.set(view.id, view);
  }

  /**
   * The entity of that id. Undefined when it did not live: in the middle of a command that deletes it, what it holds
   * and what is held on it may still be there. Throws when it is of another type.
   */
  get<Type extends EntityView['__typename']>(
    type: Type,
    id: string,
  ): (EntityView & { readonly __typename: Type }) | undefined {
    const view = this.#views.get(id);
    if (view && view.__typename !== type) throw new Error(`${id} is no ${type}, but a ${view.__typename}`);
    return view as (EntityView & { readonly __typename: Type }) | undefined;
  }
}

/** What is asked of a list. */
export interface ListAsked {
  readonly page: Page;
  readonly detail: Detail;
  /** The keys, as arrays of one length each. */
  readonly keys: Values;
  /** For each key whether the viewer may see all of its list, and all of whom it holds. */
  readonly whole: readonly boolean[];
  /** False where it is known that nothing in the lists follows from owning an organization. */
  readonly derived?: boolean;
}

/** Answers one page for each key. */
export async function readList(
  read: Read,
  { finds, order, togetherBy, statement: statementFor }: List,
  { page, detail, keys, whole, derived = true }: ListAsked,
): Promise<ListFound> {
  const bounded = page.after !== null || page.before !== null;
  const bounds = bounded ? order.values(page) : {};
  const open = whole.every(Boolean);
  const statement = (atHead: boolean) =>
    statementFor({
      atHead,
      open,
      derived,
      detailed: detail === 'full',
      backward: page.backward,
      bounded,
    });
  const values = { ...keys, whole, ...bounds, limit: page.size + 1 };
  const rows = await read.nowOrThen((atHead) => read.query<ListRow>(statement(atHead), values));
  const entities = new Entities();
  const pages = new Array<PageFound>(whole.length);
  let together: ReadonlyMap<unknown, string[][]> | undefined;
  for (const row of rows) {
    if (row.n === null) {
      entities.add(entityView(entityRow(finds, row)));
    } else if (row.n === 0) {
      together = unpackByFirst(row.more);
    } else {
      const entries = unpack(row.text);
      pages[row.n - 1] = {
        entries: order === BY_ID ? inOrder(entries) : entries,
        extra: unpack(row.more),
        preceded: row.preceded === true,
        followed: row.followed === true,
      };
    }
  }
  if (togetherBy === undefined || together === undefined) return { pages, entities };
  const ids = keys[togetherBy] as readonly string[];
  for (const [index, found] of pages.entries())
    pages[index] = { ...found, extra: together.get(ids[index]) ?? [] };
  return { pages, entities };
}

function entityRow(type: EntityType, row: ListRow): EntityRow {
  const [parent = null, scope = null] = row.more?.split(' ') ?? [];
  const { text, attributes, email = null, name = null, sight } = row;
  return {
    id: text ?? '',
    type,
    parent_id: parent,
    scope_id: scope,
    attributes: attributes ?? {},
    email,
    name,
    sight: sight ?? SIGHT.full,
  };
}

/**
 * By id, each once: in the middle of a transfer of ownership the new owner is on a project both by a grant and as its
 * owner, which says more, and in fewer fields.
 */
function inOrder(entries: string[][]): string[][] {
  entries.sort((x, y) => {
    const [[a = ''], [b = '']] = [x, y];
    return a < b ? -1 : a > b ? 1 : x.length - y.length;
  });
  return entries.filter(([id], index) => index === 0 || id !== entries[index - 1]?.[0]);
}
