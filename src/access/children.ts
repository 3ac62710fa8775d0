/** READ: what lies in something: projects in organizations, environments in projects, tokens and identities of users. */
import type { InvitationTarget } from '../grants/invitations/invitation.ts';
import { INVITATION_STATES, type InvitationState, placeOf } from '../grants/invitations/place.ts';
import type { EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import type { Id } from '../kernel/ids.ts';
import { foldKey } from '../kernel/text.ts';
import { type Entities, type PageFound, readList } from './list.ts';
import { type Connection, connectionOf, type Page, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import {
  ENVIRONMENTS_OF_PROJECTS,
  IDENTITIES_OF_USERS,
  INVITATIONS_FOR_EMAILS,
  INVITATIONS_IN_ORGANIZATIONS,
  PROJECTS_OF_ORGANIZATIONS,
  TOKENS_OF_USERS,
} from './statements/children.ts';
import { ORGANIZATIONS, USERS } from './statements/directory.ts';
import type {
  ApiTokenView,
  EntityView,
  EnvironmentView,
  IdentityView,
  InvitationView,
  OrganizationView,
  ProjectView,
  UserView,
} from './views/entity-views.ts';
import {
  mayListProjects,
  mayReadCredentials,
  mayReadEnvironments,
  mayReadInvitations,
} from './visibility.ts';
import { CREDENTIALS_WITHHELD, ENVIRONMENTS_WITHHELD, INVITATIONS_WITHHELD } from './withheld.ts';

/** The projects of an organization: those that the viewer may see listed. */
export function projectsIn(
  read: Read,
  organization: OrganizationView,
  args: PageArguments,
): Promise<Connection<ProjectView>> {
  const page = readPage('project', args);
  return read.load('projects in organization', [page], organization, () => ({
    key: ({ id }) => id,
    async load(asked) {
      const whole = asked.map(({ id }) => mayListProjects(read.viewer, id));
      const keys = { organizations: asked.map(({ id }) => id) };
      const { pages, entities } = await readList(read, PROJECTS_OF_ORGANIZATIONS, {
        ...plain(page),
        keys,
        whole,
      });
      return asked.map((_, index) => entityPage(page, pages[index], entities, 'Project'));
    },
  }));
}

/** The environments of a project, of one type or of all; withheld from whoever is not on the project. */
export function environmentsOf(
  read: Read,
  project: ProjectView,
  type: EnvironmentType | null,
  args: PageArguments,
): Promise<Connection<EnvironmentView>> | null {
  const page = readPage('environment', args);
  if (!mayReadEnvironments(read.viewer, project.organizationId, project.id)) return ENVIRONMENTS_WITHHELD;
  return read.load('environments of project', [page], { id: project.id, type }, () => ({
    key: (key) => `${key.id} ${key.type}`,
    async load(asked) {
      const keys = { ids: asked.map(({ id }) => id), types: asked.map((key) => key.type) };
      const whole = asked.map(() => true);
      const { pages, entities } = await readList(read, ENVIRONMENTS_OF_PROJECTS, {
        ...plain(page),
        keys,
        whole,
      });
      return asked.map((_, index) => entityPage(page, pages[index], entities, 'Environment'));
    },
  }));
}

/** The API tokens of a user; withheld from all but the user and an OPERATOR. */
export function tokensOf(
  read: Read,
  user: UserView,
  args: PageArguments,
): Promise<Connection<ApiTokenView>> | null {
  return credentialsOf(read, 'ApiToken', user, readPage('token', args));
}

/** The identities of a user; withheld from all but the user and an OPERATOR. */
export function identitiesOf(
  read: Read,
  user: UserView,
  args: PageArguments,
): Promise<Connection<IdentityView>> | null {
  return credentialsOf(read, 'Identity', user, readPage('identity', args));
}

const CREDENTIALS = { ApiToken: TOKENS_OF_USERS, Identity: IDENTITIES_OF_USERS } as const;

function credentialsOf<Type extends keyof typeof CREDENTIALS>(
  read: Read,
  type: Type,
  user: UserView,
  page: Page,
): Promise<Connection<EntityView & { readonly __typename: Type }>> | null {
  if (!mayReadCredentials(read.viewer, user.id)) return CREDENTIALS_WITHHELD;
  return read.load('credentials of user', [type, page], user, () => ({
    key: ({ id }) => id,
    async load(users) {
      const keys = { users: users.map(({ id }) => id) };
      const whole = users.map(() => true);
      const { pages, entities } = await readList(read, CREDENTIALS[type], { ...plain(page), keys, whole });
      return users.map((_, index) => entityPage(page, pages[index], entities, type));
    },
  }));
}

/** Which invitations: to one target or (null) to any, and what became of them (null: whatever did). */
export interface InvitationFilter {
  readonly target: Id | null;
  readonly states: readonly InvitationState[] | null;
}

/**
 * The invitations in an organization, those to its projects among them, or those to one project; withheld from whoever
 * does not see all users there.
 */
export function invitationsIn(
  read: Read,
  within: InvitationTarget,
  { target, states }: InvitationFilter,
  args: PageArguments,
): Promise<Connection<InvitationView>> | null {
  const page = readPage('invitation', args);
  if (!mayReadInvitations(read.viewer, within)) return INVITATIONS_WITHHELD;
  const wanted = INVITATION_STATES.filter((state) => states === null || states.includes(state));
  const key = { organization: within.organization, target: within.kind === 'PROJECT' ? within.id : target };
  return read.load('invitations in organization', [page, wanted], key, () => ({
    key: (each) => `${each.organization} ${each.target}`,
    async load(asked) {
      const places = (state: InvitationState) =>
        asked.map((each) => (wanted.includes(state) ? placeOf(each.organization, state) : null));
      const { pages, entities } = await readList(read, INVITATIONS_IN_ORGANIZATIONS, {
        ...plain(page),
        keys: {
          ids: asked.map((each) => each.target),
          pending: places('PENDING'),
          accepted: places('ACCEPTED'),
          cancelled: places('CANCELLED'),
        },
        whole: asked.map(() => true),
      });
      return asked.map((_, index) => entityPage(page, pages[index], entities, 'Invitation'));
    },
  }));
}

/** The invitations that were pending for the email that the viewer has now. */
export async function invitationsForViewer(
  read: Read,
  args: PageArguments,
): Promise<Connection<InvitationView>> {
  const page = readPage('invitation', args);
  const { pages, entities } = await readList(read, INVITATIONS_FOR_EMAILS, {
    ...plain(page),
    keys: { texts: [foldKey(read.viewer.email ?? '')] },
    whole: [true],
  });
  return entityPage(page, pages[0], entities, 'Invitation');
}

/** All users that the viewer may see. */
export async function allUsers(read: Read, args: PageArguments): Promise<Connection<UserView>> {
  const page = readPage('user', args);
  const { pages, entities } = await readList(read, USERS, {
    ...plain(page),
    keys: {},
    whole: [read.viewer.sight.lists],
  });
  return entityPage(page, pages[0], entities, 'User');
}

/** All organizations that the viewer may see. */
export async function allOrganizations(
  read: Read,
  args: PageArguments,
): Promise<Connection<OrganizationView>> {
  const page = readPage('organization', args);
  const { pages, entities } = await readList(read, ORGANIZATIONS, {
    ...plain(page),
    keys: {},
    whole: [read.viewer.sight.lists],
  });
  return entityPage(page, pages[0], entities, 'Organization');
}

/** Nothing hangs on the edges of these lists. */
function plain(page: Page) {
  return { page, detail: 'bare' } as const;
}

function entityPage<Type extends EntityView['__typename']>(
  page: Page,
  found: PageFound | undefined,
  entities: Entities,
  type: Type,
) {
  if (!found) throw new Error('No page was answered for a key');
  const items = found.entries.map(([id = '']) => id);
  return connectionOf(
    page,
    { ...found, items },
    (id) => id,
    (id) => entities.get(type, id),
  );
}
