/** READ: what lies in something: projects in organizations, environments in projects, tokens and identities of users. */
import type { InvitationTarget } from '../grants/invitations/invitation.ts';
import { INVITATION_STATES, type InvitationState, placeOf } from '../grants/invitations/place.ts';
import type { EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import type { Id } from '../kernel/ids.ts';
import { foldKey } from '../kernel/text.ts';
import { entitiesIn, entitiesOf } from './entity-lists.ts';
import { type Connection, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import {
  ENVIRONMENTS_OF_PROJECTS,
  IDENTITIES_OF_USERS,
  INVITATIONS_FOR_EMAILS,
  INVITATIONS_IN_ORGANIZATIONS,
  PROJECTS_OF_ORGANIZATIONS,
  TOKENS_OF_USERS,
} from './statements/children.ts';
import { INSTANCES_OF_PARTNERS, USERS_AT_HOME } from './statements/levels.ts';
import type {
  ApiTokenView,
  EntityView,
  EnvironmentView,
  IdentityView,
  InstanceView,
  InvitationView,
  OrganizationView,
  PartnerView,
  ProjectView,
  UserView,
} from './views/entity-views.ts';
import {
  mayListProjects,
  mayOversee,
  mayReadCredentials,
  mayReadEnvironments,
  mayReadInvitations,
} from './visibility.ts';
import {
  AT_HOME_WITHHELD,
  CREDENTIALS_WITHHELD,
  ENVIRONMENTS_WITHHELD,
  INVITATIONS_WITHHELD,
} from './withheld.ts';

const idOf = <Id extends string>({ id }: { readonly id: Id }) => id;
const all = () => true;

/** The projects of an organization: those that the viewer may see listed. */
export function projectsIn(
  read: Read,
  organization: OrganizationView,
  args: PageArguments,
): Promise<Connection<ProjectView>> {
  return entitiesOf(read, organization, {
    name: 'projects in organization',
    list: PROJECTS_OF_ORGANIZATIONS,
    finds: 'Project',
    page: readPage('project', args),
    key: idOf,
    keys: (asked) => ({ organizations: asked.map(idOf) }),
    whole: ({ id }) => mayListProjects(read.viewer, id),
  });
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
  return entitiesOf(
    read,
    { id: project.id, type },
    {
      name: 'environments of project',
      list: ENVIRONMENTS_OF_PROJECTS,
      finds: 'Environment',
      page,
      key: (key) => `${key.id} ${key.type}`,
      keys: (asked) => ({ ids: asked.map(idOf), types: asked.map((key) => key.type) }),
      whole: all,
    },
  );
}

/** The API tokens of a user; withheld from all but the user and an OPERATOR. */
export function tokensOf(
  read: Read,
  user: UserView,
  args: PageArguments,
): Promise<Connection<ApiTokenView>> | null {
  return credentialsOf(read, 'ApiToken', user, args);
}

/** The identities of a user; withheld from all but the user and an OPERATOR. */
export function identitiesOf(
  read: Read,
  user: UserView,
  args: PageArguments,
): Promise<Connection<IdentityView>> | null {
  return credentialsOf(read, 'Identity', user, args);
}

const CREDENTIALS = {
  ApiToken: { order: 'token', list: TOKENS_OF_USERS },
  Identity: { order: 'identity', list: IDENTITIES_OF_USERS },
} as const;

function credentialsOf<Type extends keyof typeof CREDENTIALS>(
  read: Read,
  finds: Type,
  user: UserView,
  args: PageArguments,
): Promise<Connection<EntityView & { readonly __typename: Type }>> | null {
  const { order, list } = CREDENTIALS[finds];
  const page = readPage(order, args);
  if (!mayReadCredentials(read.viewer, user.id)) return CREDENTIALS_WITHHELD;
  return entitiesOf(read, user, {
    name: 'credentials of user',
    args: [finds],
    list,
    finds,
    page,
    key: idOf,
    keys: (users) => ({ users: users.map(idOf) }),
    whole: all,
  });
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
  return entitiesOf(read, key, {
    name: 'invitations in organization',
    args: [wanted],
    list: INVITATIONS_IN_ORGANIZATIONS,
    finds: 'Invitation',
    page,
    key: (each) => `${each.organization} ${each.target}`,
    keys(asked) {
      const places = (state: InvitationState) =>
        asked.map((each) => (wanted.includes(state) ? placeOf(each.organization, state) : null));
      return {
        ids: asked.map((each) => each.target),
        pending: places('PENDING'),
        accepted: places('ACCEPTED'),
        cancelled: places('CANCELLED'),
      };
    },
    whole: all,
  });
}

/** The invitations that were pending for the email that the viewer has now. */
export function invitationsForViewer(read: Read, args: PageArguments): Promise<Connection<InvitationView>> {
  return entitiesIn(read, {
    list: INVITATIONS_FOR_EMAILS,
    finds: 'Invitation',
    page: readPage('invitation', args),
    keys: { texts: [foldKey(read.viewer.email ?? '')] },
    whole: true,
  });
}

/** The users who are at home with a Partner; withheld from all but those who may modify it. */
export function usersAtHome(
  read: Read,
  partner: PartnerView,
  args: PageArguments,
): Promise<Connection<UserView>> | null {
  const page = readPage('user', args);
  if (!mayOversee(read.viewer, 'Partner', partner.id)) return AT_HOME_WITHHELD;
  return entitiesOf(read, partner, {
    name: 'users at home',
    list: USERS_AT_HOME,
    finds: 'User',
    page,
    key: idOf,
    keys: (asked) => ({ ids: asked.map(idOf) }),
    whole: all,
  });
}

/** The Instances of a Partner that the viewer may know of: access to the Partner shows none of them (IN-15). */
export function instancesIn(
  read: Read,
  partner: PartnerView,
  args: PageArguments,
): Promise<Connection<InstanceView>> {
  return entitiesOf(read, partner, {
    name: 'instances in partner',
    list: INSTANCES_OF_PARTNERS,
    finds: 'Instance',
    page: readPage('instance', args),
    key: idOf,
    keys: (asked) => ({ ids: asked.map(idOf) }),
    whole: () => read.viewer.sight.lists,
  });
}
