/** READ: what a user holds everywhere: platform roles, and the right to create Instances. */
import { CREATE_INSTANCES } from '../grants/kinds/create-instances/kind.ts';
import { PLATFORM_ROLE } from '../grants/kinds/platform-role/kind.ts';
import type { Time } from '../kernel/time.ts';
import type { Read } from './read.ts';
import { HELD_EVERYWHERE } from './statements/entities.ts';
import type { UserView } from './views/entity-views.ts';
import { GrantView } from './views/grant-view.ts';
import { mayReadAtHome, mayReadPlatformRoles } from './visibility.ts';
import { CREATE_INSTANCES_WITHHELD, PLATFORM_ROLES_WITHHELD } from './withheld.ts';

interface Row {
  readonly subject_id: string;
  readonly value: string;
  readonly valid_from: string;
  readonly expires_at: Time | null;
}

/** The platform roles of a user; withheld from all but the user, an OPERATOR and an AUDITOR. */
export function platformRolesOf(read: Read, user: UserView): Promise<readonly GrantView[]> | null {
  if (!mayReadPlatformRoles(read.viewer, user.id)) return PLATFORM_ROLES_WITHHELD;
  return heldEverywhere(read, PLATFORM_ROLE.name, user);
}

/** The right to create Instances, if the user has it; withheld from whoever does not read their home Partner. */
export async function createInstancesOf(read: Read, user: UserView): Promise<GrantView | null> {
  if (!mayReadAtHome(read.viewer, user)) return CREATE_INSTANCES_WITHHELD;
  const [held] = await heldEverywhere(read, CREATE_INSTANCES.name, user);
  return held ?? null;
}

function heldEverywhere(read: Read, kind: string, user: UserView): Promise<readonly GrantView[]> {
  return read.load('held everywhere', [kind], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const keys = { users: users.map(({ id }) => id), types: users.map(() => kind) };
      const rows = await read.query<Row>(HELD_EVERYWHERE, keys);
      return users.map((subject) =>
        rows.filter((row) => row.subject_id === subject.id).map((row) => grantOf(row, kind, subject)),
      );
    },
  }));
}

function grantOf(row: Row, kind: string, subject: UserView): GrantView {
  const { value, expires_at: expiresAt, valid_from } = row;
  return new GrantView({ kind, value, expiresAt, since: Number(valid_from), subject, target: null });
}
