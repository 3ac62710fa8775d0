import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const ISSUER = 'https://login.example';

const identityOf = (who: string, says: object = {}) => ({
  issuer: ISSUER,
  subject: `subject of ${who}`,
  email: `${who}@x.io`,
  emailVerified: true,
  name: `${who} by the provider`,
  standIn: idOf(`stand-in of ${who}`),
  ...says,
});

/** Somebody with a token of the provider; ids of what is made go by the test names `<who>` and `<who>'s identity`. */
const register = (who: string, says: object = {}, input: object = {}) =>
  by(`stand-in of ${who}`, 'register', {
    id: idOf(who),
    identityId: idOf(`${who}'s identity`),
    identity: identityOf(who, says),
    ...input,
  });

/** Ana has an identity, and the email that is given. */
const emailOfAna = (actor: string, email: string, more: object = {}) =>
  by(actor, 'updateProfile', { user: idOf('ana'), email, ...more });

const issue = (actor: string, user: string, token: string) =>
  by(actor, 'issueApiToken', { id: idOf(token), user: `${user}@x.io`, tokenHash: 'ab'.repeat(32) });

describe('registering (U4)', () => {
  it('makes a user, who is the actor', () => {
    const scenario = given()
      .when(register('ana'))
      .gives([
        { type: 'UserRegistered', subject: 'ana', target: 'ana', cause: 'DIRECT' },
        {
          type: 'IdentityLinked',
          subject: 'ana',
          target: "ana's identity",
          cause: 'DIRECT',
          causedBy: undefined,
          data: { issuer: ISSUER },
        },
      ]);
    expect(scenario.log.slice(-2).map(({ actor }) => actor)).toEqual([idOf('ana'), idOf('ana')]);
    expect(JSON.stringify(scenario.log)).not.toContain('subject of ana');
  });

  it('links the user of the email, however it is spelt', () => {
    given(people('ana'))
      .when(register('ana', { email: 'ANA@x.io' }))
      .gives([{ type: 'IdentityLinked', subject: 'ana' }]);
  });

  it('links a second identity, and tells issuers apart', () => {
    const second = { identityId: idOf('second') };
    given(register('ana'))
      .when(register('ana', { subject: 'another subject' }, second))
      .gives([{ type: 'IdentityLinked', subject: 'ana', target: 'second' }]);
    given(register('ana'))
      .when(register('ana', { issuer: 'https://other.example' }, second))
      .gives([{ type: 'IdentityLinked', subject: 'ana', target: 'second' }]);
  });

  it('changes nothing once linked, whatever the token says by now', () => {
    given(people('bob'), register('ana'))
      .when(register('ana', { email: 'bob@x.io', emailVerified: false }))
      .changesNothing();
  });

  it('needs a verified email', () => {
    given()
      .when(register('ana', { emailVerified: false }))
      .refuses('EMAIL_NOT_VERIFIED');
    given()
      .when(register('ana', { email: null }))
      .refuses('EMAIL_NOT_VERIFIED');
    given(people('ana'))
      .when(register('ana', { emailVerified: false }))
      .refuses('EMAIL_NOT_VERIFIED');
  });

  it('needs the token of an identity provider', () => {
    given(people('ana'))
      .when(by('ana', 'register', { id: idOf('new'), identityId: idOf('identity') }))
      .refuses('FORBIDDEN');
  });

  it('refuses ids that are in use', () => {
    given(people('bob'))
      .when(register('ana', {}, { id: idOf('bob') }))
      .refuses('VALIDATION', 'id');
    given(register('bob'))
      .when(register('ana', {}, { identityId: idOf("bob's identity") }))
      .refuses('VALIDATION', 'id');
  });

  it('starts from nothing once the user is deleted', () => {
    given(register('ana'), by('op', 'deleteUser', { user: 'ana@x.io' }))
      .when(register('ana', {}, { id: idOf('ana 2'), identityId: idOf('second') }))
      .gives([
        { type: 'UserRegistered', subject: 'ana 2' },
        { type: 'IdentityLinked', subject: 'ana 2' },
      ]);
  });
});

describe('API tokens around the first identity', () => {
  it('are provisional when an OPERATOR issues them, and when they come from such a token', () => {
    given(people('ana'))
      .when(issue('op', 'ana', 'first'))
      .gives([{ type: 'ApiTokenIssued', data: { expiresAt: null, provisional: true } }])
      .when(issue('ana', 'ana', 'second'))
      .gives([{ type: 'ApiTokenIssued', data: { provisional: true } }]);
    given(people('ana'), issue('op', 'ana', 'first'), issue('ana', 'ana', 'second'))
      .and(by('op', 'revokeApiToken', { token: idOf('first') }))
      .when(register('ana', {}))
      .gives([
        { type: 'IdentityLinked' },
        { type: 'ApiTokenRevoked', subject: 'ana', target: 'second', cause: 'DIRECT', causedBy: 0 },
      ]);
  });

  it('are one’s own when nobody else can have issued them, and stay', () => {
    given(people('ana'))
      .when(issue('ana', 'ana', 'own'))
      .gives([{ type: 'ApiTokenIssued', data: { provisional: false } }])
      .when(register('ana'))
      .gives([{ type: 'IdentityLinked' }]);
  });

  it('are one’s own matter from then on', () => {
    given(register('ana'))
      .when(issue('op', 'ana', 'token'))
      .refuses('FORBIDDEN', 'identity');
    given(register('ana'))
      .when(issue('ana', 'ana', 'token'))
      .gives([{ type: 'ApiTokenIssued', data: { provisional: false } }])
      .when(by('op', 'revokeApiToken', { token: idOf('token') }))
      .gives([{ type: 'ApiTokenRevoked', subject: 'ana' }]);
  });

  it('of others stay', () => {
    given(people('ana', 'bob'), issue('op', 'bob', 'of bob'))
      .when(register('ana'))
      .gives([{ type: 'IdentityLinked' }]);
  });
});

describe('the email of somebody who has an identity (decision 010)', () => {
  it('is no OPERATOR’s to change: whoever has the new one could register as them', () => {
    given(register('ana')).when(emailOfAna('op', 'op2@x.io')).refuses('FORBIDDEN', 'identity');
    given(register('ana'))
      .when(emailOfAna('op', 'op2@x.io', { name: 'Anna' }))
      .refuses('FORBIDDEN', 'identity');
    given(people('ana'))
      .when(emailOfAna('op', 'op2@x.io'))
      .gives([{ type: 'UserProfileChanged', subject: 'ana' }]);
  });

  it('does not keep an OPERATOR from changing the name, nor from saying the same email', () => {
    given(register('ana'))
      .when(emailOfAna('op', 'ana@x.io', { name: 'Anna' }))
      .gives([{ type: 'UserProfileChanged', subject: 'ana' }]);
    given(register('ana')).when(emailOfAna('op', 'ana@x.io')).changesNothing();
  });

  it('is an OPERATOR’s to change for themself, and anybody’s in history (U3)', () => {
    given(register('ana'), by('op', 'grantPlatformRole', { user: idOf('ana'), role: 'OPERATOR' }))
      .when(emailOfAna('ana', 'ana2@x.io'))
      .gives([{ type: 'UserProfileChanged', subject: 'ana' }]);
    given(register('ana'))
      .when(inHistory(emailOfAna('op', 'ana2@x.io')))
      .gives([{ type: 'UserProfileChanged', subject: 'ana' }]);
  });
});
