/** QUERY, COMMAND: the examples on the GraphiQL page, a tab each. A test runs them all. */

export interface Example {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export const EXAMPLES: readonly Example[] = [
  {
    query: `# Who am I, and what do I hold? Put your token into the headers below, then press the play button.
query Me {
  viewer {
    user {
      name
      email
      organizations(first: 10) {
        edges {
          node {
            organization { name label }
            owner
            permissions { permission source }
            projects(first: 10) {
              edges {
                node {
                  project { title }
                  role
                  environmentTypes { type role source }
                }
              }
            }
          }
        }
      }
    }
    platformRoles
  }
}
`,
  },
  {
    query: `# Who is in an organization, and what do they hold there? Names are as they were at the moment asked about.
query Members($organization: String!, $at: DateTime!) @asOf(time: $at) {
  organization(name: $organization) {
    name
    owner { name }
    members(first: 20) {
      edges {
        node {
          user { name }
          owner
          permissions { permission source }
          projects(first: 20) {
            edges { node { project { title } role source environmentTypes { type role source } } }
          }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`,
    variables: { organization: 'harbor', at: '2025-06-01T00:00:00Z' },
  },
  {
    query: `# The Partner Portal: where am I at home, what do I have access to, and what could I share with others?
query Portal {
  viewer {
    user {
      homePartner { name }
      createInstances { grantedAt expiresAt }
      instanceAccesses(first: 20) {
        edges { node { instance { name partner { name } } level rights } }
        pageInfo { hasNextPage endCursor }
      }
      partnerAccesses(first: 20) { edges { node { partner { name } level rights } } }
    }
  }
  shareableInstances(level: READ, first: 20) { edges { node { id name } } }
}
`,
  },
  {
    query: `# Permission Sets: which do I hold on which Instance, and what may I do there by them?
query PermissionSets {
  viewer {
    user {
      permissionSets(first: 10) {
        edges {
          node {
            instance { name }
            sets(first: 10) { edges { node { set { name enabled permissions } grant { grantedAt expiresAt } } } }
            permissions { permission givenBy { name } }
          }
        }
      }
    }
  }
  instances(first: 10) {
    edges { node { name permissionSets(first: 10) { edges { node { id name description } } } } }
  }
}
`,
  },
  {
    query: `# What happened last?
query Log {
  log { position phase }
  events(first: 20) {
    edges {
      node {
        position
        type
        occurredAt
        actor { user { name } system }
        subject { name }
        cause
      }
    }
  }
}
`,
  },
  {
    query: `# A change answers with what it changed and the events that say so, or with a refusal that says why not.
mutation Create($input: CreateOrganizationInput!) {
  createOrganization(input: $input, idempotencyKey: "choose-one-for-each-intent") {
    ... on CreateOrganizationPayload {
      changed
      position
      organization { id name label }
      events { edges { node { type position } } }
    }
    ... on Refusal { code message field remedy facts }
  }
}
`,
    variables: { input: { name: 'acme', label: 'Acme Inc.' } },
  },
];
