import { describe, expect, it } from 'vitest';
import { by, given, idOf, people, type Scenario } from '../../support/given.ts';

const project = idOf('P1');

// olga owns acme; pia runs P1; on development dev contributes, lea is admin and vic views; zoe is outside.
const acme = [
  ...people('olga', 'pia', 'dev', 'lea', 'vic', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
  }),
  add('pia', { project: 'ADMIN' }),
  add('dev', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] }),
  add('lea', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'ADMIN' }] }),
  add('vic', { environmentTypes: [{ type: 'DEVELOPMENT', role: 'VIEWER' }] }),
  by('pia', 'createEnvironment', { id: idOf('feature'), project, name: 'feature' }),
];

function add(user: string, roles: object, more = {}) {
  return by('olga', 'addProjectUser', { project, user: `${user}@x.io`, roles, ...more });
}
const remove = (user: string) => by('pia', 'removeProjectUser', { project, user: `${user}@x.io` });
const policy = (actor: string, minRole: string, environment = 'feature') =>
  by(actor, 'setSshPolicy', { environment: idOf(environment), minRole });
const deploy = (actor: string, environment = 'feature') =>
  by(actor, 'redeploy', { environment: idOf(environment) });

const sorted = (...who: string[]) => who.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
const deployed = (...who: string[]) => [
  { type: 'EnvironmentRedeployed', data: { sshUserIds: sorted(...who) } },
];
const applied = ({ state }: Scenario) => state.entity('Environment', idOf('feature'))?.attributes.sshUserIds;

describe('the SSH policy of an environment', () => {
  it('is the least role that has SSH; it changes with one event and nobody yet (PJ-12, PJ-26)', () => {
    const before = applied(given(acme));
    const scenario = given(acme)
      .when(policy('pia', 'ADMIN'))
      .gives([
        {
          type: 'SshPolicyChanged',
          target: 'feature',
          cause: 'DIRECT',
          data: { from: 'CONTRIBUTOR', to: 'ADMIN' },
        },
      ]);
    expect(applied(scenario)).toEqual(before);
    scenario.when(policy('pia', 'ADMIN')).changesNothing();
  });

  it('may be set for the production, too', () => {
    given(acme)
      .when(policy('olga', 'VIEWER', 'main'))
      .gives([{ type: 'SshPolicyChanged', target: 'main' }]);
  });

  it('needs CHANGE_SETTINGS on it', () => {
    given(acme)
      .when(policy('lea', 'VIEWER'))
      .gives([{ type: 'SshPolicyChanged' }])
      .when(policy('lea', 'VIEWER', 'main'))
      .refuses('FORBIDDEN', 'CHANGE_SETTINGS on PRODUCTION')
      .when(policy('dev', 'ADMIN'))
      .refuses('FORBIDDEN', 'CHANGE_SETTINGS on DEVELOPMENT')
      .when(policy('auditor', 'ADMIN'))
      .refuses('FORBIDDEN')
      .when(policy('zoe', 'ADMIN'))
      .refuses('NOT_FOUND', 'environment')
      .when(policy('pia', 'ADMIN', 'nowhere'))
      .refuses('NOT_FOUND', 'environment')
      .when(policy('pia', 'NONE'))
      .refuses('VALIDATION');
  });
});

describe('a redeploy', () => {
  it('gives SSH to whoever should have it by then: the owner, project admins, and by role on the type (A25)', () => {
    given(acme)
      .when(deploy('pia'))
      .gives(deployed('olga', 'pia', 'dev', 'lea'));
    given(acme).when(deploy('pia', 'main')).gives(deployed('olga', 'pia'));
    given(acme, policy('pia', 'VIEWER'))
      .when(deploy('pia'))
      .gives(deployed('olga', 'pia', 'dev', 'lea', 'vic'));
    given(acme, policy('pia', 'ADMIN'))
      .when(deploy('pia'))
      .gives(deployed('olga', 'pia', 'lea'));
  });

  it('always appends one event, also where the users stay the same (I12)', () => {
    given(acme, deploy('pia'))
      .when(deploy('pia'))
      .gives([{ type: 'EnvironmentRedeployed', target: 'feature', cause: 'DIRECT' }]);
  });

  it('is what ends SSH after a removal, an expiry, a lowered role or another type; until then it stands', () => {
    const before = applied(given(acme));
    const removed = given(acme, remove('dev'));
    expect(applied(removed)).toEqual(before);
    removed.when(deploy('pia')).gives(deployed('olga', 'pia', 'lea'));

    const mayExpire = given(acme, remove('dev'), deploy('pia')).and(
      add('dev', { project: 'ADMIN' }, { expiresAt: '2020-01-02T00:00:00.000Z' }),
    );
    mayExpire.and(deploy('pia')).at('2020-01-03T00:00:00.000Z');
    expect(applied(mayExpire)).toContain(idOf('dev'));
    mayExpire.when(deploy('pia')).gives(deployed('olga', 'pia', 'lea'));

    const retyped = given(
      acme,
      by('pia', 'setEnvironmentType', { environment: idOf('feature'), type: 'STAGING' }),
    );
    expect(applied(retyped)).toEqual(before);
    retyped.when(deploy('pia')).gives(deployed('olga', 'pia'));
  });

  it('needs EXECUTE_ACTIONS on it', () => {
    given(acme)
      .when(deploy('lea'))
      .gives([{ type: 'EnvironmentRedeployed' }])
      .when(deploy('lea', 'main'))
      .refuses('FORBIDDEN', 'EXECUTE_ACTIONS on PRODUCTION')
      .when(deploy('dev'))
      .refuses('FORBIDDEN', 'EXECUTE_ACTIONS on DEVELOPMENT')
      .when(deploy('vic'))
      .refuses('FORBIDDEN')
      .when(deploy('auditor'))
      .refuses('FORBIDDEN')
      .when(deploy('zoe'))
      .refuses('NOT_FOUND', 'environment')
      .when(deploy('pia', 'nowhere'))
      .refuses('NOT_FOUND', 'environment');
  });
});
