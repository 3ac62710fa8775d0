/** Asks for the nested views of everybody and everything over GraphQL, and brings them into the oracle's shape. */
import { INSTANCES, ORGANIZATIONS, PARTNERS, PERM_SETS, PROJECTS, USERS } from '../support/oracle/cast.ts';
import { sortedBy } from '../support/oracle/views.ts';
import { grant, inOrder, type Json, nodes, sorted } from './answer-shapes.ts';
import { OPERATOR_ID } from './installation.ts';
import { instanceAnswer, PORTAL_FRAGMENTS, partnerAnswer, portalAnswer } from './nested-portal.ts';
import { SET_FRAGMENTS, setAnswer, setsAnswer } from './nested-sets.ts';

/** The fragments that the queries are made of. */
export const FRAGMENTS = `
  fragment Granted on Grant { since expiresAt openedBy { position } }
  fragment OnProject on ProjectAccess {
    project { id title } role source grant { ...Granted } rights
    environmentTypes { type role source grant { ...Granted } rights environments { edges { node { id name } } } }
    environments { edges { node { environment { id } rights } } }
  }
  fragment InOrganization on OrganizationAccess {
    organization { id name label } owner since
    permissions { permission source grant { ...Granted } } rights
    projects { edges { node { ...OnProject } } }
  }
  fragment Invited on Invitation {
    id kind email state requested { permissions projectRole environmentTypes { type role } expiresAt }
    targetName organization { id } project { id } invitedBy { id } sentAt
  }
  fragment WholeOrganization on Organization {
    id name label owner { id } projects { edges { node { id title } } }
    members { edges { node { user { id email name } ...InOrganization } } }
    invitations(first: 100, states: null) { edges { node { ...Invited } } }
  }
  fragment WholeProject on Project {
    id title defaultBranch organization { id }
    environments { edges { node { id name type parent { id } sshMinRole redeployNeeded
      sshApplied { edges { node { userId desired } } } sshDesired { edges { node { userId applied } } } } } }
    users { edges { node { user { id email name } ...OnProject } } }
    invitations(first: 100, states: null) { edges { node { ...Invited } } }
  }`;

/** Every root has an alias; ids are written into the text, so that one compiled document serves a whole run. */
function rootsOf(ids: Ids): string {
  return [
    ...ids.users.map(
      (id, n) => `user${n}: user(id: "${id}") {
        id email name platformRoles { value ...Granted }
        organizations { edges { node { ...InOrganization } } } projects { edges { node { ...OnProject } } }
        ...OfPortal ...OfSets
      }`,
    ),
    ...ids.organizations.map(
      (id, n) => `organization${n}: organization(id: "${id}") { ...WholeOrganization }`,
    ),
    ...ids.projects.map(
      (id, n) => `project${n}: project(id: "${id}") { ...WholeProject
        sshExposures(first: 100) { edges { node { userId environmentId since beganAt until endedAt } } } }`,
    ),
    ...ids.partners.map((id, n) => `partner${n}: partner(id: "${id}") { ...WholePartner }`),
    ...ids.instances.map(
      (id, n) => `instance${n}: instance(id: "${id}") {
        ...WholeInstance permissionSets { edges { node { id name } } } }`,
    ),
    ...ids.permSets.map((id, n) => `permSet${n}: permSet(id: "${id}") { ...WholeSet }`),
  ].join('\n');
}

export interface Ids {
  readonly users: readonly string[];
  readonly organizations: readonly string[];
  readonly projects: readonly string[];
  readonly partners: readonly string[];
  readonly instances: readonly string[];
  readonly permSets: readonly string[];
}

/** Everybody and everything that runs are about. */
export const IDS: Ids = {
  users: [OPERATOR_ID, ...USERS],
  organizations: ORGANIZATIONS,
  projects: PROJECTS,
  partners: PARTNERS,
  instances: INSTANCES,
  permSets: PERM_SETS,
};

/** The query for everything: now, as of a position (`$position`), or as of a time (`$time`). */
export function nestedViewsQuery(ids: Ids, asOf: 'now' | 'position' | 'time'): string {
  const head = {
    now: 'query Views',
    position: 'query Views($position: Position!) @asOf(position: $position)',
    time: 'query Views($time: DateTime!) @asOf(time: $time)',
  };
  return `${head[asOf]} { ${rootsOf(ids)} } ${FRAGMENTS} ${PORTAL_FRAGMENTS} ${SET_FRAGMENTS}`;
}

const idOf = (node: Json): unknown => node.id;
const projectIdOf = (node: Json): unknown => (node.project as Json).id;
const userIdOf = (node: Json): unknown => (node.user as Json).id;
const environmentIdOf = (node: Json): unknown => (node.environment as Json).id;

/** The grant of what is granted; what is derived has none, whatever grant the answer shows it to come from. */
function held({ source, grant: behind }: Json): Json {
  return { source, grant: source === 'GRANTED' ? grant(behind) : null };
}

function onProject(node: Json): Json {
  const types = (node.environmentTypes as readonly Json[]).map((type) => ({
    type: type.type,
    role: type.role,
    ...held(type),
    rights: sorted(type.rights),
    environments: nodes(type.environments, idOf, (environment) => environment),
  }));
  return {
    project: node.project,
    role: node.role,
    ...held(node),
    rights: sorted(node.rights),
    environmentTypes: sortedBy(types, ({ type }) => String(type)),
    environments: nodes(node.environments, environmentIdOf, ({ environment, rights }) => ({
      id: (environment as Json).id,
      rights: sorted(rights),
    })),
  };
}

function inOrganization(node: Json): Json {
  const permissions = (node.permissions as readonly Json[]).map((one) => ({
    permission: one.permission,
    ...held(one),
  }));
  return {
    organization: node.organization,
    owner: node.owner,
    since: Number(node.since),
    rights: sorted(node.rights),
    permissions: sortedBy(permissions, ({ permission }) => String(permission)),
    projects: nodes(node.projects, projectIdOf, onProject),
  };
}

function userView(user: Json): Json {
  const roles = (user.platformRoles as readonly Json[]).map((one) => ({
    role: one.value,
    grant: grant(one),
  }));
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    platformRoles: sortedBy(roles, ({ role }) => String(role)),
    organizations: inOrder(user.organizations, inOrganization),
    projects: nodes(user.projects, projectIdOf, onProject),
    ...portalAnswer(user),
    permissionSets: setsAnswer(user),
  };
}

/** An answer with the fragment WholeOrganization, in the oracle's shape. */
export function organizationAnswer(organization: Json): Json {
  return {
    id: organization.id,
    name: organization.name,
    label: organization.label,
    owner: (organization.owner as Json | null)?.id ?? null,
    members: nodes(organization.members, userIdOf, (node) => ({ user: node.user, ...inOrganization(node) })),
    projects: nodes(organization.projects, idOf, (project) => project),
    invitations: nodes(organization.invitations, idOf, (invitation) => invitation),
  };
}

/** An answer with the fragment WholeProject, in the oracle's shape. */
export function projectAnswer(project: Json): Json {
  return {
    id: project.id,
    title: project.title,
    defaultBranch: project.defaultBranch,
    organization: (project.organization as Json).id,
    environments: nodes(project.environments, idOf, (environment) => ({
      id: environment.id,
      name: environment.name,
      type: environment.type,
      parent: (environment.parent as Json | null)?.id ?? null,
      minRole: environment.sshMinRole,
      redeployNeeded: environment.redeployNeeded,
      applied: nodes(
        environment.sshApplied,
        ({ userId }) => userId,
        (access) => access,
      ),
      desired: nodes(
        environment.sshDesired,
        ({ userId }) => userId,
        (access) => access,
      ),
    })),
    users: nodes(project.users, userIdOf, (node) => ({ user: node.user, ...onProject(node) })),
    invitations: nodes(project.invitations, idOf, (invitation) => invitation),
  };
}

/** The views of an answer, in the order of the ids; null for what there is not. */
export function viewsOf(data: Json, ids: Ids) {
  const all = (name: string, list: readonly string[], view: (node: Json) => Json) =>
    list.map((_, n) => (data[`${name}${n}`] === null ? null : view(data[`${name}${n}`] as Json)));
  return {
    users: all('user', ids.users, userView),
    organizations: all('organization', ids.organizations, organizationAnswer),
    projects: all('project', ids.projects, projectAnswer),
    partners: all('partner', ids.partners, partnerAnswer),
    instances: all('instance', ids.instances, (node) => ({
      ...instanceAnswer(node),
      permissionSets: inOrder(node.permissionSets, (set) => set),
    })),
    permSets: all('permSet', ids.permSets, setAnswer),
  };
}

/** The exposures by SSH in each of the projects, as lines of text; null for what there is not. */
export function exposuresOf(data: Json, ids: Ids) {
  return ids.projects.map((_, n) => {
    const project = data[`project${n}`] as Json | null;
    return project && linesOf(nodes(project.sshExposures, String, (exposure) => exposure));
  });
}

/** Exposures in a comparable form. */
export function linesOf(exposures: readonly object[]): string[] {
  const line = ({ environmentId, userId, since, beganAt, until, endedAt }: Json) =>
    [environmentId, userId, since, beganAt, until, endedAt].map(String).join(' ');
  return exposures.map((exposure) => line(exposure as Json)).sort();
}
