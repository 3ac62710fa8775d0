// Who had what, asked through GraphQL as of a moment, in the shape of the truths: by organization, sorted.
import { ORGANIZATION_PERMISSION } from '../../src/grants/kinds/organization-permission/kind.ts';
import type { TestTenure } from '../support/tenure.ts';
import { ROLES_OF_ACCESS } from './adapter.ts';

/** Members, administrators, and access as `user repository level`. */
export interface State {
  readonly members: readonly string[];
  readonly admins: readonly string[];
  readonly access: readonly string[];
}

/** The teams of an organization: `name: permissions: members`. */
export type Teams = readonly string[];

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
interface ProjectAccess {
  readonly user: { readonly email: string };
  readonly project: { readonly title: string };
  readonly role: string;
  readonly source: string;
  readonly environmentTypes: readonly { type: string; role: string; source: string }[];
}
interface Member {
  readonly user: { readonly email: string };
  readonly owner: boolean;
  readonly permissions: readonly { readonly permission: string; readonly source: string }[];
  readonly projects: Connection<ProjectAccess>;
}

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
const ACCESS = 'user { email } project { title } role source environmentTypes { type role source }';

const ORGANIZATIONS = `query Organizations($at: DateTime!, $after: String) @asOf(time: $at) {
  organizations(first: 3, after: $after) { edges { node { id name owner { email } } } ${PAGE_INFO} }
}`;
const MEMBERS = `query Members($at: DateTime!, $id: ID!, $after: String) @asOf(time: $at) {
  organization(id: $id) { members(first: 200, after: $after) { edges { node {
    user { email } owner permissions { permission source } projects(first: 100) { edges { node { ${ACCESS} } } ${PAGE_INFO} }
  } } ${PAGE_INFO} } }
}`;
const PROJECTS = `query Projects($at: DateTime!, $id: ID!, $after: String) @asOf(time: $at) {
  organization(id: $id) { projects(first: 60, after: $after) { edges { node {
    title users(first: 300) { edges { node { ${ACCESS} } } ${PAGE_INFO} }
  } } ${PAGE_INFO} } }
}`;

const INSTANCES = `query Instances($at: DateTime!, $after: String) @asOf(time: $at) {
  instances(first: 20, after: $after) { edges { node { id name } } ${PAGE_INFO} }
}`;
const SETS = `query Sets($at: DateTime!, $id: ID!, $after: String) @asOf(time: $at) {
  instance(id: $id) { permissionSets(first: 100, after: $after) { edges { node {
    name permissions holders(first: 500) { edges { node { user { email } } } ${PAGE_INFO} }
  } } ${PAGE_INFO} } }
}`;

interface Team {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly holders: Connection<{ readonly user: { readonly email: string } }>;
}

/** The teams as of a moment, by organization; those without any left out. */
export async function askTeams(test: TestTenure, at: string): Promise<ReadonlyMap<string, Teams>> {
  const instances = await pages<{ id: string; name: string }>(
    test,
    INSTANCES,
    { at },
    (data) => data.instances,
  );
  const teams = new Map<string, Teams>();
  for (const { id, name } of instances) {
    const sets = await pages<Team>(test, SETS, { at, id }, (data) => data.instance.permissionSets);
    if (sets.length > 0) teams.set(name, sets.map(inWords).sort());
  }
  return teams;
}

function inWords({ name, permissions, holders }: Team): string {
  if (holders.pageInfo.hasNextPage) throw new Error('A page of holders is too small for this history');
  return teamInWords(
    name,
    permissions,
    holders.edges.map(({ node }) => userOf(node)),
  );
}

export function teamInWords(
  name: string,
  permissions: readonly string[],
  members: readonly string[],
): string {
  return `${name}: ${[...permissions].sort().join(' ')}: ${[...members].sort().join(' ')}`;
}

/**
 * The state as of a moment. Access is asked twice, from the members and from the projects, and must be the same.
 * Leaves out the owners, who are made up, and organizations without another member.
 */
export async function askState(test: TestTenure, at: string): Promise<ReadonlyMap<string, State>> {
  const organizations = await pages<{ id: string; name: string; owner: { email: string } }>(
    test,
    ORGANIZATIONS,
    { at },
    (data) => data.organizations,
  );
  const states = new Map<string, State>();
  for (const { id, name, owner } of organizations) {
    const members = (
      await pages<Member>(test, MEMBERS, { at, id }, (data) => data.organization.members)
    ).filter((member) => !isOwner(member, owner.email));
    if (members.length === 0) continue;
    const projects = await pages<{ users: Connection<ProjectAccess> }>(
      test,
      PROJECTS,
      { at, id },
      (data) => data.organization.projects,
    );
    const byMember = accessOf(
      members.map(({ projects: on }) => on),
      owner.email,
    );
    const byProject = accessOf(
      projects.map(({ users }) => users),
      owner.email,
    );
    if (byMember.join('\n') !== byProject.join('\n'))
      throw new Error(`Access in ${name} differs by direction`);
    states.set(name, {
      members: members.map(userOf).sort(),
      admins: members.filter(isAdmin).map(userOf).sort(),
      access: byMember,
    });
  }
  return states;
}

/** All nodes of a connection, page by page. */
async function pages<Node>(
  test: TestTenure,
  query: string,
  variables: Record<string, unknown>,
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the query beside it
  connectionOf: (data: any) => Connection<Node>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await test.ask(query, { ...variables, after });
    if (errors || !data) throw new Error(JSON.stringify(errors));
    const { edges, pageInfo } = connectionOf(data);
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor;
  }
}

function userOf({ user }: { readonly user: { readonly email: string } }): string {
  return user.email.replace('@example.org', '');
}

function isOwner({ user, owner }: Member, email: string): boolean {
  if (owner !== (user.email === email)) throw new Error(`${user.email} is and is not the owner`);
  return owner;
}

/** Whether a member administers: all five permissions, each granted. A part of them would be neither. */
function isAdmin({ user, permissions }: Member): boolean {
  const granted = permissions
    .filter(({ source }) => source === 'GRANTED')
    .map(({ permission }) => permission);
  if (granted.length === 0) return false;
  const all = [...ORGANIZATION_PERMISSION.values].sort().join();
  if (granted.sort().join() !== all) throw new Error(`${user.email} holds ${granted.join()}`);
  return true;
}

function accessOf(connections: readonly Connection<ProjectAccess>[], owner: string): string[] {
  return connections
    .flatMap(({ edges, pageInfo }) => {
      if (pageInfo.hasNextPage) throw new Error('A page of access is too small for this history');
      return edges.map(({ node }) => node);
    })
    .filter((access) => {
      const derived = access.source === 'OWNER_PROJECT_ADMIN';
      if (derived !== (access.user.email === owner))
        throw new Error(`${access.user.email}: ${access.source}`);
      return !derived;
    })
    .map((access) => `${userOf(access)} ${access.project.title} ${levelOf(access)}`)
    .sort();
}

/** The level whose roles these are, exactly; else the roles themselves, which equal no truth. */
function levelOf({ role, environmentTypes }: ProjectAccess): string {
  const granted = environmentTypes.filter(({ source }) => source === 'GRANTED');
  const found = rolesText(role, granted);
  const level = Object.entries(ROLES_OF_ACCESS).find(
    ([, { project, environmentTypes: types = [] }]) => rolesText(project, types) === found,
  );
  return level?.[0] ?? found;
}

function rolesText(
  project: string,
  types: readonly { readonly type: string; readonly role: string }[],
): string {
  return [project, ...types.map(({ type, role }) => `${type}:${role}`).sort()].join(' ');
}
