// SSH as it is applied, as roles would have it, and the times between: now, then, and who may see whose.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askTwice, idIn, type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const PEOPLE = ['olga', 'ada', 'bob', 'cat', 'mia', 'zoe'] as const;
const NAMES = [...PEOPLE, 'acme', 'shop', 'main', 'dev', 'stage', 'old'];
const SSH =
  'redeployNeeded sshApplied { edges { node { userId desired } } } sshDesired { edges { node { userId applied } } }';
const EXPOSURE = `userId environmentId environmentName since beganAt until endedAt
  begunBy { type subjectId } endedBy { type } user { name } environment { name } project { title }`;

eachDatabase('SSH on environments', (fresh) => {
  let world: World;
  const minute = 60_000;

  // olga owns acme, ada runs shop, bob contributes to development, cat views, mia holds `members`, zoe is outside.
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people(...PEOPLE);
    await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' });
    const shop = { id: idOf('shop'), organization: 'acme', title: 'Shop', environmentId: idOf('main') };
    await world.run('olga', 'createProject', shop);
    await branch('dev', 'DEVELOPMENT');
    await branch('stage', 'STAGING');
    await add('ada', { project: 'ADMIN' });
    await add('cat', { project: 'VIEWER' });
    await add('mia', { project: 'VIEWER' });
    await world.run('olga', 'removeProjectUser', { project: idOf('shop'), user: idOf('mia') });
    const permissions = { organization: 'acme', user: idOf('mia'), permissions: ['members'] };
    await world.run('olga', 'updateMember', permissions);
    for (const environment of ['main', 'dev', 'stage']) await redeploy(environment);
  });
  afterAll(() => world?.close());

  const branch = (id: string, type: string) =>
    world.run('olga', 'createEnvironment', { id: idOf(id), project: idOf('shop'), name: id, type });
  const add = (user: string, roles: object, more = {}) =>
    world.run('olga', 'addProjectUser', { project: idOf('shop'), user: `${user}@x.io`, roles, ...more });
  const update = (user: string, roles: object) =>
    world.run('olga', 'updateProjectUser', { project: idOf('shop'), user: idOf(user), roles });
  const remove = (user: string) =>
    world.run('olga', 'removeProjectUser', { project: idOf('shop'), user: idOf(user) });
  const redeploy = (environment: string) => world.run('olga', 'redeploy', { environment: idOf(environment) });

  const onDevelopment = (role: string) => ({ environmentTypes: [{ type: 'DEVELOPMENT', role }] });

  const ask = async (viewer: string, query: string) => {
    const { data, failed } = await askTwice(world, viewer, query);
    return { ...(world.named({ data, failed }, ...NAMES) as { data: Json; failed: string[] }) };
  };
  /** Who has SSH (`+` before those who should not), and who should have it (`+` before those who have not). */
  const ssh = async (environment: string, viewer = 'olga', asOf = '') => {
    const { data } = await ask(
      viewer,
      `query ${asOf} { environment(id: "${idOf(environment)}") { ${SSH} } }`,
    );
    const told = data.environment as Json;
    const list = (name: string, other: string) =>
      nodes(told[name])
        .map((node) => `${node[other] ? '' : '+'}${node.userId}`)
        .sort();
    return {
      needed: told.redeployNeeded,
      applied: list('sshApplied', 'desired'),
      desired: list('sshDesired', 'applied'),
    };
  };
  const exposures = async (door: string, viewer = 'olga', args = '', asOf = '') => {
    const [type, id = ''] = door.split(' ');
    const query = `query ${asOf} { ${type}(id: "${idOf(id)}") { sshExposures${args} { edges { node { ${EXPOSURE} } } } } }`;
    const { data } = await ask(viewer, query);
    return nodes((data[type ?? ''] as Json).sshExposures);
  };
  const at = (position: number) => `@asOf(position: "${position}")`;

  it('is desired by those whose role on the type gives it, and takes a redeploy to be applied (PJ-26, PJ-27)', async () => {
    expect(await ssh('dev')).toEqual({ needed: false, applied: ['ada', 'olga'], desired: ['ada', 'olga'] });
    const before = await world.head();
    await add('bob', {
      environmentTypes: [
        { type: 'DEVELOPMENT', role: 'CONTRIBUTOR' },
        { type: 'STAGING', role: 'VIEWER' },
      ],
    });
    expect(await ssh('dev')).toEqual({
      needed: true,
      applied: ['ada', 'olga'],
      desired: ['+bob', 'ada', 'olga'],
    });
    for (const other of ['main', 'stage']) expect((await ssh(other)).needed).toBe(false);
    await redeploy('dev');
    const after = { needed: false, applied: ['ada', 'bob', 'olga'], desired: ['ada', 'bob', 'olga'] };
    expect(await ssh('dev')).toEqual(after);
    expect((await ssh('dev', 'olga', at(before))).desired).toEqual(['ada', 'olga']);
  });

  it('outlives a stricter policy until the redeploy, which ends the exposure (PJ-12, scenario 18)', async () => {
    const before = await world.head();
    await world.run('ada', 'setSshPolicy', { environment: idOf('dev'), minRole: 'ADMIN' });
    expect(await ssh('dev')).toEqual({
      needed: true,
      applied: ['+bob', 'ada', 'olga'],
      desired: ['ada', 'olga'],
    });
    const open = {
      userId: 'bob',
      environmentId: 'dev',
      since: String(before + 1),
      until: null,
      endedBy: null,
    };
    const [exposure, ...others] = await exposures('environment dev');
    expect(others).toEqual([]);
    expect(exposure).toMatchObject({ ...open, begunBy: { type: 'SshPolicyChanged', subjectId: null } });
    expect(exposure).toMatchObject({
      user: { name: 'Bob' },
      environment: { name: 'dev' },
      project: { title: 'Shop' },
    });
    world.clock.advance(minute);
    await redeploy('dev');
    expect(await ssh('dev')).toMatchObject({ needed: false, applied: ['ada', 'olga'] });
    const [ended] = await exposures('environment dev');
    expect(ended).toMatchObject({ until: String(before + 2), endedBy: { type: 'EnvironmentRedeployed' } });
    expect(Date.parse(String(ended?.endedAt)) - Date.parse(String(ended?.beganAt))).toBe(minute);
    expect(await exposures('environment dev', 'olga', '(open: true)')).toEqual([]);
    expect(await exposures('environment dev', 'olga', '(open: false)')).toHaveLength(1);
    // As of within it, it lasted.
    expect(await exposures('environment dev', 'olga', '', at(before + 1))).toEqual([exposure]);
    expect(await exposures('environment dev', 'olga', '', at(before))).toEqual([]);
  });

  it('outlives removal, as whoever was removed still sees, and who removed them (PJ-28)', async () => {
    await world.run('ada', 'setSshPolicy', { environment: idOf('dev'), minRole: 'CONTRIBUTOR' });
    await redeploy('dev');
    await remove('bob');
    const last = async (door: string, viewer: string) =>
      (await exposures(door, viewer, '(open: true)')).at(-1);
    const exposure = { userId: 'bob', environmentId: 'dev', environmentName: 'dev', until: null };
    for (const door of ['environment dev', 'project shop', 'organization acme']) {
      const found = await last(door, 'ada');
      expect(found, door).toMatchObject({
        ...exposure,
        begunBy: { type: 'PermissionRevoked', subjectId: 'bob' },
      });
    }
    expect(await last('user bob', 'bob')).toMatchObject({
      ...exposure,
      environment: null,
      user: { name: 'Bob' },
    });
    expect(await last('user bob', 'genesis')).toMatchObject({ ...exposure, environment: { name: 'dev' } });
    await redeploy('dev');
    expect(await exposures('organization acme', 'olga', '(open: true)')).toEqual([]);
  });

  it('ends, too, when the role comes back, or the environment goes', async () => {
    await branch('old', 'DEVELOPMENT');
    await add('bob', onDevelopment('CONTRIBUTOR'));
    await redeploy('old');
    await update('bob', onDevelopment('VIEWER'));
    await update('bob', onDevelopment('ADMIN'));
    await update('bob', onDevelopment('NONE'));
    await world.run('ada', 'deleteEnvironment', { environment: idOf('old') });
    const found = (await exposures('project shop')).filter(({ environmentId }) => environmentId === 'old');
    expect(found).toMatchObject([
      { begunBy: { type: 'PermissionChanged' }, endedBy: { type: 'PermissionChanged' }, environment: null },
      { begunBy: { type: 'PermissionRevoked' }, endedBy: { type: 'EnvironmentDeleted' }, environment: null },
    ]);
    await remove('bob');
  });

  it('is not lost within a command that takes one role and gives another', async () => {
    await add('bob', { project: 'ADMIN' });
    await redeploy('dev');
    const before = await exposures('environment dev');
    await update('bob', { project: 'VIEWER', ...onDevelopment('CONTRIBUTOR') });
    expect(await exposures('environment dev')).toEqual(before);
    expect((await ssh('dev')).needed).toBe(false);
    await remove('bob');
    await redeploy('dev');
  });

  it('outlives expiry, from the instant on (T4)', async () => {
    const expiresAt = new Date(Date.parse(world.clock.now()) + minute).toISOString();
    await add('bob', onDevelopment('CONTRIBUTOR'), { expiresAt });
    await redeploy('dev');
    world.clock.advance(minute);
    const seen = { userId: 'bob', beganAt: expiresAt, until: null };
    // Whether or not the log says so yet.
    expect(await exposures('environment dev', 'olga', '(open: true)')).toMatchObject([seen]);
    expect((await ssh('dev')).applied).toContain('+bob');
    await world.run('olga', 'renameProject', { project: idOf('shop'), title: 'Store' });
    const [found] = await exposures('environment dev', 'olga', '(open: true)');
    expect(found).toMatchObject({ ...seen, begunBy: { type: 'PermissionExpired', subjectId: 'bob' } });
    expect(found?.since).not.toBeNull();
    await redeploy('dev');
  });

  it('follows the type of the environment, with no event that names a user (PJ-11)', async () => {
    await add('bob', onDevelopment('CONTRIBUTOR'));
    await redeploy('dev');
    const retype = (type: string) =>
      world.run('ada', 'setEnvironmentType', { environment: idOf('dev'), type });
    const { position } = await retype('STAGING');
    expect(await ssh('dev')).toMatchObject({ needed: true, applied: ['+bob', 'ada', 'olga'] });
    expect(await exposures('environment dev', 'olga', '(open: true)')).toMatchObject([
      { userId: 'bob', since: String(position), begunBy: { type: 'EnvironmentTypeChanged' } },
    ]);
    expect(await ssh('dev', 'olga', at(position - 1))).toMatchObject({ needed: false });
    await retype('DEVELOPMENT');
    expect((await ssh('dev')).needed).toBe(false);
  });

  describe('is seen', () => {
    const everything = ['olga', 'ada', 'genesis'];

    it('by those who see the roles on the project; others see themselves', async () => {
      for (const viewer of everything) {
        expect((await ssh('dev', viewer)).applied, viewer).toEqual(['ada', 'bob', 'olga']);
      }
      expect(await ssh('dev', 'bob')).toEqual({ needed: false, applied: ['bob'], desired: ['bob'] });
      expect(await ssh('dev', 'cat')).toEqual({ needed: false, applied: [], desired: [] });
      const door = `{ environment(id: "${idOf('dev')}") { id } project(id: "${idOf('shop')}") { id } }`;
      expect((await ask('zoe', door)).data).toEqual({ environment: null, project: null });
    });

    it('by `members` holders with the names of the environments, and these themselves withheld', async () => {
      const all = await exposures('project shop', 'olga');
      expect(all.length).toBeGreaterThan(4);
      const seen = await exposures('project shop', 'mia');
      expect(seen).toEqual(all.map((each) => ({ ...each, environment: null })));
      expect(await exposures('organization acme', 'mia')).toEqual(seen);
      expect(new Set(seen.map(({ environmentName }) => environmentName))).toEqual(new Set(['dev', 'old']));
    });

    it('with an environment that is withheld, or one that is gone, told apart', async () => {
      const query = `{ project(id: "${idOf('shop')}") {
        sshExposures { edges { node { environmentId environment { id type redeployNeeded } } } } } }`;
      for (const viewer of ['mia', 'olga']) {
        const { data, failed } = await ask(viewer, query);
        const found = nodes((data.project as Json).sshExposures);
        const withheld = found.flatMap(({ environmentId }, n) =>
          environmentId === 'old' ? [] : [`FORBIDDEN project.sshExposures.edges.${n}.node.environment`],
        );
        expect(failed, viewer).toEqual(viewer === 'mia' ? withheld.sort() : []);
        const shown = found.filter(({ environment }) => environment !== null);
        expect(shown.length, viewer).toBe(viewer === 'mia' ? 0 : withheld.length);
      }
    });

    it('not by others, whatever the door', async () => {
      for (const door of ['environment dev', 'project shop', 'organization acme', 'user bob']) {
        expect(await exposures(door, 'cat'), door).toEqual([]);
      }
      const own = await exposures('organization acme', 'bob');
      expect(own.length).toBeGreaterThan(0);
      expect(own.every(({ userId }) => userId === 'bob')).toBe(true);
    });

    it('with the id alone of somebody who is gone', async () => {
      await world.people('eva');
      await add('eva', { project: 'ADMIN' });
      await redeploy('stage');
      await world.run('genesis', 'deleteUser', { user: idOf('eva') });
      const { data } = await ask(
        'olga',
        `{ environment(id: "${idOf('stage')}") { sshApplied { edges { node { userId desired user { id } } } } } }`,
      );
      const gone = nodes((data.environment as Json).sshApplied).filter(
        ({ user }) => idIn(user) === undefined,
      );
      expect(gone).toEqual([{ userId: idOf('eva'), desired: false, user: null }]);
      await redeploy('stage');
    });
  });

  it('comes in pages, in both directions', async () => {
    const page = async (list: string, args: string) => {
      const { data } = await ask(
        'olga',
        `{ project(id: "${idOf('shop')}") { environments(type: DEVELOPMENT) { edges { node { sshApplied${list === 'ssh' ? args : ''} {
            edges { node { userId } cursor } pageInfo { hasNextPage hasPreviousPage } } } } }
          sshExposures${list === 'ssh' ? '' : args} { edges { node { since userId } cursor } pageInfo { hasNextPage hasPreviousPage } } } }`,
      );
      const project = data.project as Json;
      const found = list === 'ssh' ? nodes(project.environments)[0]?.sshApplied : project.sshExposures;
      return found as { edges: { node: Json; cursor: string }[]; pageInfo: Json };
    };
    for (const list of ['ssh', 'exposures']) {
      const whole = (await page(list, '(first: 100)')).edges;
      expect(whole.length, list).toBeGreaterThan(2);
      const cursors = (edges: readonly { cursor: string }[]) => edges.map(({ cursor }) => cursor);
      const [first, second, third] = cursors(whole);
      const next = await page(list, `(first: 1, after: "${first}")`);
      expect(cursors(next.edges)).toEqual([second]);
      expect(next.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
      const back = await page(list, `(last: 2, before: "${third}")`);
      expect(cursors(back.edges)).toEqual([first, second]);
      expect(back.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false });
      const none = await page(list, `(first: 5, after: "${cursors(whole).at(-1)}")`);
      expect(none).toEqual({ edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    }
    const { errors } = await world.ask(
      'olga',
      `{ project(id: "${idOf('shop')}") { sshExposures(after: "x") { pageInfo { hasNextPage } } } }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('VALIDATION');
  });
});
