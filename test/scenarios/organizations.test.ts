// Scenarios 20 to 27: the users of organizations, their permissions, ownership.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idsOf, type Json } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import type { Scene } from './scene.ts';
import { Stage } from './stage.ts';

eachDatabase('Scenarios of organizations', (fresh) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(fresh());
  });
  afterAll(() => stage?.close());

  /** acme is olga's, with these members. */
  const acme = (members: Readonly<Record<string, string>> = {}) =>
    stage.given('olga', ...Object.keys(members)).organization('acme', 'olga', members);
  const update = (scene: Scene, who: string, user: string, ...permissions: readonly string[]) =>
    scene.when(who, 'updateMember', { organization: 'acme', user, permissions });
  const remove = (scene: Scene, who: string, ...users: readonly string[]) =>
    scene.when(who, 'removeMembers', { organization: 'acme', users });

  it('20. Two emails are invited at once with one selection of permissions', async () => {
    const scene = await acme().begin();
    const invite = (...permissions: readonly string[]) =>
      scene.when('olga', 'inviteToOrganization', {
        organization: 'acme',
        emails: ['ann', 'ben'],
        permissions,
      });
    await invite('project:create').refuses('INVALID_PERMISSION', 'permissions', {
      unknown: ['project:create'],
    });
    const { invitations } = await invite('billing', 'projects:create').gives(
      'InvitationCreated acme (DIRECT)',
      'InvitationCreated acme (DIRECT)',
    );
    expect((invitations as readonly Json[]).map(({ invitation }) => (invitation as Json).email)).toEqual([
      'ann',
      'ben',
    ]);
    await invite('billing').refuses('INVITATION_PENDING', 'emails', {
      refused: ['ann', 'ben'].map((email) => ({ email, code: 'INVITATION_PENDING' })),
    });
  });

  it('21. Updating replaces the permissions; the same again changes nothing', async () => {
    const scene = await acme({ alice: 'billing,plans,projects:list' }).begin();
    await update(scene, 'olga', 'alice', 'billing', 'projects:list').gives(
      'PermissionRevoked alice acme plans (DIRECT)',
    );
    await update(scene, 'olga', 'alice', 'projects:list', 'billing').changesNothing();
    expect((await scene.belongs('olga', 'alice', 'acme'))?.permissions).toEqual(['billing', 'projects:list']);
  });

  it('22. A `members` holder gives what they hold, and nothing else', async () => {
    const scene = await acme({ mia: 'members,billing', alice: '' }).begin();
    const unheld = { permissions: ['plans'] };
    await update(scene, 'mia', 'alice', 'plans').refuses('CANNOT_GRANT_UNHELD', 'permissions', unheld);
    await scene
      .when('mia', 'inviteToOrganization', { organization: 'acme', emails: ['new'], permissions: ['plans'] })
      .refuses('CANNOT_GRANT_UNHELD', 'permissions', unheld);
    await update(scene, 'mia', 'alice', 'billing').gives('PermissionGranted alice acme billing (DIRECT)');
  });

  it('23. What is kept or removed need not be held by whoever updates', async () => {
    const scene = await acme({ mia: 'members', alice: 'plans,projects:list' }).begin();
    await update(scene, 'mia', 'alice', 'plans').gives('PermissionRevoked alice acme projects:list (DIRECT)');
    expect((await scene.belongs('mia', 'alice', 'acme'))?.permissions).toEqual(['plans']);
  });

  it('24. Nobody edits or removes themselves, nor the owner', async () => {
    const scene = await acme({ mia: 'members', alice: '' }).begin();
    await update(scene, 'mia', 'mia').refuses('SELF_EDIT_FORBIDDEN', 'user');
    await remove(scene, 'mia', 'mia').refuses('SELF_EDIT_FORBIDDEN', 'users');
    await remove(scene, 'mia', 'alice', 'mia').refuses('SELF_EDIT_FORBIDDEN', 'users');
    for (const who of ['mia', 'olga']) {
      await update(scene, who, 'olga', 'billing').refuses('OWNER_IMMUTABLE', 'user');
      await remove(scene, who, 'olga').refuses('OWNER_NOT_REMOVABLE', 'users');
      await remove(scene, who, 'alice', 'olga').refuses('OWNER_NOT_REMOVABLE', 'users');
    }
    // Whoever may edit no members learns nothing about who is which.
    for (const user of ['olga', 'mia', 'alice', 'nobody']) {
      await update(scene, 'alice', user).refuses('FORBIDDEN', null);
      await remove(scene, 'alice', user).refuses('FORBIDDEN', null);
    }
  });

  it('25. Whom the ownership goes to holds everything, and whoever had it may be removed', async () => {
    const scene = await acme({ alice: 'billing' })
      .project('P1', 'acme', { alice: 'staging:viewer' })
      .project('P2', 'acme')
      .begin();
    const transfer = (who: string, user: string) =>
      scene.when(who, 'transferOwnership', { organization: 'acme', user });
    await transfer('alice', 'alice').refuses('FORBIDDEN', null);
    await transfer('olga', 'nobody').refuses('USER_NOT_FOUND', 'user', { users: ['nobody'] });
    await transfer('olga', 'alice').gives(
      'OwnershipTransferred alice acme (DIRECT)',
      'PermissionRevoked alice P1 VIEWER on STAGING (OWNERSHIP_TRANSFER of OwnershipTransferred alice)',
      'PermissionRevoked alice acme billing (OWNERSHIP_TRANSFER of OwnershipTransferred alice)',
      'PermissionRevoked alice P1 VIEWER (OWNERSHIP_TRANSFER of OwnershipTransferred alice)',
    );
    for (const project of ['P1', 'P2']) {
      expect(await scene.sources('alice', 'alice', 'MANAGE_USER_ACCESS', project)).toEqual([
        'OWNER_PROJECT_ADMIN ADMIN',
      ]);
    }
    expect(await scene.belongs('alice', 'olga', 'acme')).toEqual({ permissions: [], projects: {} });
    await remove(scene, 'alice', 'olga').gives('MemberRemoved olga acme (DIRECT)');
  });

  it('26. Whoever is removed loses all roles there at once, and coming back restores none', async () => {
    const scene = await acme({ bob: 'billing' })
      .project('P1', 'acme', { bob: 'staging:viewer' })
      .project('P2', 'acme', { bob: 'admin' })
      .people('zoe')
      .organization('beta', 'zoe')
      .project('Q', 'beta', { bob: 'viewer' })
      .begin();
    const dragged = (what: string) => `PermissionRevoked bob ${what} (ORG_REMOVAL of MemberRemoved bob)`;
    await remove(scene, 'olga', 'bob').gives(
      'MemberRemoved bob acme (DIRECT)',
      dragged('P1 VIEWER on STAGING'),
      dragged('acme billing'),
      dragged('P1 VIEWER'),
      dragged('P2 ADMIN'),
    );
    expect(await scene.belongs('zoe', 'bob', 'beta')).toEqual({ permissions: [], projects: { Q: 'VIEWER' } });
    await scene.joins('bob', 'acme', 'olga', []);
    expect(await scene.belongs('olga', 'bob', 'acme')).toEqual({ permissions: [], projects: {} });
  });

  it('27. `projects:list` lists the projects and opens none; a bare member sees their own', async () => {
    const scene = await acme({ lee: 'projects:list', pam: '' })
      .project('P1', 'acme')
      .project('P2', 'acme', { pam: 'viewer' })
      .begin();
    const list = 'query ($id: ID) { organization(id: $id) { projects { edges { node { id } } } } }';
    const listed = async (who: string) => {
      const { organization } = await scene.data(who, list, { id: scene.id('acme') });
      return idsOf((organization as Json).projects);
    };
    expect(await listed('lee')).toEqual(['P1', 'P2']);
    expect(await listed('pam')).toEqual(['P2']);
    const open = 'query ($id: ID!) { project(id: $id) { title environments { edges { node { name } } } } }';
    const { data, errors } = await scene.ask('lee', open, { id: scene.id('P1') });
    expect(data).toEqual({ project: { title: 'P1', environments: null } });
    expect(errors).toMatchObject([{ path: ['project', 'environments'], extensions: { code: 'FORBIDDEN' } }]);
    expect(await scene.data('pam', open, { id: scene.id('P1') })).toEqual({ project: null });
  });
});
