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
