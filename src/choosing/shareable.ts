/** CHOOSE: which Instances and Partners the caller could share, from what is read; the rules are the commands' own (C1). */
import { userBy } from '../access/entities.ts';
import { levelHeld } from '../access/held-levels.ts';
import type { Read } from '../access/read.ts';
import { readsHome } from '../access/visibility.ts';
import type { Levelled } from '../grants/levels.ts';
import type { Id } from '../kernel/ids.ts';
import { shareableAmong } from '../sharing/choosing.ts';

/**
 * For the user of that id or email: on what setInstanceAccess or setPartnerAccess would accept the level. Without one:
 * for another user who holds nothing there, to whom it can be given by shareByEmail.
 */
export async function shareable(
  read: Read,
  type: Levelled,
  level: string,
  userReference: string | null,
): Promise<readonly Id[] | 'all'> {
  const { viewer } = read;
  const user = userReference === null ? undefined : await userBy(read, userReference);
  if (user === null) return [];
  // An OPERATOR gives anything to anybody.
  if (viewer.operator) return 'all';
  const isSeen = !user || user.id === viewer.userId || readsHome(viewer, user);
  const ids = type === 'Instance' ? viewer.sight.instances : viewer.sight.partners;
  const candidates = await Promise.all(
    ids.map(async (id) => ({
      id,
      standing: viewer.standingOn(type, id),
      held: user && (await levelHeld(read, { user: user.id, type, target: id })),
    })),
  );
  return shareableAmong({ actor: viewer.userId, type, level, repairs: false, isSeen }, candidates);
}
