/** The nested views of the reads part: what each side is asked, and the one shape that both answers come to. */
import { organization, type Size } from '../dataset/dataset.ts';

export const VIEWS = ['user', 'portal', 'organization'] as const;
export type View = (typeof VIEWS)[number];

/** What is asked for: an id of the dataset, and who asks (on Tenure). */
export interface Ask {
  readonly id: string;
  readonly viewer: string;
}

/** So many different askings of a view, spread over the organizations: the user themself, and the owner. */
export function asksOf(view: View, size: Size, count: number): Ask[] {
  return Array.from({ length: count }, (_, turn) => {
    const place = organization(size, Math.floor((turn * size.organizations) / count));
    if (view === 'organization') return { id: place.id, viewer: place.owner.id };
    const user = place.members[1 + (turn % (place.members.length - 1))]?.user ?? place.owner;
    return { id: user.id, viewer: user.id };
  });
}

/** A view in the shape that no side has a say in: sorted lists of plain facts. */
export type Facts = readonly (readonly string[])[];

/** What a side is asked for each view, and how its answer reads. */
export interface SideOfView {
  readonly queries: Readonly<Record<View, string>>;
  /** Whether each request carries the token of whoever asks. */
  readonly authorises: boolean;
  facts(data: unknown): Facts;
}

const POSTGRAPHILE_QUERIES: Record<View, string> = {
  user: `query User($id: UUID!) {
  userByRowId(rowId: $id) {
    rowId
    name
    projectAccessesByUserIdList {
      role
      projectByProjectId { rowId title }
      typeAccessesByUserIdAndProjectIdList { type role }
    }
  }
}`,
  portal: `query Portal($id: UUID!) {
  userByRowId(rowId: $id) {
    rowId
    name
    partnerAccessesByUserIdList { level partnerByPartnerId { rowId name } }
    instanceAccessesByUserIdList { level instanceByInstanceId { rowId name } }
    projectAccessesByUserIdList {
      role
      projectByProjectId { rowId title }
      typeAccessesByUserIdAndProjectIdList { type role }
    }
  }
}`,
  organization: `query Organization($id: UUID!) {
  organizationByRowId(rowId: $id) {
    rowId
    name
    membersByOrganizationIdList(first: 50) {
      userByUserId { rowId name }
      projectAccessesByOrganizationIdAndUserIdList {
        role
        projectByProjectId { rowId title }
      }
    }
  }
}`,
};

interface PostgraphileProject {
  readonly role: string;
  readonly projectByProjectId: { readonly rowId: string; readonly title: string };
  readonly typeAccessesByUserIdAndProjectIdList?: readonly { readonly type: string; readonly role: string }[];
}
interface PostgraphileLevel {
  readonly level: string;
  readonly partnerByPartnerId?: { readonly rowId: string; readonly name: string };
  readonly instanceByInstanceId?: { readonly rowId: string; readonly name: string };
}
interface PostgraphileAnswer {
  readonly userByRowId?: {
    readonly name: string;
    readonly projectAccessesByUserIdList: readonly PostgraphileProject[];
    readonly partnerAccessesByUserIdList?: readonly PostgraphileLevel[];
    readonly instanceAccessesByUserIdList?: readonly PostgraphileLevel[];
  };
  readonly organizationByRowId?: {
    readonly name: string;
    readonly membersByOrganizationIdList: readonly {
      readonly userByUserId: { readonly name: string };
      readonly projectAccessesByOrganizationIdAndUserIdList: readonly PostgraphileProject[];
    }[];
  };
}

function postgraphileFacts(answer: PostgraphileAnswer): Facts {
  if (answer.userByRowId !== undefined) {
    const { name, projectAccessesByUserIdList: projects, ...portal } = answer.userByRowId;
    const levels = [
      ...(portal.partnerAccessesByUserIdList ?? []),
      ...(portal.instanceAccessesByUserIdList ?? []),
    ].map(({ level, partnerByPartnerId: partner, instanceByInstanceId: instance }) => {
      const thing = partner ?? instance;
      return [name, thing?.rowId ?? '', thing?.name ?? '', level];
    });
    return sorted([...levels, ...projects.map((access) => [name, ...factsOf(access)])]);
  }
  const { name, membersByOrganizationIdList } = answer.organizationByRowId ?? {
    name: 'none',
    membersByOrganizationIdList: [],
  };
  return sorted(
    membersByOrganizationIdList.flatMap(({ userByUserId, projectAccessesByOrganizationIdAndUserIdList }) =>
      projectAccessesByOrganizationIdAndUserIdList.map((access) => [
        name,
        userByUserId.name,
        ...factsOf(access),
      ]),
    ),
  );
}

function factsOf({
  role,
  projectByProjectId,
  typeAccessesByUserIdAndProjectIdList,
}: PostgraphileProject): string[] {
  const types = (typeAccessesByUserIdAndProjectIdList ?? []).map(({ type, role }) => `${type}:${role}`);
  return [projectByProjectId.rowId, projectByProjectId.title, role, ...types.sort()];
}

function sorted(facts: Facts): Facts {
  return facts.toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}

export const POSTGRAPHILE: SideOfView = {
  queries: POSTGRAPHILE_QUERIES,
  authorises: false,
  facts: (data) => postgraphileFacts(data as PostgraphileAnswer),
};

const TENURE_QUERIES: Record<View, string> = {
  user: `query User($id: ID!) {
  user(id: $id) {
    id
    name
    projects {
      edges {
        node {
          role
          project { id title }
          environmentTypes { type role }
        }
      }
    }
  }
}`,
  portal: `query Portal($id: ID!) {
  user(id: $id) {
    id
    name
    partnerAccesses { edges { node { level partner { id name } } } }
    instanceAccesses { edges { node { level instance { id name } } } }
    projects {
      edges {
        node {
          role
          project { id title }
          environmentTypes { type role }
        }
      }
    }
  }
}`,
  organization: `query Organization($id: ID!) {
  organization(id: $id) {
    id
    name
    members(first: 50) {
      edges {
        node {
          user { id name }
          projects {
            edges {
              node {
                role
                project { id title }
              }
            }
          }
        }
      }
    }
  }
}`,
};

interface TenureProject {
  readonly role: string;
  readonly project: { readonly id: string; readonly title: string };
  readonly environmentTypes?: readonly { readonly type: string; readonly role: string }[];
}
interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
}
interface TenureLevel {
  readonly level: string;
  readonly partner?: { readonly id: string; readonly name: string };
  readonly instance?: { readonly id: string; readonly name: string };
}
interface TenureAnswer {
  readonly user?: {
    readonly name: string;
    readonly projects: Connection<TenureProject>;
    readonly partnerAccesses?: Connection<TenureLevel>;
    readonly instanceAccesses?: Connection<TenureLevel>;
  };
  readonly organization?: {
    readonly name: string;
    readonly members: Connection<{
      readonly user: { readonly name: string };
      readonly projects: Connection<TenureProject>;
    }>;
  };
}

function tenureFacts({ user, organization }: TenureAnswer): Facts {
  if (user !== undefined) {
    const levels = [user.partnerAccesses, user.instanceAccesses]
      .flatMap((connection) => connection?.edges ?? [])
      .map(({ node: { level, partner, instance } }) => {
        const thing = partner ?? instance;
        return [user.name, thing?.id ?? '', thing?.name ?? '', level];
      });
    return sorted([...levels, ...user.projects.edges.map(({ node }) => [user.name, ...tenureAccess(node)])]);
  }
  const { name, members } = organization ?? { name: 'none', members: { edges: [] } };
  return sorted(
    members.edges.flatMap(({ node: { user: member, projects } }) =>
      projects.edges.map(({ node }) => [name, member.name, ...tenureAccess(node)]),
    ),
  );
}

function tenureAccess({ role, project, environmentTypes }: TenureProject): string[] {
  const types = (environmentTypes ?? []).map((each) => `${each.type}:${each.role}`);
  return [project.id, project.title, role, ...types.sort()];
}

export const TENURE: SideOfView = {
  queries: TENURE_QUERIES,
  authorises: true,
  facts: (data) => tenureFacts(data as TenureAnswer),
};
