/** READ: one user's access, by way of the list that it stands in: the same statement, the same rights to see it. */
import type { UserId } from '../kernel/ids.ts';
import { membersOf } from './organization-accesses.ts';
import { type Connection, cursorOf } from './paging.ts';
import { usersOf } from './project-accesses.ts';
import type { Read } from './read.ts';
import type { OrganizationView, ProjectView, UserView } from './views/entity-views.ts';
import type { OrganizationAccess } from './views/organization-access.ts';
import type { ProjectAccess } from './views/project-access.ts';
import { isWithheld } from './withheld.ts';

/** The user in the organization; null when they are none of its members, or the viewer may not see it. */
export async function accessToOrganization(
  read: Read,
  organization: OrganizationView,
  user: UserId,
): Promise<OrganizationAccess | null> {
  return entryOf(await membersOf(read, organization, justBefore(user)), user);
}

/** The user on the project; null when they are not on it, or the viewer may not see it. */
export async function accessToProject(
  read: Read,
  project: ProjectView,
  user: UserId,
): Promise<ProjectAccess | null> {
  return entryOf(await usersOf(read, project, justBefore(user)), user);
}

function entryOf<Access extends { readonly user: UserView }>(
  list: Connection<Access> | null,
  user: UserId,
): Access | null {
  if (isWithheld(list)) return null;
  const found = list.edges[0]?.node;
  return found?.user.id === user ? found : null;
}

/** A page of one that begins right after the id before this one: lists of users are ordered by id. */
function justBefore(user: UserId) {
  const previous = (BigInt(`0x${user.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  const id = previous.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { first: 1, after: cursorOf('user', id) };
}
