/** READ: what a user holds everywhere. */
import { PLATFORM_ROLE } from '../grants/kinds/platform-role/kind.ts';
import type { Time } from '../kernel/time.ts';
import type { Read } from './read.ts';
import { PLATFORM_ROLES } from './statements/entities.ts';
import type { UserView } from './views/entity-views.ts';
import { GrantView } from './views/grant-view.ts';
import { mayReadPlatformRoles } from './visibility.ts';
import { PLATFORM_ROLES_WITHHELD } from './withheld.ts';

interface Row {
  readonly subject_id: string;
  readonly value: string;
  readonly valid_from: string;
  readonly expires_at: Time | null;
}

/** The platform roles of a user; withheld from all but the user, an OPERATOR and an AUDITOR. */
export function platformRolesOf(read: Read, user: UserView): Promise<readonly GrantView[]> | null {
  if (!mayReadPlatformRoles(read.viewer, user.id)) return PLATFORM_ROLES_WITHHELD;
  return read.load('platform roles', [], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const rows = await read.query<Row>(PLATFORM_ROLES, { users: users.map(({ id }) => id) });
      return users.map((subject) =>
        rows.filter((row) => row.subject_id === subject.id).map((row) => grantOf(row, subject)),
      );
    },
  }));
}

function grantOf(row: Row, subject: UserView): GrantView {
  const { value, expires_at: expiresAt, valid_from } = row;
  return new GrantView({
    kind: PLATFORM_ROLE.name,
    value,
    expiresAt,
    since: Number(valid_from),
    subject,
    target: null,
  });
}
