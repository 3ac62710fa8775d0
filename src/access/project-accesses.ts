/** READ: users on projects, from either side. */
import type { EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { type Detail, type Entities, type PageFound, readList } from './list.ts';
import { type Connection, connectionOf, type Page, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import { unpackTime } from './statements/packed.ts';
import { PROJECTS_OF_MEMBERS, PROJECTS_OF_USERS, USERS_OF_PROJECTS } from './statements/project-roles.ts';
import type { ProjectView, UserView } from './views/entity-views.ts';
import type { OrganizationAccess } from './views/organization-access.ts';
import { type Held, type HeldOnType, ProjectAccess } from './views/project-access.ts';
import { mayReadMembers, mayReadProjectUsers, mayReadRoles } from './visibility.ts';
import { PROJECT_USERS_WITHHELD } from './withheld.ts';

/** The projects that a user is on, in all organizations or in one: those of them that the viewer may see. */
export function projectsOf(
  read: Read,
  user: UserView,
  organization: string | null,
  args: PageArguments,
  detail: Detail = 'full',
): Promise<Connection<ProjectAccess>> {
  const page = readPage('project', args);
  const { viewer } = read;
  const now = read.position === read.head.position;
  return read.load('projects of user', [organization, page, detail], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const { pages, entities } = await readList(read, PROJECTS_OF_USERS, {
        page,
        detail,
        keys: { users: users.map(({ id }) => id), organizations: users.map(() => organization) },
        whole: users.map(({ id }) => viewer.auditor || id === viewer.userId),
        // What the viewer owns at the head is known: it came with the first statement.
        derived: !now || viewer.sight.owned.length > 0 || users.some(({ id }) => id !== viewer.userId),
      });
      return users.map((subject, index) => projectsPage(read, page, pages[index], entities, subject, detail));
    },
  }));
}

/** The projects that a member is on in that organization: those of them that the viewer may see. */
export function projectsOfMember(
  read: Read,
  access: OrganizationAccess,
  args: PageArguments,
  detail: Detail = 'full',
): Promise<Connection<ProjectAccess>> {
  const page = readPage('project', args);
  const { viewer } = read;
  return read.load('projects of member', [page, detail], access, () => ({
    key: ({ user, organization }) => `${user.id} ${organization.id}`,
    async load(asked) {
      const { pages, entities } = await readList(read, PROJECTS_OF_MEMBERS, {
        page,
        detail,
        keys: {
          users: asked.map(({ user }) => user.id),
          organizations: asked.map(({ organization }) => organization.id),
          owner: asked.map(({ owner }) => owner),
        },
        whole: asked.map(
          ({ user, organization }) => user.id === viewer.userId || mayReadMembers(viewer, organization.id),
        ),
        derived: asked.some(({ owner }) => owner),
      });
      return asked.map(({ user }, index) => projectsPage(read, page, pages[index], entities, user, detail));
    },
  }));
}

/** Who is on a project, its organization's owner included; withheld from whoever may not see it. */
export function usersOf(
  read: Read,
  project: ProjectView,
  args: PageArguments,
  detail: Detail = 'full',
): Promise<Connection<ProjectAccess>> | null {
  const page = readPage('user', args);
  const { viewer } = read;
  if (!mayReadProjectUsers(viewer, project)) return PROJECT_USERS_WITHHELD;
  return read.load('users of project', [page, detail], project, () => ({
    key: ({ id }) => id,
    async load(projects) {
      const whole = projects.map((target) => mayReadRoles(viewer, target));
      const keys = {
        ids: projects.map(({ id }) => id),
        organizations: projects.map(({ organizationId }) => organizationId),
      };
      const { pages, entities } = await readList(read, USERS_OF_PROJECTS, { page, detail, keys, whole });
      return projects.map((target, index) =>
        accessPage(page, pages[index], detail, (id, role, onTypes) => {
          const open = whole[index] === true || id === viewer.userId;
          const user = entities.get('User', id);
          return user && new ProjectAccess(user, target, role, onTypes, open);
        }),
      );
    },
  }));
}

function projectsPage(
  read: Read,
  page: Page,
  found: PageFound | undefined,
  entities: Entities,
  user: UserView,
  detail: Detail,
) {
  const own = read.viewer.userId === user.id;
  return accessPage(page, found, detail, (id, role, onTypes) => {
    const project = entities.get('Project', id);
    return (
      project && new ProjectAccess(user, project, role, onTypes, own || mayReadRoles(read.viewer, project))
    );
  });
}

type MakeAccess = (
  id: string,
  role: Held | undefined,
  onTypes: readonly HeldOnType[] | undefined,
) => ProjectAccess | undefined;

/** A page of accesses from packed entries: (id, since, role, expiry), or the id alone for what an owner holds. */
function accessPage(
  page: Page,
  found: PageFound | undefined,
  detail: Detail,
  make: MakeAccess,
): Connection<ProjectAccess> {
  if (!found) throw new Error('No page was answered for a key');
  const onTypes = new Map<string, HeldOnType[]>();
  for (const entry of found.extra) {
    const [id = '', since, type, value = ''] = entry;
    const held = {
      type: type as EnvironmentType,
      value,
      since: Number(since),
      expiresAt: unpackTime(entry, 4),
    };
    const others = onTypes.get(id);
    if (others) others.push(held);
    else onTypes.set(id, [held]);
  }
  return connectionOf(
    page,
    { ...found, items: found.entries },
    ([id = '']) => id,
    (entry) => {
      const [id = '', since, value] = entry;
      const role =
        value === undefined ? undefined : { value, since: Number(since), expiresAt: unpackTime(entry, 3) };
      return make(id, role, detail === 'full' ? (onTypes.get(id) ?? []) : undefined);
    },
  );
}
