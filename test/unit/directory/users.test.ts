import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';
import { create, I1, P, portal, Q, set, share } from '../../support/portal.ts';

const ana = { id: idOf('ana'), email: 'Ana@x.io', name: 'Ana' };

describe('registering a user', () => {
  it('is an OPERATOR’s, and keeps email and name out of the data (U1)', () => {
    given()
      .when(by('op', 'createUser', ana))
      .gives([
        {
          type: 'UserRegistered',
          subject: 'ana',
          target: 'ana',
          cause: 'DIRECT',
          data: { homePartnerId: null },
        },
      ]);
    given(people('bob'))
      .when(by('bob', 'createUser', ana))
      .refuses('FORBIDDEN');
    given(people('bob'))
      .when(by('auditor', 'createUser', ana))
      .refuses('FORBIDDEN');
  });

  it('comes from history under another name', () => {
    given(people('bob'))
      .when(inHistory(by('bob', 'registerUser', ana)))
      .gives([{ type: 'UserRegistered', subject: 'ana' }]);
  });

  it('refuses an email that is taken, however it is spelt, in history too', () => {
    const again = { ...ana, id: idOf('ana 2'), email: ' ANA@X.IO ' };
    given(by('op', 'createUser', ana))
      .when(by('op', 'createUser', again))
      .refuses('EMAIL_TAKEN');
    given(by('op', 'createUser', ana))
      .when(inHistory(by('op', 'registerUser', again)))
      .refuses('EMAIL_TAKEN');
  });

  it('refuses an id that is in use, and what is no email or no id', () => {
    const other = { ...ana, email: 'other@x.io' };
    given(by('op', 'createUser', ana))
      .when(by('op', 'createUser', other))
      .refuses('VALIDATION', 'id');
    given()
      .when(by('op', 'createUser', { ...ana, email: 'ana' }))
      .refuses('VALIDATION');
    given()
      .when(by('op', 'createUser', { ...ana, id: 'ana' }))
      .refuses('VALIDATION');
    given()
      .when(by('op', 'createUser', { ...ana, id: '00000000-0000-0000-0000-000000000000' }))
      .refuses('VALIDATION');
  });
});

describe('updating a profile (U4)', () => {
  const begin = () => given(people('bob', 'zoe'), by('op', 'createUser', ana));
  const update = (actor: string, user: string, what: object) => by(actor, 'updateProfile', { user, ...what });

  it('lets oneself change the name, and only the name', () => {
    const scenario = begin()
      .when(update('ana', 'ana@x.io', { name: 'Anna' }))
      .gives([{ type: 'UserProfileChanged', subject: 'ana', target: 'ana', data: {} }]);
    expect(scenario.log.at(-1)?.personal).toEqual({ name: expect.any(String) });
    scenario.when(update('ana', 'ana@x.io', { email: 'a@x.io' })).refuses('FORBIDDEN', 'email');
  });

  it('lets an OPERATOR change both, and finds the user by the new email', () => {
    begin()
      .when(update('op', idOf('ana'), { name: 'Anna', email: 'anna@x.io' }))
      .gives([{ type: 'UserProfileChanged' }])
      .when(update('op', 'ana@x.io', { name: 'A' }))
      .refuses('USER_NOT_REGISTERED')
      .when(update('op', 'anna@x.io', { name: 'A' }))
      .gives([{ type: 'UserProfileChanged' }]);
  });

  it('is no event when nothing changes, and one when only the case of the email does', () => {
    begin()
      .when(update('op', 'ana@x.io', { name: 'Ana', email: 'Ana@x.io' }))
      .changesNothing()
      .when(update('op', 'ana@x.io', { email: 'ana@x.io' }))
      .gives([{ type: 'UserProfileChanged' }]);
  });

  it('refuses another’s email, others’ profiles and nothing at all', () => {
    begin()
      .when(update('op', 'ana@x.io', { email: 'BOB@x.io' }))
      .refuses('EMAIL_TAKEN');
    begin()
      .when(update('bob', 'ana@x.io', { name: 'X' }))
      .refuses('FORBIDDEN');
    begin()
      .when(update('bob', 'nobody@x.io', { name: 'X' }))
      .refuses('FORBIDDEN');
    begin()
      .when(update('bob', idOf('ana'), { name: 'X' }))
      .refuses('NOT_FOUND');
    begin()
      .when(update('auditor', idOf('ana'), { name: 'X' }))
      .refuses('FORBIDDEN');
    begin()
      .when(update('op', 'ana@x.io', {}))
      .refuses('VALIDATION');
  });
});

describe('deleting a user (A32)', () => {
  const remove = (actor: string, user: string) => by(actor, 'deleteUser', { user: `${user}@x.io` });

  it('ends all that they hold, everywhere, and their tokens, in one command', () => {
    given(people('olga', 'ana'))
      .and(by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }))
      .and(
        inHistory(
          by('olga', 'addMember', { organization: 'acme', user: 'ana@x.io', permissions: ['plans'] }),
        ),
      )
      .and(by('op', 'grantPlatformRole', { user: 'ana@x.io', role: 'AUDITOR' }))
      .and(by('ana', 'issueApiToken', { id: idOf('token'), user: 'ana@x.io', tokenHash: 'a'.repeat(64) }))
      .when(remove('op', 'ana'))
      .gives([
        { type: 'UserDeleted', subject: 'ana', target: 'ana', cause: 'DIRECT' },
        { type: 'MemberRemoved', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'PermissionRevoked', target: 'acme', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'PermissionRevoked', data: { kind: 'PLATFORM_ROLE', value: 'AUDITOR' }, causedBy: 0 },
        { type: 'ApiTokenRevoked', target: 'token', cause: 'RESOURCE_DELETED', causedBy: 0 },
      ]);
  });

  it('ends their part in the Partner Portal, and what they made and whom they served stay', () => {
    const { cause, causedBy } = { cause: 'RESOURCE_DELETED', causedBy: 0 } as const;
    given(portal)
      .and(by('op', 'grantCreateInstances', { user: 'zoe@x.io' }))
      .and(
        share('max', 'zoe', { instances: [I1], instanceLevel: 'WRITE', partners: [P], partnerLevel: 'READ' }),
      )
      .and(create('zoe', 'I4', 'Q'))
      .when(remove('op', 'zoe'))
      .gives([
        { type: 'UserDeleted', subject: 'zoe' },
        { type: 'CreateInstancesRevoked', subject: 'zoe', cause, causedBy },
        ...['I1', 'I4']
          .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
          .map((target) => ({ type: 'PermissionRevoked', subject: 'zoe', target, cause, causedBy })),
        { type: 'PermissionRevoked', subject: 'zoe', target: 'P', cause, causedBy },
      ])
      // Nobody is left on it but an OPERATOR to repair it (A1), and nobody at home any more to keep its Partner.
      .when(set('op', 'quin', 'WRITE_AND_DEPLOY', ['I4']))
      .gives([{ type: 'PermissionGranted', subject: 'quin', target: 'I4' }])
      .when(by('op', 'deletePartner', { partner: Q }))
      .refuses('NOT_EMPTY', '2 Instance', { instances: 2, users: 0 });
  });

  it('frees the email', () => {
    given(people('ana'), remove('op', 'ana'))
      .when(by('op', 'createUser', { ...ana, id: idOf('ana 2') }))
      .gives([{ type: 'UserRegistered', subject: 'ana 2' }]);
  });

  it('refuses the owner of an organization, and the last OPERATOR (U1)', () => {
    given(people('olga'), by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }))
      .when(remove('op', 'olga'))
      .refuses('OWNER_NOT_REMOVABLE', 'acme', { organizations: [idOf('acme')] });
    given().when(remove('op', 'op')).refuses('LAST_OPERATOR');
  });

  it('is an OPERATOR’s', () => {
    given(people('ana', 'bob')).when(remove('bob', 'ana')).refuses('FORBIDDEN');
    given(people('bob')).when(remove('bob', 'nobody')).refuses('FORBIDDEN');
    given(people('bob')).when(remove('op', 'nobody')).refuses('USER_NOT_REGISTERED');
  });
});
