/** READ: who holds which Permission Sets, from either side, and what that gives. */
import { PERMISSION_SET } from '../grants/kinds/permission-set/kind.ts';
import type { InstanceId, UserId } from '../kernel/ids.ts';
import type { Time } from '../kernel/time.ts';
import { readList } from './list.ts';
import { type Connection, connectionOf, type PageArguments, placeByName, readPage } from './paging.ts';
import type { Read } from './read.ts';
import type { EntityRow } from './statements/entity-rows.ts';
import { unpackTime } from './statements/packed.ts';
import {
  ALL_SETS_OF_HOLDERS,
  HOLDERS_OF_SETS,
  INSTANCES_OF_HOLDERS,
  SETS_OF_HOLDERS,
} from './statements/perm-sets.ts';
import { entityView, type PermSetView, type UserView } from './views/entity-views.ts';
import { GrantView } from './views/grant-view.ts';
import type { EffectivePermission, SetHolding, SetsOnInstance } from './views/set-views.ts';
import { mayReadSet } from './visibility.ts';
import { HOLDERS_WITHHELD } from './withheld.ts';

/** The holders of a set; withheld from whoever may not read who they are. */
export function holdersOf(
  read: Read,
  set: PermSetView,
  args: PageArguments,
): Promise<Connection<SetHolding>> | null {
  const page = readPage('user', args);
  const { viewer } = read;
  if (!mayReadSet(viewer, set)) return HOLDERS_WITHHELD;
  return read.load('holders of set', [page], set, () => ({
    key: ({ id }) => id,
    async load(sets) {
      const whole = sets.map(
        ({ instanceId }) => viewer.auditor || viewer.setStanding(instanceId).managesUsers,
      );
      const keys = { ids: sets.map(({ id }) => id) };
      const { pages, entities } = await readList(read, HOLDERS_OF_SETS, {
        page,
        detail: 'bare',
        keys,
        whole,
      });
      return sets.map((each, index) =>
        connectionOf(page, entriesOf(pages[index]), idOf, (entry) => {
          const user = entities.get('User', idOf(entry));
          return user && holding(user, each, entry);
        }),
      );
    },
  }));
}

/** The Instances on which a user holds sets, as far as the viewer may read it. */
export function instancesOfHolder(
  read: Read,
  user: UserView,
  args: PageArguments,
): Promise<Connection<SetsOnInstance>> {
  const page = readPage('instance', args);
  return read.load('instances of holder', [page], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const whole = users.map(({ id }) => readsAllOf(read, id));
      const keys = { users: users.map(({ id }) => id) };
      const { pages, entities } = await readList(read, INSTANCES_OF_HOLDERS, {
        page,
        detail: 'bare',
        keys,
        whole,
      });
      return users.map((each, index) =>
        connectionOf(page, entriesOf(pages[index]), idOf, (entry) => {
          const instance = entities.get('Instance', idOf(entry));
          return instance && { user: each, instance };
        }),
      );
    },
  }));
}

/** The sets that a user holds on an Instance, as far as the viewer may read it. */
export function setsOnInstance(
  read: Read,
  on: SetsOnInstance,
  args: PageArguments,
): Promise<Connection<SetHolding>> {
  const page = readPage('permSet', args);
  return read.load('sets of holder', [page], on, () => ({
    key: ({ user, instance }) => `${user.id} ${instance.id}`,
    async load(asked) {
      const whole = asked.map(({ user }) => readsAllOf(read, user.id));
      const keys = { users: asked.map(({ user }) => user.id), ids: asked.map(({ instance }) => instance.id) };
      const { pages, entities } = await readList(read, SETS_OF_HOLDERS, {
        page,
        detail: 'bare',
        keys,
        whole,
      });
      return asked.map(({ user }, index) =>
        connectionOf(
          page,
          entriesOf(pages[index]),
          (_, { set }) => placeByName(set),
          (entry) => {
            const set = entities.get('PermSet', idOf(entry));
            return set && holding(user, set, entry);
          },
        ),
      );
    },
  }));
}

/** A user and an Instance, by their ids. */
export interface HolderOn {
  readonly user: UserId;
  readonly instance: InstanceId;
}

/** All sets that a user holds on an Instance, as far as the viewer may read it, in the order of its lists. */
export function allSetsHeld(read: Read, on: HolderOn): Promise<readonly PermSetView[]> {
  return read.load('all sets of holder', [], on, () => ({
    key: ({ user, instance }) => `${user} ${instance}`,
    async load(asked) {
      const rows = await read.query<EntityRow & { n: number }>(ALL_SETS_OF_HOLDERS, {
        users: asked.map(({ user }) => user),
        ids: asked.map(({ instance }) => instance),
        whole: asked.map(({ user }) => readsAllOf(read, user)),
      });
      const held = asked.map((): PermSetView[] => []);
      for (const row of rows) {
        const view = entityView(row);
        if (view.__typename === 'PermSet') held[row.n - 1]?.push(view);
      }
      return held;
    },
  }));
}

/** The union of the permissions of sets, sorted, each with the sets that it stands in, in the order given (PS-23). */
export function effectivePermissions(sets: readonly PermSetView[]): EffectivePermission[] {
  const givenBy = new Map<string, PermSetView[]>();
  for (const set of sets) {
    for (const permission of set.permissions) {
      const others = givenBy.get(permission);
      if (others) others.push(set);
      else givenBy.set(permission, [set]);
    }
  }
  return [...givenBy.keys()]
    .sort()
    .map((permission) => ({ permission, givenBy: givenBy.get(permission) ?? [] }));
}

/** Whether the viewer reads all that a user holds, on whatever Instance. */
function readsAllOf({ viewer }: Read, user: UserId): boolean {
  return viewer.auditor || viewer.userId === user;
}

type Entry = readonly string[];

function idOf([id = '']: Entry): string {
  return id;
}

function entriesOf(
  found:
    | { readonly entries: readonly Entry[]; readonly preceded: boolean; readonly followed: boolean }
    | undefined,
) {
  if (!found) throw new Error('No page was answered for a key');
  return { ...found, items: found.entries };
}

function holding(user: UserView, set: PermSetView, entry: Entry): SetHolding {
  const expiresAt: Time | null = unpackTime(entry, 2);
  const [value] = PERMISSION_SET.values;
  const grant = { kind: PERMISSION_SET.name, value, expiresAt, since: Number(entry[1]) };
  return { user, set, grant: new GrantView({ ...grant, subject: user, target: set }) };
}
