import { describe, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';
import { atHome, create, P, portal, Q, setPartner } from '../../support/portal.ts';

describe('a Partner', () => {
  const makes = (actor: string, firstWriter: string) =>
    by(actor, 'createPartner', { id: P, name: 'Acme', firstWriter });

  it('is created by an OPERATOR, who names the first holder of WRITE (U1)', () => {
    given(people('max'))
      .when(makes('op', 'max@x.io'))
      .gives([
        { type: 'PartnerCreated', target: 'P', cause: 'DIRECT', data: { name: 'Acme' } },
        {
          type: 'PermissionGranted',
          subject: 'max',
          target: 'P',
          cause: 'RESOURCE_CREATED',
          causedBy: 0,
          data: { kind: 'PARTNER_ACCESS', value: 'WRITE', expiresAt: null },
        },
      ]);
    given(people('max')).when(makes('max', 'max@x.io')).refuses('FORBIDDEN');
    given(people('max')).when(makes('max', 'nobody@x.io')).refuses('FORBIDDEN');
    given(people('max')).when(makes('op', 'nobody@x.io')).refuses('USER_NOT_REGISTERED');
    given(people('max'))
      .when(makes('op', idOf('nobody')))
      .refuses('NOT_FOUND');
    given(portal).when(makes('op', 'max@x.io')).refuses('VALIDATION', 'in use');
  });

  it('is renamed by holders of WRITE; others do not know of it, or may not', () => {
    const rename = (actor: string) => by(actor, 'renamePartner', { partner: P, name: 'Apex' });
    given(portal)
      .when(rename('max'))
      .gives([{ type: 'PartnerRenamed', target: 'P', data: { from: 'P', to: 'Apex' } }]);
    given(portal, setPartner('max', 'ben', 'READ', ['P']))
      .when(rename('ben'))
      .refuses('FORBIDDEN');
    for (const who of ['ana', 'op', 'auditor']) given(portal).when(rename(who)).refuses('FORBIDDEN');
    for (const who of ['quin', 'zoe', 'nora']) given(portal).when(rename(who)).refuses('NOT_FOUND');
  });

  it('is deleted by an OPERATOR when nothing belongs to it, and every access ends with it (A32)', () => {
    const deletes = (actor: string) => by(actor, 'deletePartner', { partner: Q });
    given(portal).when(deletes('op')).refuses('NOT_EMPTY', '1 Instance', { instances: 1, users: 1 });
    given(portal).when(deletes('quin')).refuses('FORBIDDEN');
    given(portal).when(deletes('max')).refuses('NOT_FOUND');
    given(
      portal,
      by('quin', 'deleteInstance', { instance: idOf('I3') }),
      by('op', 'moveUser', { user: 'zoe@x.io', partner: P }),
    )
      .when(deletes('op'))
      .gives([
        { type: 'PartnerDeleted', target: 'Q' },
        { type: 'PermissionRevoked', subject: 'quin', target: 'Q', cause: 'RESOURCE_DELETED', causedBy: 0 },
      ]);
  });
});

describe('the home Partner of a user', () => {
  const move = (actor: string, user: string, partner: string) =>
    by(actor, 'moveUser', { user, partner: idOf(partner) });

  it('is given with the account, or by history', () => {
    given(portal)
      .when(atHome('P', 'new')[0] as never)
      .gives([{ type: 'UserRegistered', data: { homePartnerId: 'P' } }]);
    const registered = { id: idOf('new'), email: 'new@x.io', name: 'new', homePartner: P };
    given(portal)
      .when(inHistory(by('op', 'registerUser', registered)))
      .gives([{ type: 'UserRegistered', data: { homePartnerId: 'P' } }]);
    given(portal)
      .when(by('op', 'createUser', { ...registered, homePartner: idOf('nowhere') }))
      .refuses('NOT_FOUND');
  });

  it('changes by who holds WRITE on both Partners, or an OPERATOR; what is held stays (XP-14)', () => {
    const both = [portal, setPartner('op', 'max', 'WRITE', ['Q'])];
    given(...both)
      .when(move('max', 'ana@x.io', 'Q'))
      .gives([{ type: 'UserPartnerChanged', subject: 'ana', target: 'ana', data: { from: 'P', to: 'Q' } }]);
    given(portal)
      .when(move('op', idOf('ana'), 'Q'))
      .gives([{ type: 'UserPartnerChanged' }]);
    given(portal, setPartner('op', 'max', 'READ', ['Q']))
      .when(move('max', 'ana@x.io', 'Q'))
      .refuses('FORBIDDEN');
    given(portal)
      .when(move('max', 'ana@x.io', 'Q'))
      .refuses('NOT_FOUND');
    given(portal)
      .when(move('max', 'ana@x.io', 'P'))
      .changesNothing();
  });

  it('is given to somebody who has none by an OPERATOR alone, and nobody probes for accounts by it', () => {
    given(portal)
      .when(move('op', 'nora@x.io', 'P'))
      .gives([{ type: 'UserPartnerChanged', data: { from: null, to: 'P' } }]);
    for (const user of ['nora@x.io', 'zoe@x.io', 'nobody@x.io'])
      given(portal)
        .when(move('max', user, 'P'))
        .refuses('USER_NOT_REGISTERED');
    given(portal)
      .when(move('max', idOf('zoe'), 'P'))
      .refuses('NOT_FOUND');
    for (const user of ['zoe@x.io', 'nobody@x.io', 'ana@x.io'])
      given(portal)
        .when(move('ben', user, 'P'))
        .refuses('FORBIDDEN');
  });

  it('lets its users know of it and create Instances with it', () => {
    given(portal, by('op', 'grantCreateInstances', { user: 'ana@x.io' }))
      .when(create('ana', 'I4', 'P'))
      .gives([{ type: 'InstanceCreated' }, { type: 'PermissionGranted', subject: 'ana' }]);
  });
});
