// A small organization with somebody in every role, a stranger's beside it, and a past that differs from now.
import type { Position, Time } from '../../src/kernel/time.ts';
import type { TestDatabase } from './databases.ts';
import { idOf, World } from './world.ts';

/** Everybody; `genesis` is OPERATOR and AUDITOR. */
export const EVERYBODY = [
  'olga', // owns acme
  'mia', // `members` in acme
  'lee', // `projects:list` in acme
  'ada', // admin of p1
  'bob', // on p1: VIEWER, CONTRIBUTOR on development
  'cat', // on p1 and p2, VIEWER
  'pam', // a member of acme on no project, with `billing`
  'eve', // was a member with `members`, on p1; removed
  'zoe', // owns beta
  'opal', // OPERATOR
  'audi', // AUDITOR
] as const;
export type Somebody = (typeof EVERYBODY)[number];

export const THINGS = ['acme', 'beta', 'p1', 'p2', 'q', 'p1-main', 'p1-dev', 'p2-main', 'q-main'] as const;

export interface Acme {
  readonly world: World;
  /** When eve was still there, and things bore their old names; just after the last event of that time. */
  readonly past: { readonly position: Position; readonly time: Time };
}

/** The whole story. `reason` was given for removing eve. */
export async function acme(database: TestDatabase): Promise<Acme> {
  const world = await World.start(database);
  const { clock } = world;
  await world.people(...EVERYBODY);
  await world.run('genesis', 'grantPlatformRole', { user: idOf('opal'), role: 'OPERATOR' });
  await world.run('genesis', 'grantPlatformRole', { user: idOf('audi'), role: 'AUDITOR' });
  await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme', label: 'Acme' });
  await world.run('zoe', 'createOrganization', { id: idOf('beta'), name: 'beta', label: 'Beta' });
  for (const [owner, organization, project, title] of [
    ['olga', 'acme', 'p1', 'Shop'],
    ['olga', 'acme', 'p2', 'Site'],
    ['zoe', 'beta', 'q', 'Quiz'],
  ] as const) {
    const ids = { id: idOf(project), environmentId: idOf(`${project}-main`) };
    await world.run(owner, 'createProject', { ...ids, organization: idOf(organization), title });
  }
  const environment = { id: idOf('p1-dev'), project: idOf('p1'), parent: idOf('p1-main'), name: 'dev' };
  await world.run('olga', 'createEnvironment', environment);
  const on = (project: string, user: Somebody, roles: Record<string, unknown>) =>
    world.run('olga', 'addProjectUser', { project: idOf(project), user: `${user}@x.io`, roles });
  await on('p1', 'ada', { project: 'ADMIN' });
  await on('p1', 'bob', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] });
  await on('p1', 'cat', { project: 'VIEWER' });
  await on('p2', 'cat', { project: 'VIEWER' });
  await on('p1', 'eve', { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] });
  const permit = (user: Somebody, ...permissions: readonly string[]) =>
    world.run('olga', 'updateMember', { organization: idOf('acme'), user: idOf(user), permissions });
  await permit('eve', 'members');
  // Whoever is added to a project becomes a member and stays one.
  for (const user of ['mia', 'lee', 'pam'] as const) {
    await on('p2', user, { project: 'VIEWER' });
    await world.run('olga', 'removeProjectUser', { project: idOf('p2'), user: idOf(user) });
  }
  await permit('mia', 'members');
  await permit('lee', 'projects:list');
  await permit('pam', 'billing');
  for (const who of EVERYBODY) await world.tokenOf(who);
  const past = { position: await world.head(), time: clock.now() };

  clock.advance(24 * 60 * 60 * 1000);
  const removal = { organization: idOf('acme'), users: [idOf('eve')] };
  await world.run('olga', 'removeMembers', removal, 'She left.');
  await world.run('olga', 'renameOrganization', {
    organization: idOf('acme'),
    name: 'acme-inc',
    label: 'Acme Inc.',
  });
  await world.run('olga', 'renameProject', { project: idOf('p1'), title: 'Store' });
  clock.advance(1000);
  return { world, past };
}
