// The rights that the nested views show beside what gives them: in organizations, on projects, types and environments.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Acme, acme } from '../support/acme.ts';
import { askTwice, idIn, type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf } from '../support/world.ts';

const VIEWER = ['VIEW_ENVIRONMENT'];
const PUSHES = ['VIEW_ENVIRONMENT', 'PUSH_CODE', 'BRANCH_ENVIRONMENT'];
const RUNS = [
  'VIEW_ENVIRONMENT',
  'PUSH_CODE',
  'CHANGE_SETTINGS',
  'EXECUTE_ACTIONS_ALL',
  'MANAGE_USER_ACCESS',
];

const PROJECTS = `projects { edges { node { project { id } role rights
  environmentTypes { type rights } environments { edges { node { environment { id } rights } } } } } }`;

eachDatabase('Rights in the nested views', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
    // A new environment starts applied: SSH is there at once, while nothing was redeployed elsewhere.
    const dev2 = { id: idOf('p1-dev2'), project: idOf('p1'), name: 'dev2' };
    await story.world.run('olga', 'createEnvironment', dev2);
  });
  afterAll(() => story?.world.close());

  const onP1 = async (viewer: string, who: string, asOf = '') => {
    const query = `query ${asOf} { user(id: "${idOf(who)}") { ${PROJECTS} } }`;
    const { data, failed } = await askTwice(story.world, viewer, query);
    const access = nodes((data.user as Json).projects).find(({ project }) => idIn(project) === 'p1') ?? {};
    const environments = nodes(access.environments).map(
      ({ environment, rights }) => [idIn(environment), rights] as const,
    );
    return { access, failed, environments: Object.fromEntries(environments) as Record<string, unknown> };
  };
  const dev2 = idOf('p1-dev2');

  it('on a type and on its environments: the union of both roles; SSH where it is applied', async () => {
    const { access, environments } = await onP1('bob', 'bob');
    expect(access).toMatchObject({
      role: 'VIEWER',
      rights: VIEWER,
      environmentTypes: [{ type: 'DEVELOPMENT', rights: PUSHES }],
    });
    expect(environments).toEqual({ 'p1-main': VIEWER, 'p1-dev': PUSHES, [dev2]: [...PUSHES, 'SSH'] });
  });

  it('of a bare viewer: to see every environment', async () => {
    const { access, environments } = await onP1('cat', 'cat');
    expect(access).toMatchObject({ rights: VIEWER, environmentTypes: [] });
    expect(environments).toEqual({ 'p1-main': VIEWER, 'p1-dev': VIEWER, [dev2]: VIEWER });
  });

  it('of a project admin and of the owner: everything, everywhere', async () => {
    const everything = [
      'VIEW_ENVIRONMENT',
      'PUSH_CODE',
      'BRANCH_ENVIRONMENT',
      'CHANGE_SETTINGS',
      'EXECUTE_ACTIONS',
      'EXECUTE_ACTIONS_ALL',
      'MANAGE_USER_ACCESS',
    ];
    for (const who of ['ada', 'olga']) {
      const { access } = await onP1(who, who);
      expect(access.rights, who).toEqual(RUNS);
      const types = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'];
      expect(access.environmentTypes, who).toEqual(types.map((type) => ({ type, rights: everything })));
    }
  });

  it('in an organization: what each permission gives, and all together', async () => {
    const query = `{ organization(id: "${idOf('acme')}") { members { edges { node { user { id } rights
      permissions { permission rights } } } } } }`;
    const { data } = await askTwice(story.world, 'mia', query);
    const members = nodes((data.organization as Json).members);
    const of = (who: string) => members.find(({ user }) => idIn(user) === who);
    const billing = ['MANAGE_BILLING', 'VIEW_INVOICES', 'VIEW_VOUCHERS', 'RECEIVE_INVOICES'];
    expect(of('pam')).toMatchObject({
      rights: billing,
      permissions: [{ permission: 'billing', rights: billing }],
    });
    expect(of('bob')).toMatchObject({ rights: [], permissions: [] });
    expect(of('olga')?.rights).toEqual([
      ...billing,
      'VIEW_PLANS',
      'EDIT_PLANS',
      'MANAGE_USERS',
      'CREATE_PROJECTS',
      'LIST_ALL_PROJECTS',
    ]);
  });

  it('come without what they follow from being asked for', async () => {
    const query = `{ user(id: "${idOf('bob')}") { organizations { edges { node { rights } } }
      projects { edges { node { environments(type: PRODUCTION) { edges { node { rights } } } } } } } }`;
    const { data, failed } = await askTwice(story.world, 'bob', query);
    expect(failed).toEqual([]);
    const user = data.user as Json;
    expect(nodes(user.organizations)).toEqual([{ rights: [] }]);
    const [access] = nodes(user.projects);
    expect(nodes(access?.environments)).toEqual([{ rights: VIEWER }]);
  });

  it('are withheld with the roles and permissions that they follow from', async () => {
    const { access, failed, environments } = await onP1('cat', 'bob');
    expect(access).toMatchObject({ role: null, rights: null, environmentTypes: null });
    expect(Object.values(environments)).toEqual([null, null, null]);
    expect(failed.filter((each) => each.endsWith('rights'))).toHaveLength(4);
    const { data } = await askTwice(
      story.world,
      'cat',
      `{ user(id: "${idOf('bob')}") { organizations { edges { node { rights } } } } }`,
    );
    expect(nodes((data.user as Json).organizations)).toEqual([{ rights: null }]);
  });

  it('of environments are withheld from whoever may know the roles, but not the environments', async () => {
    const { access, failed } = await onP1('mia', 'bob');
    expect(access).toMatchObject({ role: 'VIEWER', rights: VIEWER, environments: null });
    expect(failed).toContain('FORBIDDEN user.projects.edges.0.node.environments');
  });

  it('follow the type of an environment, now and then, with no event that names a user (PJ-11)', async () => {
    const before = await story.world.head();
    const change = { environment: idOf('p1-dev'), type: 'STAGING' };
    const { events } = await story.world.run('olga', 'setEnvironmentType', change);
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['EnvironmentTypeChanged', undefined],
    ]);
    expect((await onP1('bob', 'bob')).environments['p1-dev']).toEqual(VIEWER);
    const then = await onP1('bob', 'bob', `@asOf(position: "${before}")`);
    expect(then.environments['p1-dev']).toEqual(PUSHES);
  });
});
