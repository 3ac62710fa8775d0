/** CHOOSE: which Permission Sets the caller could assign, from what is read; the rules are the command's own (C1). */
import { entityOfType, isRegistered, userBy } from '../access/entities.ts';
import { type Connection, type PageArguments, pageOfAll, placeByName, readPage } from '../access/paging.ts';
import { allSetsOf } from '../access/perm-sets.ts';
import type { Read } from '../access/read.ts';
import type { PermSetView } from '../access/views/entity-views.ts';
import { parsePermissions } from '../grants/permission-sets/language/permission-list.ts';
import { isId } from '../kernel/ids.ts';
import { assignable } from '../permission-sets/choosing.ts';

/**
 * For the user of that id or email, or (null) another user: the sets that assignPermSet would accept. Null when the caller may
 * not know of the Instance.
 */
export async function assignablePermSets(
  read: Read,
  instanceId: string,
  userReference: string | null,
  args: PageArguments,
): Promise<Connection<PermSetView> | null> {
  const page = readPage('permSet', args);
  const { viewer } = read;
  const instance = await entityOfType(read, 'Instance', instanceId);
  if (!instance) return null;
  const assigner = { standing: viewer.setStanding(instance.id), operator: viewer.operator };
  const [sets, subject] = await Promise.all([
    allSetsOf(read, instance.id, { everything: viewer.operator }),
    subjectOf(read, userReference),
  ]);
  const choices = sets.map((view) => {
    const { name, enabled } = view;
    return { name, enabled, permissions: parsePermissions(view.permissions), view };
  });
  const chosen = subject === undefined ? [] : assignable(viewer.userId, assigner, subject, choices);
  return pageOfAll(
    page,
    chosen.map(({ view }) => view),
    placeByName,
  );
}

/** Whether that is the caller; undefined for whom the command would not find. */
async function subjectOf(read: Read, reference: string | null): Promise<'oneself' | 'others' | undefined> {
  if (reference === null) return 'others';
  const user = await userBy(read, reference);
  if (user) return user.id === read.viewer.userId ? 'oneself' : 'others';
  return !isId(reference) && (await isRegistered(read, reference)) ? 'others' : undefined;
}
