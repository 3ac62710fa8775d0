// Asking the past through the API, with operations typed from schema.graphql.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../generated/gql.ts';
import type { TypedDocumentString } from '../generated/graphql.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

let database: TestDatabase;
let world: World;
/** Moments of the story, and the position of the log at each. */
const moments: Record<string, { time: string; position: string }> = {};

beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  await world.people('olga', 'bob');
  for (const name of ['olga', 'bob']) await world.tokenOf(name);
  const remember = async (name: string) => {
    moments[name] = { time: world.clock.now(), position: String(await world.head()) };
    world.clock.advance(60_000);
  };
  await remember('before');
  await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme', label: 'Acme' });
  const project = {
    id: idOf('tracker'),
    organization: 'acme',
    title: 'Tracker',
    environmentId: idOf('main'),
  };
  await world.run('olga', 'createProject', project);
  await world.run('olga', 'addProjectUser', {
    project: idOf('tracker'),
    user: 'bob@x.io',
    roles: { project: 'ADMIN' },
  });
  await remember('founded');
  await world.run('olga', 'renameOrganization', {
    organization: 'acme',
    name: 'acme-inc',
    label: 'Acme Inc.',
  });
  await world.run('olga', 'renameProject', { project: idOf('tracker'), title: 'Trails' });
  await world.run('olga', 'removeMembers', { organization: 'acme-inc', users: ['bob@x.io'] });
  await remember('renamed');
  world.clock.advance(60_000);
});

afterAll(async () => {
  await world?.close();
  await database?.drop();
});

async function ask<Data, Variables extends Record<string, unknown>>(
  who: string,
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
) {
  return world.ask<Data>(who, operation.toString(), variables);
}

const at = (name: string) => moments[name] ?? { time: '', position: '' };

const AtTime = graphql(`
  query AtTime($at: DateTime!, $id: ID!) @asOf(time: $at) {
    organization(id: $id) {
      name
      label
      members { edges { node { user { name } projects { edges { node { project { title } role } } } } } }
    }
  }
`);

const AtPosition = graphql(`
  query AtPosition($at: Position!, $id: ID!) @asOf(position: $at) {
    organization(id: $id) {
      name
      label
      members { edges { node { user { name } projects { edges { node { project { title } role } } } } } }
    }
  }
`);

const Mine = graphql(`
  query Mine($at: DateTime!) @asOf(time: $at) {
    viewer {
      user {
        projects { edges { node { role project { title organization { name } users { edges { node { role } } } } } } }
      }
    }
    organizations { edges { node { name } } }
  }
`);

describe('a query of the past', () => {
  it('answers what was then, by the names of then, by time and by position alike', async () => {
    const names = async (moment: string) => {
      const byTime = await ask('olga', AtTime, { at: at(moment).time, id: idOf('acme') });
      const byPosition = await ask('olga', AtPosition, { at: at(moment).position, id: idOf('acme') });
      expect(byPosition.data).toEqual(byTime.data);
      expect([byTime.extensions?.tenure?.position, byPosition.extensions?.tenure?.position]).toEqual(
        Array(2).fill(at(moment).position),
      );
      const { organization } = byTime.data ?? {};
      const users = organization?.members?.edges.map(({ node }) => node.user.name).sort();
      const projects = organization?.members?.edges.flatMap(({ node }) =>
        node.projects.edges.map(({ node: access }) => access.project.title),
      );
      return (
        organization && {
          name: organization.name,
          label: organization.label,
          users,
          projects: [...new Set(projects)],
        }
      );
    };
    expect(await names('before')).toBeNull();
    expect(await names('founded')).toEqual({
      name: 'acme',
      label: 'Acme',
      users: ['Bob', 'Olga'],
      projects: ['Tracker'],
    });
    expect(await names('renamed')).toEqual({
      name: 'acme-inc',
      label: 'Acme Inc.',
      users: ['Olga'],
      projects: ['Trails'],
    });
  });

  it('is judged by what the caller may do now', async () => {
    const { data, errors } = await ask('bob', Mine, { at: at('founded').time });
    // His own grant, with the names of then; who else was on the project is no longer his to know.
    expect(data?.viewer.user?.projects.edges).toEqual([
      { node: { role: 'ADMIN', project: { title: 'Tracker', organization: { name: 'acme' }, users: null } } },
    ]);
    expect(data?.organizations.edges).toEqual([]);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  it('says whether its answer can still change', async () => {
    const settled = async (time: string) =>
      (await ask('olga', AtTime, { at: time, id: idOf('acme') })).extensions?.tenure?.settled;
    expect(await settled(at('founded').time)).toBe(true);
    // The head's own moment: another event may still happen at it.
    expect(await settled(at('renamed').time)).toBe(false);
    expect(await settled(world.clock.now())).toBe(false);
    const byPosition = await ask('olga', AtPosition, { at: at('renamed').position, id: idOf('acme') });
    expect(byPosition.extensions?.tenure).toMatchObject({ settled: true, time: at('renamed').time });
  });

  it('finds nothing at position 0, and nothing beyond the head or now', async () => {
    const empty = await ask('olga', AtPosition, { at: '0', id: idOf('acme') });
    expect(empty.data).toEqual({ organization: null });
    const tomorrow = new Date(Date.parse(world.clock.now()) + 86_400_000).toISOString();
    const beyond = [
      await ask('olga', AtPosition, { at: String((await world.head()) + 1), id: idOf('acme') }),
      await ask('olga', AtTime, { at: tomorrow, id: idOf('acme') }),
    ];
    for (const { data, errors } of beyond) {
      expect(data).toBeUndefined();
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['AS_OF_OUT_OF_RANGE']);
    }
  });
});
