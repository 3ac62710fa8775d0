/** READ: lists of entities on whose edges nothing hangs: one page for each of many keys, in one statement. */
import { type Entities, type PageFound, readList } from './list.ts';
import { type Connection, connectionOf, type Page } from './paging.ts';
import type { Read } from './read.ts';
import type { Values } from './statements/compose.ts';
import type { List } from './statements/list.ts';
import type { EntityView } from './views/entity-views.ts';

type TypeName = EntityView['__typename'];
type EntityOf<Type extends TypeName> = EntityView & { readonly __typename: Type };
type ConnectionOf<Type extends TypeName> = Connection<EntityOf<Type>>;

/** A list that hangs on things: what asks for it is the key. */
interface Hanging<Key, Type extends TypeName> {
  /** The name of the loader; what else decides the answer stands in `args`. */
  readonly name: string;
  readonly args?: readonly unknown[];
  readonly list: List;
  readonly finds: Type;
  readonly page: Page;
  /** What the cursors bear: ids unless told otherwise. */
  place?(entity: EntityOf<Type>): string;
  /** What names a key among others. */
  key(asked: Key): string;
  /** The keys as the statement takes them. */
  keys(asked: readonly Key[]): Values;
  /** Whether the viewer may see all of the list of a key. */
  whole(asked: Key): boolean;
}

export function entitiesOf<Key, Type extends TypeName>(
  read: Read,
  key: Key,
  { name, args = [], list, finds, page, ...of }: Hanging<NoInfer<Key>, Type>,
): Promise<ConnectionOf<Type>> {
  return read.load(name, [...args, page], key, () => ({
    key: of.key,
    async load(asked) {
      const whole = asked.map(of.whole);
      const { pages, entities } = await readList(read, list, {
        page,
        detail: 'bare',
        keys: of.keys(asked),
        whole,
      });
      return asked.map((_, index) => entityPage(page, pages[index], entities, finds, of.place));
    },
  }));
}

/** A list that hangs on nothing. */
interface Free<Type extends TypeName> {
  readonly list: List;
  readonly finds: Type;
  readonly page: Page;
  place?(entity: EntityOf<Type>): string;
  readonly keys: Values;
  readonly whole: boolean;
}

export async function entitiesIn<Type extends TypeName>(
  read: Read,
  { list, finds, page, place, keys, whole }: Free<Type>,
): Promise<ConnectionOf<Type>> {
  const { pages, entities } = await readList(read, list, { page, detail: 'bare', keys, whole: [whole] });
  return entityPage(page, pages[0], entities, finds, place);
}

function entityPage<Type extends TypeName>(
  page: Page,
  found: PageFound | undefined,
  entities: Entities,
  type: Type,
  place: (entity: EntityOf<Type>) => string = ({ id }) => id,
): ConnectionOf<Type> {
  if (!found) throw new Error('No page was answered for a key');
  const items = found.entries.map(([id = '']) => id);
  return connectionOf(
    page,
    { ...found, items },
    (_, entity) => place(entity),
    (id) => entities.get(type, id),
  );
}
