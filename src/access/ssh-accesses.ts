/** READ: who has SSH on environments and who should have it, as far as the viewer may see who. */
import type { UserId } from '../kernel/ids.ts';
import { readList } from './list.ts';
import { type Connection, connectionOf, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import type { List } from './statements/list.ts';
import { REDEPLOY_NEEDED, SSH_APPLIED, SSH_DESIRED } from './statements/ssh.ts';
import type { EnvironmentView, UserView } from './views/entity-views.ts';

/** A user on an environment, as far as SSH goes. */
export interface SshAccess {
  readonly userId: UserId;
  /** Null for somebody who is gone, or whom the viewer may not know of. */
  readonly user: UserView | null;
  /** Whether they have SSH: what the last redeploy applied. */
  readonly applied: boolean;
  /** Whether they should have it, by their roles. */
  readonly desired: boolean;
}

const LISTS = { applied: SSH_APPLIED, desired: SSH_DESIRED } as const satisfies Record<string, List>;

/** Those who have SSH on an environment, or those who should have it. */
export function sshOn(
  read: Read,
  environment: EnvironmentView,
  which: keyof typeof LISTS,
  args: PageArguments,
): Promise<Connection<SshAccess>> {
  const page = readPage('user', args);
  return read.load('ssh on environment', [which, page], environment, () => ({
    key: ({ id }) => id,
    async load(asked) {
      const keys = keysOf(asked);
      const whole = asked.map(() => false);
      const { pages, entities } = await readList(read, LISTS[which], { page, detail: 'bare', keys, whole });
      return asked.map((_, index) => {
        const found = pages[index];
        if (!found) throw new Error('No page was answered for an environment');
        return connectionOf(page, { ...found, items: found.entries }, ([id = '']) => id, toAccess);
      });

      function toAccess([id = '', applied, desired]: readonly string[]): SshAccess {
        const user = entities.get('User', id);
        const known = user?.known ? user : null;
        return { userId: id as UserId, user: known, applied: applied === 't', desired: desired === 't' };
      }
    },
  }));
}

/** Whether a redeploy would change who has SSH on an environment. Whoever may redeploy needs it, so all who see it know. */
export function redeployNeeded(read: Read, environment: EnvironmentView): Promise<boolean> {
  return read.load('redeploy needed', [], environment, () => ({
    key: ({ id }) => id,
    async load(asked) {
      const rows = await read.query<{ id: string; needed: boolean }>(REDEPLOY_NEEDED, keysOf(asked));
      const needed = new Map(rows.map((row) => [row.id, row.needed]));
      return asked.map(({ id }) => needed.get(id) === true);
    },
  }));
}

function keysOf(environments: readonly EnvironmentView[]) {
  return {
    ids: environments.map(({ id }) => id),
    organizations: environments.map(({ organizationId }) => organizationId),
  };
}
