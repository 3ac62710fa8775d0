/** READ: may this user do what a permission says on an Instance, now or then, and by which Permission Sets. */
import { covers } from '../grants/permission-sets/language/covers.ts';
import { MalformedPermission } from '../grants/permission-sets/language/malformed-permission.ts';
import { parsePermission } from '../grants/permission-sets/language/parse-permission.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { parsePermissions } from '../grants/permission-sets/language/permission-list.ts';
import { printPermission } from '../grants/permission-sets/language/print-permission.ts';
import { invalid } from '../kernel/refusal.ts';
import { entityOfType, userBy } from './entities.ts';
import type { Read } from './read.ts';
import { allSetsHeld } from './set-holdings.ts';
import type { InstanceView, PermSetView, UserView } from './views/entity-views.ts';
import { PERMISSIONS_ON_INSTANCE_WITHHELD } from './withheld.ts';

/** What is asked: a user by id or email, an Instance by id, a permission of the language. */
export interface PermissionQuestion {
  readonly user: string;
  readonly instance: string;
  readonly permission: string;
}

export interface PermissionCheck {
  readonly user: UserView;
  readonly instance: InstanceView;
  /** In its canonical form. */
  readonly permission: string;
  readonly allowed: boolean;
  /** Every set that gives it or, of a value list, some of it; empty when it is not allowed. */
  readonly givenBy: readonly PermSetView[];
}

/** Null where the viewer may not know of the user or the Instance; withheld where they may not read what is held there. */
export async function checkPermission(
  read: Read,
  { permission: text, ...question }: PermissionQuestion,
): Promise<PermissionCheck | null> {
  const asked = readPermission(text);
  const [user, instance] = await Promise.all([
    userBy(read, question.user),
    entityOfType(read, 'Instance', question.instance),
  ]);
  if (!user || !instance) return null;
  const { viewer } = read;
  const readsAll = viewer.auditor || viewer.setStanding(instance.id).may('read');
  if (user.id !== viewer.userId && !readsAll) return PERMISSIONS_ON_INSTANCE_WITHHELD;
  const sets = await allSetsHeld(read, { user: user.id, instance: instance.id });
  const held = sets.map((set) => ({ set, permissions: parsePermissions(set.permissions) }));
  const allowed = covers(
    held.flatMap(({ permissions }) => permissions),
    asked,
  );
  const giving = allowed ? held.filter(({ permissions }) => givesSome(permissions, asked)) : [];
  return {
    user,
    instance,
    permission: printPermission(asked),
    allowed,
    givenBy: giving.map(({ set }) => set),
  };
}

function readPermission(text: string): Permission {
  try {
    return parsePermission(text.normalize('NFC').trim());
  } catch (error) {
    if (!(error instanceof MalformedPermission)) throw error;
    throw invalid(
      'permission',
      `permission: ${error.message}.`,
      'Write it as the permission language has it.',
    );
  }
}

function givesSome(permissions: readonly Permission[], asked: Permission): boolean {
  if (asked.values === null) return covers(permissions, asked);
  return asked.values.some((value) => covers(permissions, { ...asked, values: [value] }));
}
