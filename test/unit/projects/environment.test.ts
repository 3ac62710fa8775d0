import { describe, expect, it } from 'vitest';
import { by, given, idOf, people } from '../../support/given.ts';

const project = idOf('P1');
const main = idOf('main');
const staging = idOf('staging');

// olga owns acme; pia runs P1; dev is a contributor on development; vic is a bare viewer; zoe is outside.
const acme = [
  ...people('olga', 'pia', 'dev', 'vic', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', { id: project, organization: 'acme', title: 'One', environmentId: main }),
  by('olga', 'addProjectUser', { project, user: 'pia@x.io', roles: { project: 'ADMIN' } }),
  by('olga', 'addProjectUser', {
    project,
    user: 'dev@x.io',
    roles: { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] },
  }),
  by('olga', 'addProjectUser', { project, user: 'vic@x.io', roles: { project: 'VIEWER' } }),
];
const create = (actor: string, name: string, more = {}) =>
  by(actor, 'createEnvironment', { id: idOf(name), project, name, ...more });
const withStaging = create('pia', 'staging', { type: 'STAGING' });
const retype = (actor: string, environment: string, type: string) =>
  by(actor, 'setEnvironmentType', { environment: idOf(environment), type });
const remove = (actor: string, environment: string) =>
  by(actor, 'deleteEnvironment', { environment: idOf(environment) });
const branch = (actor: string, name: string) =>
  by(actor, 'setDefaultBranch', { project, branch: name, environmentId: idOf(`for ${name}`) });

describe('creating an environment', () => {
  it('branches off the production as DEVELOPMENT, unless asked otherwise (A31)', () => {
    given(acme)
      .when(create('pia', 'feature'))
      .gives([
        {
          type: 'EnvironmentCreated',
          target: 'feature',
          cause: 'DIRECT',
          data: { name: 'feature', type: 'DEVELOPMENT', parentId: 'main', minRole: 'CONTRIBUTOR' },
        },
      ]);
    given(acme)
      .when(withStaging)
      .gives([{ type: 'EnvironmentCreated', data: { type: 'STAGING' } }])
      .when(create('pia', 'deep', { parent: staging }))
      .gives([{ type: 'EnvironmentCreated', data: { parentId: 'staging' } }]);
  });

  it('starts with SSH for those whose roles give it on the type, sorted by id (A25)', () => {
    const ssh = (type: string) => {
      const scenario = given(acme, create('pia', 'feature', { type }));
      return scenario.state.entity('Environment', idOf('feature'))?.attributes.sshUserIds;
    };
    const sorted = (...who: string[]) => who.map((name) => idOf(name)).sort();
    expect(ssh('DEVELOPMENT')).toEqual(sorted('olga', 'pia', 'dev'));
    expect(ssh('STAGING')).toEqual(sorted('olga', 'pia'));
  });

  it('needs BRANCH_ENVIRONMENT on the parent', () => {
    given(acme).when(create('dev', 'feature')).refuses('FORBIDDEN', 'BRANCH_ENVIRONMENT');
    given(acme, create('pia', 'feature'))
      .when(create('dev', 'fix', { parent: idOf('feature') }))
      .gives([{ type: 'EnvironmentCreated', data: { parentId: 'feature' } }]);
    given(acme, create('pia', 'feature'))
      .when(create('vic', 'fix', { parent: idOf('feature') }))
      .refuses('FORBIDDEN');
    given(acme).when(create('zoe', 'feature')).refuses('NOT_FOUND');
  });

  it('refuses a second production (PJ-06, PJ-07)', () => {
    given(acme)
      .when(create('pia', 'other', { type: 'PRODUCTION' }))
      .refuses('PRODUCTION_RESERVED');
  });

  it('refuses a name that the project has, whatever its case', () => {
    given(acme)
      .when(by('pia', 'createEnvironment', { id: idOf('x'), project, name: 'MAIN' }))
      .refuses('NAME_TAKEN');
  });

  it('refuses a parent in another project or nowhere', () => {
    const other = { id: idOf('P2'), organization: 'acme', title: 'Two', environmentId: idOf('main 2') };
    given(acme, by('olga', 'createProject', other))
      .when(create('olga', 'feature', { parent: idOf('main 2') }))
      .refuses('NOT_FOUND')
      .when(create('olga', 'feature', { parent: idOf('nowhere') }))
      .refuses('NOT_FOUND');
  });

  it('refuses where there is no default branch yet', () => {
    const bare = { id: idOf('P2'), organization: 'acme', title: 'Two', environmentId: idOf('main 2') };
    given(acme, by('olga', 'createProject', { ...bare, defaultBranch: null }))
      .when(by('olga', 'createEnvironment', { id: idOf('feature'), project: idOf('P2'), name: 'feature' }))
      .refuses('VALIDATION', 'default branch');
  });
});

describe('changing the type of an environment', () => {
  it('goes between staging and development with one event (PJ-08, PJ-11)', () => {
    given(acme, withStaging)
      .when(retype('pia', 'staging', 'DEVELOPMENT'))
      .gives([
        {
          type: 'EnvironmentTypeChanged',
          target: 'staging',
          cause: 'DIRECT',
          data: { from: 'STAGING', to: 'DEVELOPMENT' },
        },
      ])
      .when(retype('pia', 'staging', 'DEVELOPMENT'))
      .changesNothing();
  });

  it('neither takes nor gives PRODUCTION (PJ-07, PJ-08)', () => {
    given(acme, withStaging)
      .when(retype('pia', 'main', 'STAGING'))
      .refuses('PRODUCTION_TYPE_IMMUTABLE');
    given(acme, withStaging)
      .when(retype('pia', 'staging', 'PRODUCTION'))
      .refuses('PRODUCTION_RESERVED');
    given(acme, withStaging)
      .when(retype('pia', 'main', 'PRODUCTION'))
      .changesNothing();
  });

  it('needs CHANGE_SETTINGS on it', () => {
    given(acme, create('pia', 'feature'))
      .when(retype('dev', 'feature', 'STAGING'))
      .refuses('FORBIDDEN', 'CHANGE_SETTINGS')
      .when(retype('zoe', 'feature', 'STAGING'))
      .refuses('NOT_FOUND', 'environment')
      .when(retype('zoe', 'nowhere', 'STAGING'))
      .refuses('NOT_FOUND', 'environment')
      .when(retype('auditor', 'feature', 'STAGING'))
      .refuses('FORBIDDEN');
    const admin = { environmentTypes: [{ type: 'DEVELOPMENT', role: 'ADMIN' }] };
    given(acme, create('pia', 'feature'))
      .and(by('pia', 'updateProjectUser', { project, user: 'vic@x.io', roles: admin }))
      .when(retype('vic', 'feature', 'STAGING'))
      .gives([{ type: 'EnvironmentTypeChanged' }]);
  });
});

describe('deleting an environment', () => {
  it('needs CHANGE_SETTINGS, and spares the production (A31)', () => {
    given(acme, withStaging)
      .when(remove('pia', 'staging'))
      .gives([{ type: 'EnvironmentDeleted', target: 'staging', cause: 'DIRECT' }])
      .when(withStaging)
      .refuses('VALIDATION', 'id')
      .when(remove('pia', 'main'))
      .refuses('PRODUCTION_RESERVED');
    given(acme, withStaging).when(remove('dev', 'staging')).refuses('FORBIDDEN');
  });

  it('leaves alone what branched off it (decision 008)', () => {
    const left = given(acme, withStaging, create('pia', 'deep', { parent: staging })).and(
      remove('pia', 'staging'),
    );
    expect(left.state.entity('Environment', idOf('deep'))?.attributes.parentId).toBe(staging);
    left.when(create('pia', 'other', { parent: staging })).refuses('NOT_FOUND', 'environment');
  });

  it('frees its name', () => {
    given(acme, withStaging, remove('pia', 'staging'))
      .when(by('pia', 'createEnvironment', { id: idOf('again'), project, name: 'Staging' }))
      .gives([{ type: 'EnvironmentCreated' }]);
  });
});

describe('setting the default branch', () => {
  it('makes the environment of the branch the production, and the former one development (A31)', () => {
    given(acme, withStaging)
      .when(branch('pia', 'STAGING'))
      .gives([
        {
          type: 'DefaultBranchChanged',
          target: 'P1',
          cause: 'DIRECT',
          data: { from: 'main', to: 'staging' },
        },
        {
          type: 'EnvironmentTypeChanged',
          target: 'main',
          cause: 'DEFAULT_BRANCH',
          causedBy: 0,
          data: { from: 'PRODUCTION', to: 'DEVELOPMENT' },
        },
        {
          type: 'EnvironmentTypeChanged',
          target: 'staging',
          cause: 'DEFAULT_BRANCH',
          causedBy: 0,
          data: { from: 'STAGING', to: 'PRODUCTION' },
        },
      ])
      .when(remove('pia', 'main'))
      .gives([{ type: 'EnvironmentDeleted', target: 'main' }]);
  });

  it('makes the environment where there is none', () => {
    given(acme)
      .when(branch('olga', 'trunk'))
      .gives([
        { type: 'DefaultBranchChanged', data: { from: 'main', to: 'trunk' } },
        { type: 'EnvironmentTypeChanged', target: 'main' },
        {
          type: 'EnvironmentCreated',
          target: 'for trunk',
          cause: 'DEFAULT_BRANCH',
          causedBy: 0,
          data: { name: 'trunk', type: 'PRODUCTION', parentId: null },
        },
      ]);
  });

  it('gives the first one to a project that had none', () => {
    const bare = { id: idOf('P2'), organization: 'acme', title: 'Two', environmentId: idOf('main 2') };
    given(acme, by('olga', 'createProject', { ...bare, defaultBranch: null }))
      .when(
        by('olga', 'setDefaultBranch', {
          project: idOf('P2'),
          branch: 'main',
          environmentId: idOf('main 2'),
        }),
      )
      .gives([
        { type: 'DefaultBranchChanged', data: { from: null, to: 'main' } },
        { type: 'EnvironmentCreated' },
      ]);
  });

  it('changes nothing when it is the default, and is for project admins', () => {
    given(acme).when(branch('pia', 'main')).changesNothing();
    given(acme).when(branch('dev', 'trunk')).refuses('FORBIDDEN');
    given(acme).when(branch('zoe', 'trunk')).refuses('NOT_FOUND');
  });
});
