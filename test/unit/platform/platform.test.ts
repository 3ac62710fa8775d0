import { describe, expect, it } from 'vitest';
import { PORTAL } from '../../../src/kernel/ids.ts';
import { by, given, idOf, people } from '../../support/given.ts';

describe('platform roles (U1)', () => {
  const grant = (actor: string, user: string, role: string, more = {}) =>
    by(actor, 'grantPlatformRole', { user: `${user}@x.io`, role, ...more });
  const revoke = (actor: string, user: string, role: string) =>
    by(actor, 'revokePlatformRole', { user: `${user}@x.io`, role });

  it('are given by an OPERATOR, each a grant of its own', () => {
    given(people('ana'))
      .when(grant('op', 'ana', 'OPERATOR'))
      .gives([
        {
          type: 'PermissionGranted',
          subject: 'ana',
          target: PORTAL,
          cause: 'DIRECT',
          data: { kind: 'PLATFORM_ROLE', value: 'OPERATOR', expiresAt: null },
        },
      ])
      .when(grant('ana', 'ana', 'AUDITOR'))
      .gives([{ type: 'PermissionGranted', data: { value: 'AUDITOR' } }])
      .when(grant('op', 'ana', 'OPERATOR'))
      .changesNothing();
  });

  it('may end by themselves, OPERATOR excepted (T5)', () => {
    const june = { expiresAt: '2020-06-01T00:00:00.000Z' };
    given(people('ana'))
      .when(grant('op', 'ana', 'OPERATOR', june))
      .refuses('VALIDATION', 'OPERATOR');
    given(people('ana'))
      .when(grant('op', 'ana', 'AUDITOR', june))
      .gives([{ type: 'PermissionGranted', data: june }])
      .when(grant('op', 'ana', 'AUDITOR', { expiresAt: null }))
      .gives([{ type: 'PermissionExpiryChanged' }]);
    given(people('ana'))
      .when(grant('op', 'ana', 'OPERATOR', { expiresAt: null }))
      .gives([{ type: 'PermissionGranted' }]);
  });

  it('are taken by an OPERATOR; taking what is not held changes nothing (IN-03)', () => {
    given(people('ana'))
      .when(revoke('op', 'auditor', 'AUDITOR'))
      .gives([
        {
          type: 'PermissionRevoked',
          subject: 'auditor',
          data: { kind: 'PLATFORM_ROLE', value: 'AUDITOR' },
        },
      ])
      .when(revoke('op', 'ana', 'AUDITOR'))
      .changesNothing();
  });

  it('leave the last OPERATOR in place', () => {
    given(people('ana'))
      .when(revoke('op', 'op', 'OPERATOR'))
      .refuses('LAST_OPERATOR');
    given(people('ana'), grant('op', 'ana', 'OPERATOR'))
      .when(revoke('op', 'op', 'OPERATOR'))
      .gives([{ type: 'PermissionRevoked', subject: 'op' }])
      .when(revoke('ana', 'ana', 'OPERATOR'))
      .refuses('LAST_OPERATOR');
  });

  it('are nobody else’s to give', () => {
    given(people('ana'))
      .when(grant('auditor', 'ana', 'AUDITOR'))
      .refuses('FORBIDDEN');
    given(people('ana'))
      .when(grant('ana', 'ana', 'OPERATOR'))
      .refuses('FORBIDDEN');
    given(people('ana'))
      .when(grant('op', 'ana', 'KING'))
      .refuses('VALIDATION');
  });
});

describe('API tokens', () => {
  const tokenHash = 'ab'.repeat(32);
  const issue = (actor: string, user: string, more = {}) =>
    by(actor, 'issueApiToken', { id: idOf('token'), user: `${user}@x.io`, tokenHash, ...more });
  const revoke = (actor: string) => by(actor, 'revokeApiToken', { token: idOf('token') });

  it('are issued for oneself, or by an OPERATOR; the hash is in no event', () => {
    const scenario = given(people('ana'))
      .when(issue('ana', 'ana'))
      .gives([
        {
          type: 'ApiTokenIssued',
          subject: 'ana',
          target: 'token',
          cause: 'DIRECT',
          data: { expiresAt: null },
        },
      ]);
    expect(JSON.stringify(scenario.log)).not.toContain(tokenHash);
    given(people('ana'))
      .when(issue('op', 'ana', { expiresAt: '2020-06-01T00:00:00Z' }))
      .gives([{ type: 'ApiTokenIssued', data: { expiresAt: '2020-06-01T00:00:00.000Z' } }]);
  });

  it('are not issued for others, with a past end, or with a malformed hash', () => {
    given(people('ana', 'bob')).when(issue('bob', 'ana')).refuses('FORBIDDEN');
    given(people('ana'))
      .when(issue('ana', 'ana', { expiresAt: '2019-06-01T00:00:00Z' }))
      .refuses('VALIDATION');
    given(people('ana'))
      .when(issue('ana', 'ana', { tokenHash: 'secret' }))
      .refuses('VALIDATION');
  });

  it('are revoked by their user or an OPERATOR, once', () => {
    given(people('ana'), issue('ana', 'ana'))
      .when(revoke('ana'))
      .gives([{ type: 'ApiTokenRevoked', subject: 'ana', target: 'token' }])
      .when(revoke('ana'))
      .refuses('NOT_FOUND');
    given(people('ana'), issue('ana', 'ana'))
      .when(revoke('op'))
      .gives([{ type: 'ApiTokenRevoked', subject: 'ana' }]);
  });

  it('are unknown to others; an AUDITOR knows and may not (U2)', () => {
    given(people('ana', 'bob'), issue('ana', 'ana')).when(revoke('bob')).refuses('NOT_FOUND');
    given(people('ana'), issue('ana', 'ana')).when(revoke('auditor')).refuses('FORBIDDEN');
  });
});
