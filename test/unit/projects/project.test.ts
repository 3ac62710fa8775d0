import { describe, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

// olga owns acme; cleo may create projects; bob is a bare member.
const acme = [
  ...people('olga', 'cleo', 'bob', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  inHistory(
    by('olga', 'addMember', { organization: 'acme', user: 'cleo@x.io', permissions: ['projects:create'] }),
  ),
  inHistory(by('olga', 'addMember', { organization: 'acme', user: 'bob@x.io', permissions: [] })),
];
const create = (actor: string, more = {}) =>
  by(actor, 'createProject', {
    id: idOf('P1'),
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
    ...more,
  });
const project = idOf('P1');

describe('creating a project', () => {
  it('makes its production, and its creator an admin (A27, A31, PJ-07)', () => {
    given(acme)
      .when(create('cleo'))
      .gives([
        {
          type: 'ProjectCreated',
          target: 'P1',
          data: { organizationId: 'acme', title: 'One', defaultBranch: 'main' },
        },
        {
          type: 'PermissionGranted',
          subject: 'cleo',
          target: 'P1',
          cause: 'RESOURCE_CREATED',
          causedBy: 0,
          data: { kind: 'PROJECT_ROLE', value: 'ADMIN', expiresAt: null },
        },
        {
          type: 'EnvironmentCreated',
          target: 'main',
          cause: 'RESOURCE_CREATED',
          causedBy: 0,
          data: { name: 'main', type: 'PRODUCTION', parentId: null, minRole: 'CONTRIBUTOR' },
        },
      ]);
  });

  it('gives the owner nothing, who is admin anyway, nor anybody whose project history creates', () => {
    given(acme)
      .when(create('olga'))
      .gives([{ type: 'ProjectCreated' }, { type: 'EnvironmentCreated', data: { sshUserIds: ['olga'] } }]);
    given(acme)
      .when(inHistory(create('cleo')))
      .gives([{ type: 'ProjectCreated' }, { type: 'EnvironmentCreated', data: { sshUserIds: ['olga'] } }]);
  });

  it('may have another default branch, or none and no environments yet', () => {
    given(acme)
      .when(create('olga', { defaultBranch: 'trunk' }))
      .gives([{ type: 'ProjectCreated' }, { type: 'EnvironmentCreated', data: { name: 'trunk' } }]);
    given(acme)
      .when(create('cleo', { defaultBranch: null }))
      .gives([{ type: 'ProjectCreated', data: { defaultBranch: null } }, { type: 'PermissionGranted' }]);
  });

  it('is refused without `projects:create` (OG-06), and hidden from outsiders', () => {
    given(acme).when(create('bob')).refuses('FORBIDDEN');
    given(acme).when(create('op')).refuses('FORBIDDEN');
    given(acme).when(create('zoe')).refuses('NOT_FOUND');
    given(acme)
      .when(create('olga', { organization: 'beta' }))
      .refuses('NOT_FOUND');
  });

  it('refuses ids that are in use', () => {
    given(acme)
      .when(create('olga', { id: idOf('acme') }))
      .refuses('VALIDATION', 'id');
    given(acme)
      .when(create('olga', { environmentId: idOf('acme') }))
      .refuses('VALIDATION');
    given(acme)
      .when(create('olga', { environmentId: idOf('P1') }))
      .refuses('VALIDATION');
  });
});

describe('renaming and deleting a project', () => {
  it('is renamed by its admins', () => {
    given(acme, create('cleo'))
      .when(by('cleo', 'renameProject', { project, title: ' Uno ' }))
      .gives([{ type: 'ProjectRenamed', target: 'P1', data: { from: 'One', to: 'Uno' } }])
      .when(by('olga', 'renameProject', { project, title: 'Uno' }))
      .changesNothing()
      .when(by('bob', 'renameProject', { project, title: 'Eins' }))
      .refuses('NOT_FOUND');
  });

  it('is deleted by the owner alone, and takes its environments and every role with it (A32)', () => {
    const staging = { id: idOf('staging'), project, name: 'staging', type: 'STAGING' };
    const roles = { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] };
    given(acme, create('cleo'))
      .when(by('cleo', 'deleteProject', { project }))
      .refuses('FORBIDDEN')
      .and(by('cleo', 'createEnvironment', staging))
      .and(by('cleo', 'addProjectUser', { project, user: 'bob@x.io', roles }))
      .when(by('olga', 'deleteProject', { project }))
      .gives([
        { type: 'ProjectDeleted', target: 'P1' },
        { type: 'EnvironmentDeleted', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'EnvironmentDeleted', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'PermissionRevoked', cause: 'RESOURCE_DELETED', causedBy: 0, data: { kind: 'PROJECT_ROLE' } },
        { type: 'PermissionRevoked', cause: 'RESOURCE_DELETED', causedBy: 0, data: { kind: 'PROJECT_ROLE' } },
        { type: 'PermissionRevoked', subject: 'bob', data: { kind: 'ENVIRONMENT_TYPE_ROLE' } },
      ]);
  });

  it('keeps its organization from being deleted', () => {
    given(acme, create('cleo'))
      .when(by('olga', 'deleteOrganization', { organization: 'acme' }))
      .refuses('NOT_EMPTY', '1 project', { projects: [project] })
      .and(by('olga', 'deleteProject', { project }))
      .and(by('olga', 'deleteOrganization', { organization: 'acme' }));
  });
});
