// Scenarios 10 to 19: the users of projects, environment types, SSH.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { statementsDuring } from '../support/statements.ts';
import type { Scene } from './scene.ts';
import { Stage } from './stage.ts';

const R3_ADMIN = [
  'VIEW_ENVIRONMENT',
  'PUSH_CODE',
  'MANAGE_USER_ACCESS',
  'CHANGE_SETTINGS',
  'EXECUTE_ACTIONS_ALL',
];

eachDatabase('Scenarios of projects', (fresh) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(fresh());
  });
  afterAll(() => stage?.close());

  /** acme is olga's, with the project P1, and whoever else is on it. */
  const acme = (
    users: Readonly<Record<string, string>> = {},
    members: Readonly<Record<string, string>> = {},
  ) =>
    stage
      .given('olga', ...new Set([...Object.keys(users), ...Object.keys(members)]))
      .organization('acme', 'olga', members)
      .project('P1', 'acme', users);

  /** The environments of P1 whose SSH waits for a redeploy. */
  const stale = async (scene: Scene) => {
    const query =
      'query ($id: ID!) { project(id: $id) { environments { edges { node { name redeployNeeded } } } } }';
    const { project } = await scene.data('olga', query, { id: scene.id('P1') });
    const needing = nodes((project as Json).environments).filter(({ redeployNeeded }) => redeployNeeded);
    return needing.map(({ name }) => name).sort();
  };

  it('10. The owner is admin of a project that she was never added to', async () => {
    const scene = await stage
      .given('olga', 'carl')
      .organization('acme', 'olga', { carl: 'projects:create' })
      .begin();
    await scene
      .when('carl', 'createProject', { organization: 'acme', title: 'P1' })
      .making('P1', 'P1/main')
      .gives(
        'ProjectCreated P1 (DIRECT)',
        'PermissionGranted carl P1 ADMIN (RESOURCE_CREATED of ProjectCreated)',
        'EnvironmentCreated P1/main (RESOURCE_CREATED of ProjectCreated)',
      );
    for (const right of R3_ADMIN) {
      expect(await scene.sources('olga', 'olga', right, 'P1'), right).toEqual(['OWNER_PROJECT_ADMIN ADMIN']);
    }
    expect((await scene.belongs('olga', 'olga', 'acme'))?.projects).toEqual({ P1: 'ADMIN' });
  });

  it('11. Somebody registered who is added is on the project and a member at once', async () => {
    const scene = await acme()
      .people('bob')
      .environments('P1', { one: 'DEVELOPMENT', two: 'DEVELOPMENT', stage: 'STAGING' })
      .begin();
    expect(await scene.belongs('olga', 'bob', 'acme')).toBeUndefined();
    await scene
      .when('olga', 'addProjectUser', {
        project: 'P1',
        user: 'bob',
        roles: 'development:contributor,staging:viewer',
      })
      .gives(
        'MemberAdded bob acme (PROJECT_ADD)',
        'PermissionGranted bob P1 VIEWER (DIRECT)',
        'PermissionGranted bob P1 VIEWER on STAGING (DIRECT)',
        'PermissionGranted bob P1 CONTRIBUTOR on DEVELOPMENT (DIRECT)',
      );
    expect(await scene.belongs('olga', 'bob', 'acme')).toEqual({
      permissions: [],
      projects: { P1: 'VIEWER, VIEWER on STAGING, CONTRIBUTOR on DEVELOPMENT' },
    });
    expect(await stale(scene)).toEqual(['one', 'two']);
    for (const environment of ['P1/one', 'P1/two']) {
      await scene
        .when('olga', 'redeploy', { environment })
        .gives(`EnvironmentRedeployed ${environment} (DIRECT)`);
    }
    expect(await stale(scene)).toEqual([]);
    await scene
      .when('olga', 'addProjectUser', { project: 'P1', user: 'bob', roles: 'admin' })
      .refuses('ALREADY_MEMBER', 'user', { roles: { project: 'VIEWER' } });
  });

  it('12. Somebody without an account is invited, and has access once registered and accepting', async () => {
    const scene = await acme().begin();
    const sent = await scene
      .when('olga', 'addProjectUser', { project: 'P1', user: 'new', roles: 'staging:viewer' })
      .gives('InvitationCreated P1 (DIRECT)');
    await scene
      .when('olga', 'addProjectUser', { project: 'P1', user: 'new', roles: 'staging:viewer' })
      .refuses('INVITATION_PENDING', 'user');
    const invitations =
      'query ($id: ID!) { project(id: $id) { invitations { edges { node { email state } } } } }';
    const pending = await scene.data('olga', invitations, { id: scene.id('P1') });
    expect(nodes((pending.project as Json).invitations)).toEqual([{ email: 'new', state: 'PENDING' }]);
    expect(await scene.belongs('olga', 'new', 'acme')).toBeUndefined();

    await scene.register('new');
    expect(await scene.belongs('olga', 'new', 'acme')).toBeUndefined();
    await scene
      .when('new', 'acceptInvitation', { token: sent.invitationToken })
      .gives(
        'InvitationAccepted new P1 (DIRECT)',
        'MemberAdded new acme (INVITATION_ACCEPTED of InvitationAccepted new)',
        'PermissionGranted new P1 VIEWER (INVITATION_ACCEPTED of InvitationAccepted new)',
        'PermissionGranted new P1 VIEWER on STAGING (INVITATION_ACCEPTED of InvitationAccepted new)',
      );
    const projects = { P1: 'VIEWER, VIEWER on STAGING' };
    expect(await scene.belongs('olga', 'new', 'acme')).toEqual({ permissions: [], projects });
    await scene.when('new', 'acceptInvitation', { token: sent.invitationToken }).changesNothing();
  });

  it('13. Roles merge, and `none` removes one', async () => {
    const scene = await acme({ bob: 'development:contributor' }).begin();
    const update = (roles: string) =>
      scene.when('olga', 'updateProjectUser', { project: 'P1', user: 'bob', roles });
    await update('production:viewer').gives('PermissionGranted bob P1 VIEWER on PRODUCTION (DIRECT)');
    expect((await scene.belongs('olga', 'bob', 'acme'))?.projects).toEqual({
      P1: 'VIEWER, VIEWER on PRODUCTION, CONTRIBUTOR on DEVELOPMENT',
    });
    await update('development:none').gives('PermissionRevoked bob P1 CONTRIBUTOR on DEVELOPMENT (DIRECT)');
    await update('development:none').changesNothing();
    expect((await scene.belongs('olga', 'bob', 'acme'))?.projects).toEqual({
      P1: 'VIEWER, VIEWER on PRODUCTION',
    });
  });

  it('14. Raised to admin, one has no roles on types; the two do not go together', async () => {
    const scene = await acme({ bob: 'development:contributor,staging:viewer' }).begin();
    const update = (roles: string) =>
      scene.when('olga', 'updateProjectUser', { project: 'P1', user: 'bob', roles });
    await update('admin,staging:viewer').refuses('ADMIN_TYPE_ROLE_CONFLICT', 'roles');
    await update('admin').gives(
      'PermissionChanged bob P1 VIEWER to ADMIN (DIRECT)',
      'PermissionRevoked bob P1 CONTRIBUTOR on DEVELOPMENT (ROLE_RAISED_TO_ADMIN of PermissionChanged bob)',
      'PermissionRevoked bob P1 VIEWER on STAGING (ROLE_RAISED_TO_ADMIN of PermissionChanged bob)',
    );
    expect((await scene.belongs('olga', 'bob', 'acme'))?.projects).toEqual({ P1: 'ADMIN' });
    await update('staging:viewer').refuses('ADMIN_TYPE_ROLE_CONFLICT', 'roles');
    await update('viewer,staging:viewer').gives(
      'PermissionChanged bob P1 ADMIN to VIEWER (DIRECT)',
      'PermissionGranted bob P1 VIEWER on STAGING (DIRECT)',
    );
  });

  it('15. `members` does not suffice to add to a project, but to remove from it', async () => {
    const scene = await acme({ bob: 'staging:viewer' }, { mia: 'members' }).people('ned').begin();
    for (const user of ['bob', 'ned', 'nobody']) {
      await scene
        .when('mia', 'addProjectUser', { project: 'P1', user, roles: 'viewer' })
        .refuses('FORBIDDEN', null);
    }
    await scene
      .when('mia', 'removeProjectUser', { project: 'P1', user: 'bob' })
      .gives(
        'PermissionRevoked bob P1 VIEWER (DIRECT)',
        'PermissionRevoked bob P1 VIEWER on STAGING (PROJECT_REMOVAL of PermissionRevoked bob)',
      );
    // Who was on a project stays a member of the organization.
    expect(await scene.belongs('olga', 'bob', 'acme')).toEqual({ permissions: [], projects: {} });
    await scene
      .when('mia', 'removeProjectUser', { project: 'P1', user: 'bob' })
      .refuses('USER_NOT_FOUND', 'user', { users: ['bob'] });
  });

  it('16. The production stays what it is, and nothing becomes it; others change their type', async () => {
    const scene = await acme().environments('P1', { stage: 'STAGING' }).begin();
    const retype = (environment: string, type: string) =>
      scene.when('olga', 'setEnvironmentType', { environment, type });
    await retype('P1/main', 'STAGING').refuses('PRODUCTION_TYPE_IMMUTABLE', 'type');
    await retype('P1/stage', 'PRODUCTION').refuses('PRODUCTION_RESERVED', 'type');
    await retype('P1/stage', 'DEVELOPMENT').gives(
      'EnvironmentTypeChanged P1/stage STAGING to DEVELOPMENT (DIRECT)',
    );
    await retype('P1/stage', 'DEVELOPMENT').changesNothing();
    await scene
      .when('olga', 'createEnvironment', { project: 'P1', name: 'other', type: 'PRODUCTION' })
      .refuses('PRODUCTION_RESERVED', 'type');
  });

  it('17. A role on a type is one on the environments to come', async () => {
    const scene = await acme({ bob: 'development:contributor' }).begin();
    await scene
      .when('olga', 'createEnvironment', { project: 'P1', name: 'dev' })
      .making('P1/dev')
      .gives('EnvironmentCreated P1/dev (DIRECT)');
    const rights = [
      'VIEW_ENVIRONMENT',
      'PUSH_CODE',
      'BRANCH_ENVIRONMENT',
      'SSH',
      'CHANGE_SETTINGS',
      'EXECUTE_ACTIONS',
    ];
    const sources = await Promise.all(rights.map((right) => scene.sources('olga', 'bob', right, 'P1/dev')));
    const contributor = ['GRANTED CONTRIBUTOR'];
    expect(sources).toEqual([
      ['GRANTED VIEWER', ...contributor],
      contributor,
      contributor,
      ['SSH_APPLIED'],
      [],
      [],
    ]);
  });

  it('18. A stricter least role takes SSH away with the redeploy, and not before', async () => {
    const scene = await acme({ bob: 'development:contributor' })
      .environments('P1', { dev: 'DEVELOPMENT' })
      .begin();
    const policy = (who: string) =>
      scene.when(who, 'setSshPolicy', { environment: 'P1/dev', minRole: 'ADMIN' });
    await policy('bob').refuses('FORBIDDEN', null);
    await policy('olga').gives('SshPolicyChanged P1/dev (DIRECT)');
    await policy('olga').changesNothing();
    expect(await scene.sources('olga', 'bob', 'SSH', 'P1/dev')).toEqual(['SSH_APPLIED']);
    expect(await stale(scene)).toEqual(['dev']);
    await scene.when('bob', 'redeploy', { environment: 'P1/dev' }).refuses('FORBIDDEN', null);
    await scene
      .when('olga', 'redeploy', { environment: 'P1/dev' })
      .gives('EnvironmentRedeployed P1/dev (DIRECT)');
    expect(await scene.sources('olga', 'bob', 'SSH', 'P1/dev')).toEqual([]);
    expect(await scene.sources('olga', 'olga', 'SSH', 'P1/dev')).toEqual(['SSH_APPLIED']);
    expect(await stale(scene)).toEqual([]);
  });

  it('19. The roles on all projects come in one response, with as many statements as those on one', async () => {
    const scene = await acme({ bob: 'production:viewer,development:contributor', one: 'staging:admin' })
      .project('P2', 'acme', { bob: 'staging:contributor' })
      .project('P3', 'acme', { bob: 'admin' })
      .begin();
    const query = `query ($email: String) { user(email: $email) { organizations { edges { node {
      organization { label } projects { edges { node {
        project { title } role environmentTypes { type role source } } } } } } } } }`;
    const ask = async (who: string) => {
      const asking = () => scene.data('olga', query, { email: scene.email(who) });
      const { answer, names } = await statementsDuring(stage.test.tenure.database, asking);
      const [acmes] = nodes((answer.user as Json).organizations);
      return { roles: rolesOf(acmes?.projects), names };
    };
    const [bob, one] = [await ask('bob'), await ask('one')];
    expect(bob.roles).toEqual({
      P1: ['VIEWER', 'PRODUCTION VIEWER GRANTED', 'DEVELOPMENT CONTRIBUTOR GRANTED'],
      P2: ['VIEWER', 'STAGING CONTRIBUTOR GRANTED'],
      P3: [
        'ADMIN',
        ...['PRODUCTION', 'STAGING', 'DEVELOPMENT'].map((type) => `${type} ADMIN ADMIN_ALL_TYPES`),
      ],
    });
    expect(one.roles).toEqual({ P1: ['VIEWER', 'STAGING ADMIN GRANTED'] });
    expect(bob.names).toEqual(one.names);
  });
});

function rolesOf(projects: unknown): Json {
  const entries = nodes(projects).map(({ project, role, environmentTypes }) => {
    const types = environmentTypes as readonly Json[];
    const words = types.map(({ type, role: onType, source }) => `${type} ${onType} ${source}`);
    return [(project as Json).title, [role, ...words]];
  });
  return Object.fromEntries(entries);
}
