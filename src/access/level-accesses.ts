/** READ: who has access to which Instances and Partners, from either side. */
import type { Levelled } from '../grants/levels.ts';
import { readList } from './list.ts';
import { type Connection, connectionOf, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import { ACCESSES_OF_USERS, ACCESSES_ON } from './statements/levels.ts';
import { unpackTime } from './statements/packed.ts';
import type { EntityView, UserView } from './views/entity-views.ts';
import { LevelAccess } from './views/level-access.ts';
import type { Held } from './views/project-access.ts';
import { mayOversee } from './visibility.ts';
import { ACCESSES_WITHHELD } from './withheld.ts';

type Thing<Type extends Levelled> = EntityView & { readonly __typename: Type };

const ORDERS = { Instance: 'instance', Partner: 'partner' } as const;

/** What a user has access to: all for the user, for others what they may modify. */
export function accessesOfUser<Type extends Levelled>(
  read: Read,
  type: Type,
  user: UserView,
  args: PageArguments,
): Promise<Connection<LevelAccess<Type>>> {
  const page = readPage(ORDERS[type], args);
  const { viewer } = read;
  return read.load('levels of user', [type, page], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const whole = users.map(({ id }) => viewer.auditor || id === viewer.userId);
      const keys = { users: users.map(({ id }) => id) };
      const { pages, entities } = await readList(read, ACCESSES_OF_USERS[type], {
        page,
        detail: 'bare',
        keys,
        whole,
      });
      return users.map((subject, index) => {
        const found = pages[index] ?? missing(subject.id);
        return connectionOf(page, { ...found, items: found.entries }, idOf, (entry) => {
          const thing = entities.get(type, idOf(entry)) as Thing<Type> | undefined;
          return thing && new LevelAccess<Type>(subject, thing as never, heldIn(entry));
        });
      });
    },
  }));
}

/** Who has access to an Instance or a Partner; withheld from all but those who may modify it. */
export function accessesOn<Type extends Levelled>(
  read: Read,
  thing: Thing<Type>,
  args: PageArguments,
): Promise<Connection<LevelAccess<Type>>> | null {
  const page = readPage('user', args);
  const { viewer } = read;
  const type: Type = thing.__typename;
  if (!mayOversee(viewer, type, thing.id)) return ACCESSES_WITHHELD;
  return read.load('levels on thing', [type, page], thing, () => ({
    key: ({ id }) => id,
    async load(asked) {
      const keys = { ids: asked.map(({ id }) => id) };
      // All who have access are seen; what more there is to see of each depends on what they hold.
      const whole = asked.map(() => viewer.auditor);
      const { pages, entities } = await readList(read, ACCESSES_ON[type], {
        page,
        detail: 'bare',
        keys,
        whole,
      });
      return asked.map((target, index) => {
        const found = pages[index] ?? missing(target.id);
        return connectionOf(page, { ...found, items: found.entries }, idOf, (entry) => {
          const user = entities.get('User', idOf(entry));
          return user && new LevelAccess<Type>(user, target as never, heldIn(entry));
        });
      });
    },
  }));
}

const idOf = ([id = '']: readonly string[]) => id;

function heldIn(entry: readonly string[]): Held {
  const [, since, value = ''] = entry;
  return { value, since: Number(since), expiresAt: unpackTime(entry, 3) };
}

function missing(key: string): never {
  throw new Error(`No page was answered for ${key}`);
}
