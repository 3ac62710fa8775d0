import { describe, it } from 'vitest';
import { by, given, idOf, inHistory } from '../../support/given.ts';
import { create, I1, P, portal, Q, set, setPartner } from '../../support/portal.ts';

describe('creating an Instance', () => {
  it('gives its creator everything on it, but nobody when history creates it (A27)', () => {
    given(portal)
      .when(create('max', 'I4', 'P'))
      .gives([
        { type: 'InstanceCreated', target: 'I4', data: { partnerId: 'P', name: 'I4' } },
        {
          type: 'PermissionGranted',
          subject: 'max',
          target: 'I4',
          cause: 'RESOURCE_CREATED',
          causedBy: 0,
          data: { kind: 'INSTANCE_ACCESS', value: 'WRITE_AND_DEPLOY', expiresAt: null },
        },
      ]);
    given(portal)
      .when(inHistory(create('ana', 'I4', 'P')))
      .gives([{ type: 'InstanceCreated' }]);
  });

  it('needs the right to, and the home Partner or WRITE on it', () => {
    given(portal)
      .when(create('ana', 'I4', 'P'))
      .refuses('FORBIDDEN', 'right to create');
    given(portal)
      .when(create('op', 'I4', 'P'))
      .refuses('FORBIDDEN', 'right to create');
    given(portal)
      .when(create('max', 'I4', 'Q'))
      .refuses('NOT_FOUND');
    given(portal, setPartner('op', 'max', 'READ', ['Q']))
      .when(create('max', 'I4', 'Q'))
      .refuses('FORBIDDEN', 'home');
    given(portal)
      .when(create('max', 'I1', 'P'))
      .refuses('VALIDATION', 'in use');
  });
});

describe('an Instance', () => {
  const rename = (actor: string) => by(actor, 'renameInstance', { instance: I1, name: 'One' });
  const move = (actor: string, to = Q) => by(actor, 'moveInstance', { instance: I1, partner: to });
  const deletes = (actor: string) => by(actor, 'deleteInstance', { instance: I1 });
  const lent = [portal, set('max', 'ana', 'READ', ['I1']), set('max', 'ben', 'WRITE', ['I1'])];

  it('is renamed by holders of WRITE', () => {
    for (const who of ['max', 'ben'])
      given(...lent)
        .when(rename(who))
        .gives([{ type: 'InstanceRenamed', target: 'I1', data: { from: 'I1', to: 'One' } }]);
    for (const who of ['ana', 'op', 'auditor'])
      given(...lent)
        .when(rename(who))
        .refuses('FORBIDDEN');
    for (const who of ['quin', 'zoe'])
      given(...lent)
        .when(rename(who))
        .refuses('NOT_FOUND');
  });

  it('moves by holders of WRITE_AND_DEPLOY on it and WRITE on both Partners; access stays', () => {
    const both = [...lent, setPartner('op', 'max', 'WRITE', ['Q'])];
    given(...both)
      .when(move('max'))
      .gives([{ type: 'InstancePartnerChanged', target: 'I1', data: { from: 'P', to: 'Q' } }]);
    given(...both)
      .when(move('max', P))
      .changesNothing();
    given(...lent)
      .when(move('max'))
      .refuses('NOT_FOUND');
    given(...lent, setPartner('op', 'ben', 'WRITE', ['P', 'Q']))
      .when(move('ben'))
      .refuses('FORBIDDEN', 'WRITE_AND_DEPLOY');
    given(...lent, setPartner('op', 'max', 'READ', ['Q']))
      .when(move('max'))
      .refuses('FORBIDDEN', 'both');
    given(...both, setPartner('op', 'max', 'READ', ['P']))
      .when(move('max'))
      .refuses('FORBIDDEN', 'both');
  });

  it('is deleted by holders of WRITE_AND_DEPLOY, and every access ends with it (A32)', () => {
    given(...lent)
      .when(deletes('max'))
      .gives([
        { type: 'InstanceDeleted', target: 'I1' },
        ...['ana', 'ben', 'max']
          .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
          .map((subject) => ({
            type: 'PermissionRevoked',
            subject,
            target: 'I1',
            cause: 'RESOURCE_DELETED' as const,
            causedBy: 0,
          })),
      ]);
    for (const who of ['ben', 'ana', 'op'])
      given(...lent)
        .when(deletes(who))
        .refuses('FORBIDDEN');
  });
});

describe('the right to create Instances', () => {
  const grant = (actor: string, user: string, more = {}) =>
    by(actor, 'grantCreateInstances', { user, ...more });
  const take = (actor: string, user: string) => by(actor, 'revokeCreateInstances', { user });

  it('is given by who has it and WRITE on the home Partner; again changes nothing (IN-01 to IN-03, A2)', () => {
    given(portal)
      .when(grant('max', 'ana@x.io'))
      .gives([{ type: 'CreateInstancesGranted', subject: 'ana', data: { expiresAt: null } }])
      .when(grant('op', idOf('ana')))
      .changesNothing()
      .when(grant('max', 'ana@x.io', { expiresAt: '2020-06-01T00:00:00Z' }))
      .gives([{ type: 'PermissionExpiryChanged', data: { kind: 'CREATE_INSTANCES' } }]);
    given(portal, take('op', 'max@x.io')).when(grant('max', 'ana@x.io')).refuses('CANNOT_GRANT_UNHELD');
    given(portal, setPartner('max', 'ben', 'READ', ['P']))
      .when(grant('ben', 'ana@x.io'))
      .refuses('FORBIDDEN');
  });

  it('is given to nobody whose home one does not read, and nobody probes for accounts by it (A34)', () => {
    for (const user of ['zoe@x.io', 'nora@x.io', 'nobody@x.io']) {
      given(portal).when(grant('max', user)).refuses('USER_NOT_REGISTERED');
      given(portal).when(grant('ana', user)).refuses('CANNOT_GRANT_UNHELD');
      given(portal).when(take('max', user)).refuses('USER_NOT_REGISTERED');
    }
    given(portal)
      .when(grant('max', idOf('zoe')))
      .refuses('NOT_FOUND');
    given(portal)
      .when(grant('op', 'nora@x.io'))
      .gives([{ type: 'CreateInstancesGranted' }]);
  });

  it('is taken with WRITE on the home Partner, held or not; access to Instances stays (IN-04)', () => {
    const withAna = [portal, grant('max', 'ana@x.io'), create('ana', 'I4', 'P')];
    given(...withAna, take('op', 'max@x.io'))
      .when(take('max', 'ana@x.io'))
      .gives([{ type: 'CreateInstancesRevoked', subject: 'ana', data: {} }])
      .when(create('ana', 'I5', 'P'))
      .refuses('FORBIDDEN');
    given(...withAna)
      .when(take('ana', 'ana@x.io'))
      .refuses('FORBIDDEN');
    given(portal).when(take('max', 'ana@x.io')).changesNothing();
  });

  it('ends by itself', () => {
    const scenario = given(portal, grant('max', 'ana@x.io', { expiresAt: '2020-06-01T00:00:00Z' }));
    scenario.at('2020-06-01T00:00:00.000Z');
    scenario.when(create('ana', 'I4', 'P')).refuses('FORBIDDEN');
  });
});
