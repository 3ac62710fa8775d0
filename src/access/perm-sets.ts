/** READ: the Permission Sets of an Instance, and those that mention a name. */
import { nameId } from '../grants/permission-sets/mentions.ts';
import type { Id } from '../kernel/ids.ts';
import { entitiesOf } from './entity-lists.ts';
import { type Connection, type PageArguments, placeByName, readPage } from './paging.ts';
import type { Read } from './read.ts';
import type { Values } from './statements/compose.ts';
import type { EntityRow } from './statements/entity-rows.ts';
import type { List } from './statements/list.ts';
import { ALL_SETS_OF_INSTANCES, SETS_MENTIONING, SETS_OF_INSTANCES } from './statements/perm-sets.ts';
import { entityView, type PermSetView } from './views/entity-views.ts';

/** The sets of an Instance: those that the viewer sees. */
export function setsOf(read: Read, instance: Id, args: PageArguments): Promise<Connection<PermSetView>> {
  return setsBy(read, 'sets of instance', SETS_OF_INSTANCES, { id: instance, instance }, args, {});
}

/**
 * The sets of an Instance that mention a name, exactly as it is spelt: those that the viewer sees (PS-15).
 *
 * @param since the position since when, at the latest, they mention it; left out: the one that is read at.
 */
export function setsMentioning(
  read: Read,
  instance: Id,
  name: string,
  args: PageArguments,
  since = read.position,
): Promise<Connection<PermSetView>> {
  const id = nameId(instance, name.normalize('NFC'));
  return setsBy(read, 'sets mentioning', SETS_MENTIONING, { id, instance }, args, { since });
}

function setsBy(
  read: Read,
  loader: string,
  list: List,
  asked: { readonly id: Id; readonly instance: Id },
  args: PageArguments,
  values: Values,
): Promise<Connection<PermSetView>> {
  const { viewer } = read;
  return entitiesOf(read, asked, {
    name: loader,
    args: [values],
    list,
    finds: 'PermSet',
    page: readPage('permSet', args),
    place: placeByName,
    key: ({ id }) => id,
    keys: (all) => ({
      ...values,
      ids: all.map(({ id }) => id),
      instances: all.map(({ instance }) => instance),
    }),
    whole: ({ instance }) => viewer.auditor || viewer.setStanding(instance).may('read'),
  });
}

/** All sets of an Instance that the viewer sees, in the order of its lists; with `everything`, all that there are. */
export function allSetsOf(
  read: Read,
  instance: Id,
  { everything }: { readonly everything: boolean },
): Promise<readonly PermSetView[]> {
  return read.load('all sets of instance', [everything], instance, () => ({
    key: (id) => id,
    async load(ids) {
      const { viewer } = read;
      const whole = ids.map((id) => everything || viewer.auditor || viewer.setStanding(id).may('read'));
      const rows = await read.query<EntityRow & { n: number }>(ALL_SETS_OF_INSTANCES, { ids, whole });
      const found = ids.map((): PermSetView[] => []);
      for (const row of rows) {
        const view = entityView(row);
        if (view.__typename === 'PermSet') found[row.n - 1]?.push(view);
      }
      return found;
    },
  }));
}
