// The nested views: users, organizations and projects in one request, derived access told apart from granted.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Acme, acme } from '../support/acme.ts';
import { askTwice, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf } from '../support/world.ts';

const ON_PROJECT = `fragment OnProject on ProjectAccess {
  project { title } role source grant { kind value }
  environmentTypes { type role source grant { kind value environmentType } environments { edges { node { name } } } } }`;

const derived = (source: string, environments: Record<string, readonly string[]>) =>
  ['PRODUCTION', 'STAGING', 'DEVELOPMENT'].map((type) => ({
    type,
    role: 'ADMIN',
    source,
    grant: null,
    environments: { edges: (environments[type] ?? []).map((name) => ({ node: { name } })) },
  }));

eachDatabase('Nested views', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
  });
  afterAll(() => story?.world.close());
  const ask = async (who: string, query: string) => (await askTwice(story.world, who, query)).data;

  it('of a user: granted roles, and the environments that they reach', async () => {
    const query = `{ user(email: "bob@x.io") { name organizations { edges { node {
      organization { name label } owner permissions { permission } } } }
      projects { edges { node { ...OnProject } } } } } ${ON_PROJECT}`;
    const kind = 'ENVIRONMENT_TYPE_ROLE';
    expect(await ask('bob', query)).toEqual({
      user: {
        name: 'Bob',
        organizations: {
          edges: [
            {
              node: { organization: { name: 'acme-inc', label: 'Acme Inc.' }, owner: false, permissions: [] },
            },
          ],
        },
        projects: {
          edges: [
            {
              node: {
                project: { title: 'Store' },
                role: 'VIEWER',
                source: 'GRANTED',
                grant: { kind: 'PROJECT_ROLE', value: 'VIEWER' },
                environmentTypes: [
                  {
                    type: 'DEVELOPMENT',
                    role: 'CONTRIBUTOR',
                    source: 'GRANTED',
                    grant: { kind, value: 'CONTRIBUTOR', environmentType: 'DEVELOPMENT' },
                    environments: { edges: [{ node: { name: 'dev' } }] },
                  },
                ],
              },
            },
          ],
        },
      },
    });
  });

  it('of an owner: admin of every project of the organization, by no grant', async () => {
    const query = `{ user(id: "${idOf('olga')}") {
      organizations { edges { node { owner permissions { permission source grant { value } } } } }
      projects { edges { node { ...OnProject } } } } } ${ON_PROJECT}`;
    const { user } = (await ask('olga', query)) as { user: Record<string, unknown> };
    const [membership] = nodes(user.organizations);
    const all = ['billing', 'plans', 'members', 'projects:create', 'projects:list'];
    expect(membership).toEqual({
      owner: true,
      permissions: all.map((permission) => ({ permission, source: 'OWNER_ALL', grant: null })),
    });
    const byTitle = nodes(user.projects).sort((a, b) => (String(a.project) < String(b.project) ? -1 : 1));
    expect(byTitle).toHaveLength(2);
    const source = 'OWNER_PROJECT_ADMIN';
    const store = byTitle.find(({ project }) => (project as { title: string }).title === 'Store');
    expect(store).toEqual({
      project: { title: 'Store' },
      role: 'ADMIN',
      source,
      grant: null,
      environmentTypes: derived(source, { PRODUCTION: ['main'], DEVELOPMENT: ['dev'] }),
    });
  });

  it('of a project admin: admin of every environment type, by the grant of the project role', async () => {
    const query = `{ user(id: "${idOf('ada')}") { projects { edges { node { ...OnProject } } } } } ${ON_PROJECT}`;
    const { user } = (await ask('ada', query)) as { user: Record<string, unknown> };
    expect(nodes(user.projects)).toEqual([
      {
        project: { title: 'Store' },
        role: 'ADMIN',
        source: 'GRANTED',
        grant: { kind: 'PROJECT_ROLE', value: 'ADMIN' },
        environmentTypes: derived('ADMIN_ALL_TYPES', { PRODUCTION: ['main'], DEVELOPMENT: ['dev'] }),
      },
    ]);
  });

  it('of an organization: members, their permissions and their projects there', async () => {
    const query = `{ organization(name: "acme-inc") { owner { name } members { edges { node {
      user { name email } owner permissions { permission source } projects { edges { node { project { title } role source } } }
    } } } } }`;
    const { organization } = (await ask('mia', query)) as { organization: Record<string, unknown> };
    expect(organization.owner).toEqual({ name: 'Olga' });
    const members = nodes(organization.members).map(({ user, owner, permissions, projects }) => [
      (user as { name: string }).name,
      owner,
      (permissions as readonly { permission: string }[]).map(({ permission }) => permission),
      nodes(projects)
        .map(({ project, role, source }) => `${(project as { title: string }).title} ${role} ${source}`)
        .sort(),
    ]);
    const all = ['billing', 'plans', 'members', 'projects:create', 'projects:list'];
    const owned = ['Site ADMIN OWNER_PROJECT_ADMIN', 'Store ADMIN OWNER_PROJECT_ADMIN'];
    expect(members.sort()).toEqual([
      ['Ada', false, [], ['Store ADMIN GRANTED']],
      ['Bob', false, [], ['Store VIEWER GRANTED']],
      ['Cat', false, [], ['Site VIEWER GRANTED', 'Store VIEWER GRANTED']],
      ['Lee', false, ['projects:list'], []],
      ['Mia', false, ['members'], []],
      ['Olga', true, all, owned],
      ['Pam', false, ['billing'], []],
    ]);
  });

  it('of a project: who is on it, the owner included, and its environments by type', async () => {
    const query = `{ project(id: "${idOf('p1')}") { title defaultBranch organization { name }
      users { edges { node { user { name } role source } } }
      environments { edges { node { name type sshMinRole parent { name } project { title } } } }
      dev: environments(type: DEVELOPMENT) { edges { node { name } } } } }`;
    const { project } = (await ask('ada', query)) as { project: Record<string, unknown> };
    expect(project).toMatchObject({
      title: 'Store',
      defaultBranch: 'main',
      organization: { name: 'acme-inc' },
    });
    const users = nodes(project.users).map(({ user, ...access }) => ({ ...(user as object), ...access }));
    expect(users.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).toEqual([
      { name: 'Ada', role: 'ADMIN', source: 'GRANTED' },
      { name: 'Bob', role: 'VIEWER', source: 'GRANTED' },
      { name: 'Cat', role: 'VIEWER', source: 'GRANTED' },
      { name: 'Olga', role: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' },
    ]);
    const common = { sshMinRole: 'CONTRIBUTOR', project: { title: 'Store' } };
    const byName = nodes(project.environments).sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
    expect(byName).toEqual([
      { name: 'dev', type: 'DEVELOPMENT', parent: { name: 'main' }, ...common },
      { name: 'main', type: 'PRODUCTION', parent: null, ...common },
    ]);
    expect(nodes(project.dev)).toEqual([{ name: 'dev' }]);
  });

  it('narrowed to one organization', async () => {
    const query = (organization: string) =>
      `{ user(id: "${idOf('cat')}") { projects(organization: "${idOf(organization)}") { edges { node { project { id } } } } } }`;
    const projects = async (organization: string) =>
      nodes(((await ask('cat', query(organization))).user as { projects: unknown }).projects).length;
    expect(await projects('acme')).toBe(2);
    expect(await projects('beta')).toBe(0);
  });

  it('with the grants behind them, and the events that opened those', async () => {
    const query = `{ user(id: "${idOf('bob')}") { organizations { edges { node { since membership {
      kind value since expiresAt grantedAt subject { name } target { id ... on Organization { name } }
      openedBy { __typename position occurredAt cause actor { user { name } } } } } } } } }`;
    const { user } = (await ask('olga', query)) as { user: Record<string, unknown> };
    const [{ since, membership } = {}] = nodes(user.organizations);
    const at = '2026-01-01T00:00:00.000Z';
    expect(membership).toEqual({
      kind: 'ORGANIZATION_MEMBERSHIP',
      value: 'MEMBER',
      since,
      expiresAt: null,
      grantedAt: at,
      subject: { name: 'Bob' },
      target: { id: 'acme', name: 'acme-inc' },
      openedBy: {
        __typename: 'MemberAdded',
        position: since,
        occurredAt: at,
        cause: 'PROJECT_ADD',
        actor: { user: { name: 'Olga' } },
      },
    });
  });

  it('through nodes: malformed ids are refused, unknown ones are null', async () => {
    const one = await askTwice(story.world, 'olga', '{ node(id: "p1") { id } }');
    expect(one).toEqual({ data: { node: null }, failed: ['VALIDATION node'] });
    const several = await askTwice(
      story.world,
      'olga',
      `{ nodes(ids: ["${idOf('p1')}", "nonsense"]) { id } }`,
    );
    expect(several.failed).toEqual(['VALIDATION nodes']);
    const upper = await askTwice(story.world, 'olga', `{ node(id: "${idOf('p1').toUpperCase()}") { id } }`);
    expect(upper.data.node).toEqual({ id: 'p1' });
    const unknown = await askTwice(story.world, 'olga', `{ node(id: "${idOf('nothing')}") { id } }`);
    expect(unknown).toEqual({ data: { node: null }, failed: [] });
  });

  it('by exactly one of id and name', async () => {
    for (const doors of ['user', `user(id: "${idOf('bob')}", email: "bob@x.io")`, 'organization']) {
      const { failed } = await askTwice(story.world, 'olga', `{ door: ${doors} { id } }`);
      expect(failed).toEqual(['VALIDATION door']);
    }
  });

  it('of a log that says where it is', async () => {
    const { data } = await askTwice(
      story.world,
      'pam',
      '{ log { position phase } viewer { id platformRoles } }',
    );
    expect(data).toEqual({
      log: { position: String(await story.world.head()), phase: 'LIVE' },
      viewer: { id: 'pam', platformRoles: [] },
    });
  });
});
