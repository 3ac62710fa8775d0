import { describe, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const transfer = (actor: string, user: string) =>
  by(actor, 'transferOwnership', { organization: 'acme', user: `${user}@x.io` });
const join = (user: string, ...permissions: string[]) =>
  inHistory(by('olga', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const project = idOf('shop');

// olga owns acme with a project; alice has permissions and roles there; mia manages users; zoe is outside.
const acme = [
  ...people('olga', 'alice', 'mia', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'Shop',
    environmentId: idOf('main'),
  }),
  join('alice', 'plans', 'billing'),
  join('mia', 'members'),
  by('olga', 'addProjectUser', {
    project,
    user: 'alice@x.io',
    roles: { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] },
  }),
];

describe('transferring the ownership (A33, OG-11, scenario 25)', () => {
  it('ends what the new owner has stored there, and leaves the old one a bare member', () => {
    const why = { cause: 'OWNERSHIP_TRANSFER', causedBy: 0, subject: 'alice' } as const;
    given(acme)
      .when(transfer('olga', 'alice'))
      .gives([
        {
          type: 'OwnershipTransferred',
          subject: 'alice',
          target: 'acme',
          cause: 'DIRECT',
          data: { from: 'olga', to: 'alice' },
        },
        { type: 'PermissionRevoked', ...why, data: { kind: 'ENVIRONMENT_TYPE_ROLE', value: 'ADMIN' } },
        { type: 'PermissionRevoked', ...why, data: { kind: 'ORGANIZATION_PERMISSION', value: 'billing' } },
        { type: 'PermissionRevoked', ...why, data: { kind: 'ORGANIZATION_PERMISSION', value: 'plans' } },
        {
          type: 'PermissionRevoked',
          ...why,
          target: 'shop',
          data: { kind: 'PROJECT_ROLE', value: 'VIEWER' },
        },
      ]);
  });

  it('makes the old owner removable and the new one untouchable', () => {
    const scenario = given(acme, transfer('olga', 'alice'));
    scenario.when(by('olga', 'renameProject', { project, title: 'Mine' })).refuses('NOT_FOUND');
    scenario.when(transfer('olga', 'olga')).refuses('FORBIDDEN');
    scenario
      .when(by('mia', 'removeMembers', { organization: 'acme', users: ['alice@x.io'] }))
      .refuses('OWNER_NOT_REMOVABLE');
    scenario
      .when(by('alice', 'removeMembers', { organization: 'acme', users: ['olga@x.io'] }))
      .gives([{ type: 'MemberRemoved', subject: 'olga', cause: 'DIRECT' }]);
  });

  it('goes to members only, and nobody can tell who has an account', () => {
    given(acme).when(transfer('olga', 'zoe')).refuses('USER_NOT_FOUND', 'zoe@x.io');
    given(acme).when(transfer('olga', 'nobody')).refuses('USER_NOT_FOUND', 'nobody@x.io');
    given(acme).when(transfer('mia', 'alice')).refuses('FORBIDDEN');
    given(acme).when(transfer('zoe', 'alice')).refuses('NOT_FOUND');
    given(acme).when(transfer('op', 'alice')).refuses('FORBIDDEN');
  });

  it('to the owner changes nothing', () => {
    given(acme).when(transfer('olga', 'olga')).changesNothing();
  });
});
