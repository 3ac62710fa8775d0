/** READ: users in organizations, from either side. */
import { type Detail, readList } from './list.ts';
import { type Connection, connectionOf, type PageArguments, placeByName, readPage } from './paging.ts';
import type { Read } from './read.ts';
import { MEMBERS_OF_ORGANIZATIONS, ORGANIZATIONS_OF_USERS } from './statements/memberships.ts';
import { unpackTime } from './statements/packed.ts';
import type { OrganizationView, UserView } from './views/entity-views.ts';
import { OrganizationAccess } from './views/organization-access.ts';
import type { Held } from './views/project-access.ts';
import { mayReadMembers, mayReadSomeMembers } from './visibility.ts';
import { MEMBERS_WITHHELD } from './withheld.ts';

/** The organizations that a user is a member of: those of them that the viewer may see. */
export function organizationsOf(
  read: Read,
  user: UserView,
  args: PageArguments,
  detail: Detail = 'full',
): Promise<Connection<OrganizationAccess>> {
  const page = readPage('organization', args);
  const { viewer } = read;
  const own = (id: string) => viewer.auditor || id === viewer.userId;
  return read.load('organizations of user', [page, detail], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const { pages, entities } = await readList(read, ORGANIZATIONS_OF_USERS, {
        page,
        detail,
        keys: { users: users.map(({ id }) => id) },
        whole: users.map(({ id }) => own(id)),
      });
      return users.map((subject, index) => {
        const found = pages[index] ?? missing(subject.id);
        const permissions = detail === 'full' ? permissionsByOtherEnd(found.extra) : undefined;
        const items = { ...found, items: found.entries };
        const place = (_: unknown, access: OrganizationAccess) => placeByName(access.organization);
        return connectionOf(page, items, place, ([id = '', since]) => {
          const open = own(subject.id) || mayReadMembers(viewer, id as OrganizationView['id']);
          const organization = entities.get('Organization', id);
          if (!organization) return undefined;
          return new OrganizationAccess(
            subject,
            organization,
            Number(since),
            permissions && (permissions.get(id) ?? []),
            open,
          );
        });
      });
    },
  }));
}

/** The members of an organization: those that the viewer may see; withheld from whoever may see none. */
export function membersOf(
  read: Read,
  organization: OrganizationView,
  args: PageArguments,
  detail: Detail = 'full',
): Promise<Connection<OrganizationAccess>> | null {
  const page = readPage('user', args);
  const { viewer } = read;
  if (!mayReadSomeMembers(viewer, organization)) return MEMBERS_WITHHELD;
  return read.load('members of organization', [page, detail], organization, () => ({
    key: ({ id }) => id,
    async load(asked) {
      const whole = asked.map(({ id }) => mayReadMembers(viewer, id));
      const keys = { organizations: asked.map(({ id }) => id) };
      const { pages, entities } = await readList(read, MEMBERS_OF_ORGANIZATIONS, {
        page,
        detail,
        keys,
        whole,
      });
      return asked.map((target, index) => {
        const found = pages[index] ?? missing(target.id);
        const permissions = detail === 'full' ? permissionsByOtherEnd(found.extra) : undefined;
        return connectionOf(page, { ...found, items: found.entries }, idOf, ([id = '', since]) => {
          const open = whole[index] === true || id === viewer.userId;
          const user = entities.get('User', id);
          if (!user) return undefined;
          return new OrganizationAccess(
            user,
            target,
            Number(since),
            permissions && (permissions.get(id) ?? []),
            open,
          );
        });
      });
    },
  }));
}

const idOf = ([id = '']: readonly string[]) => id;

function permissionsByOtherEnd(packed: readonly (readonly string[])[]): Map<string, Held[]> {
  const byId = new Map<string, Held[]>();
  for (const entry of packed) {
    const [id = '', since, value = ''] = entry;
    const held = { value, since: Number(since), expiresAt: unpackTime(entry, 3) };
    const others = byId.get(id);
    if (others) others.push(held);
    else byId.set(id, [held]);
  }
  return byId;
}

function missing(key: string): never {
  throw new Error(`No page was answered for ${key}`);
}
