/** Fills the flat schema of the peer with the same rows that Tenure gets as commands. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { ENVIRONMENT_TYPES, type Organization, organizations, type Size } from '../dataset/dataset.ts';
import { portalRows } from './portal.ts';

type Table = Record<string, unknown>[];

/** Creates the schema `flat` in an empty database and fills it. */
export async function fillFlat(url: string, size: Size): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(readFileSync(new URL('flat.sql', import.meta.url), 'utf8'));
    let number = 0;
    for (const organization of organizations(size)) {
      const tables = { ...rowsOf(organization), ...portalRows(organization, number) };
      number += 1;
      for (const [table, rows] of Object.entries(tables)) {
        await client.query(
          `insert into flat.${table} select * from jsonb_populate_recordset(null::flat.${table}, $1)`,
          [JSON.stringify(rows)],
        );
      }
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** The rows of an organization, tables in an order that their foreign keys accept. */
function rowsOf(organization: Organization): Record<string, Table> {
  const { id, owner, members, projects, projectUsers } = organization;
  const owned = projects.map((project) => ({
    user: owner,
    project,
    role: 'ADMIN' as const,
    source: 'OWNER_PROJECT_ADMIN',
    types: allTypes('OWNER_PROJECT_ADMIN'),
  }));
  const granted = projectUsers.map((each) => ({
    ...each,
    source: 'GRANTED',
    types:
      each.role === 'ADMIN'
        ? allTypes('ADMIN_ALL_TYPES')
        : each.types.map((held) => ({ ...held, source: 'GRANTED' })),
  }));
  const access = [...owned, ...granted];
  return {
    users: members.map(({ user }) => user as unknown as Record<string, unknown>),
    organizations: [{ id, name: organization.name, label: organization.label, owner_id: owner.id }],
    projects: projects.map((project) => ({ id: project.id, organization_id: id, title: project.title })),
    environments: projects.flatMap((project) =>
      project.environments.map((environment) => ({ ...environment, project_id: project.id })),
    ),
    members: members.map(({ user }) => ({ organization_id: id, user_id: user.id })),
    permissions: members.flatMap(({ user, permissions }) =>
      permissions.map((permission) => ({ organization_id: id, user_id: user.id, permission })),
    ),
    project_access: access.map(({ user, project, role, source }) => ({
      organization_id: id,
      user_id: user.id,
      project_id: project.id,
      role,
      source,
    })),
    type_access: access.flatMap(({ user, project, types }) =>
      types.map((held) => ({ user_id: user.id, project_id: project.id, ...held })),
    ),
  };
}

function allTypes(source: string) {
  return ENVIRONMENT_TYPES.map((type) => ({ type, role: 'ADMIN', source }));
}
