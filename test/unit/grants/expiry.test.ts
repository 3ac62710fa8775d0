import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people, summarize } from '../../support/given.ts';

const project = idOf('P1');
const june = '2020-06-01T00:00:00.000Z';
const acme = [
  ...people('olga', 'bob'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
  }),
];
const bob = (expiresAt: string | null) =>
  by('olga', 'addProjectUser', {
    project,
    user: 'bob@x.io',
    roles: { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] },
    expiresAt,
  });
const role = (expiresAt: string) =>
  by('olga', 'updateProjectUser', {
    project,
    user: 'bob@x.io',
    roles: { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] },
    expiresAt,
  });

describe('the end of a grant’s time (LG-12, T4)', () => {
  it('ends a project role and drags its type roles along', () => {
    const expired = given(acme, bob(june)).at('2020-08-01T00:00:00.000Z');
    expect(summarize(expired)).toMatchObject([
      {
        type: 'PermissionExpired',
        subject: 'bob',
        target: 'P1',
        cause: 'EXPIRY',
        data: { kind: 'PROJECT_ROLE', value: 'VIEWER', expiresAt: june },
      },
      {
        type: 'PermissionRevoked',
        subject: 'bob',
        cause: 'EXPIRY',
        causedBy: 0,
        data: { kind: 'ENVIRONMENT_TYPE_ROLE', environmentType: 'STAGING', value: 'ADMIN' },
      },
    ]);
    expect(expired[0]).toMatchObject({ occurredAt: june, actor: 'system:expirer' });
  });

  it('ends a type role alone, which says its type', () => {
    const expired = given(acme, bob(null), role(june)).at(june);
    expect(summarize(expired)).toMatchObject([
      {
        type: 'PermissionExpired',
        cause: 'EXPIRY',
        data: { kind: 'ENVIRONMENT_TYPE_ROLE', environmentType: 'STAGING', value: 'ADMIN', expiresAt: june },
      },
    ]);
  });

  it('ends nothing before its instant, and membership never', () => {
    const scenario = given(acme, bob(june));
    expect(scenario.at('2020-05-31T23:59:59.999Z')).toEqual([]);
    scenario.at(june);
    expect(scenario.state.grantsOf(idOf('bob'), idOf('acme')).map(({ kind }) => kind)).toEqual([
      'ORGANIZATION_MEMBERSHIP',
    ]);
  });

  it('lets somebody whose time was up be added anew, from nothing', () => {
    const scenario = given(acme, bob(june));
    scenario.at(june);
    scenario
      .when(by('olga', 'addProjectUser', { project, user: 'bob@x.io', roles: { project: 'VIEWER' } }))
      .gives([{ type: 'PermissionGranted', data: { value: 'VIEWER', expiresAt: null } }]);
  });

  it('is no way around a removal: what was removed does not expire', () => {
    const scenario = given(acme, bob(june)).and(
      inHistory(by('olga', 'removeMembers', { organization: 'acme', users: ['bob@x.io'] })),
    );
    expect(scenario.at('2021-01-01T00:00:00.000Z')).toEqual([]);
  });
});
