import { describe, it } from 'vitest';
import { by, given, idOf } from '../../support/given.ts';
import { I1, I2, I3, P, portal, Q, revoke, set, setPartner, share } from '../../support/portal.ts';

const granted = (subject: string, target: string, value: string, kind = 'INSTANCE_ACCESS') => ({
  type: 'PermissionGranted',
  subject,
  target,
  cause: 'DIRECT' as const,
  data: { kind, value, expiresAt: null },
});

describe('access to Instances', () => {
  it('is one level on many; what is held already gets no event, what differs is changed (IN-10, IN-12, A4)', () => {
    given(portal)
      .when(set('max', 'ana', 'WRITE', ['I1', 'I2', 'I1']))
      .gives([granted('ana', 'I1', 'WRITE'), granted('ana', 'I2', 'WRITE')]);
    given(portal, set('max', 'ana', 'WRITE', ['I1']))
      .when(set('max', 'ana', 'WRITE', ['I1', 'I2']))
      .gives([granted('ana', 'I2', 'WRITE')])
      .when(set('max', 'ana', 'READ', ['I1', 'I2']))
      .gives(
        ['I1', 'I2'].map((target) => ({
          type: 'PermissionChanged',
          target,
          data: { from: 'WRITE', to: 'READ' },
        })),
      )
      .when(set('max', 'ana', 'READ', ['I1'], { expiresAt: '2020-06-01T00:00:00Z' }))
      .gives([{ type: 'PermissionExpiryChanged', data: { from: null, to: '2020-06-01T00:00:00.000Z' } }]);
  });

  it('needs a level, a selection, and Instances that there are and that one knows, each named (IN-11, IN-17)', () => {
    given(portal)
      .when(set('max', 'ana', 'WRITE', []))
      .refuses('VALIDATION');
    given(portal)
      .when(set('max', 'ana', 'ADMIN', ['I1']))
      .refuses('VALIDATION');
    given(portal)
      .when(set('max', 'ana', 'WRITE', ['I1', 'nowhere', 'I3']))
      .refuses('NOT_FOUND', idOf('I3'), { unknown: [idOf('nowhere'), I3] });
    given(portal)
      .when(set('op', 'ana', 'WRITE', ['I1', 'nowhere', 'I3']))
      .refuses('NOT_FOUND', idOf('nowhere'), { unknown: [idOf('nowhere')] });
  });

  const lent = [portal, set('max', 'ana', 'READ', ['I1']), set('max', 'ben', 'WRITE', ['I1'])];

  it('is given by holders of WRITE, no higher than their own level (A1)', () => {
    const reads = setPartner('max', 'ben', 'READ', ['P']);
    given(...lent, reads)
      .when(set('ben', 'ana', 'WRITE', ['I1']))
      .gives([{ type: 'PermissionChanged', data: { from: 'READ', to: 'WRITE' } }]);
    given(...lent, reads)
      .when(set('ben', 'ana', 'WRITE_AND_DEPLOY', ['I1']))
      .refuses('CANNOT_GRANT_UNHELD', 'WRITE_AND_DEPLOY', { unheld: [I1] });
    given(...lent)
      .when(set('ana', 'ben', 'READ', ['I1']))
      .refuses('FORBIDDEN', 'WRITE', { lacking: [I1] });
    given(...lent)
      .when(set('op', 'nora', 'WRITE_AND_DEPLOY', ['I1', 'I3']))
      .gives([granted('nora', 'I1', 'WRITE_AND_DEPLOY'), granted('nora', 'I3', 'WRITE_AND_DEPLOY')]);
  });

  it('is lowered and taken by who holds at least as much, one’s own by anybody (A1, A3)', () => {
    given(...lent)
      .when(set('ben', 'max', 'READ', ['I1']))
      .refuses('FORBIDDEN', 'more than you', { above: [I1] });
    given(...lent)
      .when(revoke('ben', 'max', ['I1']))
      .refuses('FORBIDDEN', 'more than you');
    given(...lent)
      .when(revoke('ben', 'ana', ['I1']))
      .gives([{ type: 'PermissionRevoked', subject: 'ana', target: 'I1', data: { value: 'READ' } }]);
    given(...lent)
      .when(revoke('ana', 'ana', ['I1']))
      .gives([{ type: 'PermissionRevoked', subject: 'ana' }]);
    given(...lent)
      .when(revoke('ana', 'ben', ['I1']))
      .refuses('FORBIDDEN');
    given(...lent)
      .when(revoke('max', 'ana', ['I2', 'I1']))
      .gives([{ type: 'PermissionRevoked', target: 'I1' }]);
    given(...lent)
      .when(revoke('max', 'ana', ['I2']))
      .changesNothing();
  });

  it('is given by id to whom one reads at home, and nobody probes for accounts by it (A34)', () => {
    given(...lent)
      .when(set('ben', 'ana', 'WRITE', ['I1']))
      .gives([{ type: 'PermissionChanged' }]);
    for (const user of ['zoe', 'nora', 'nobody']) {
      // What is said is true of those who have an account, too.
      given(...lent)
        .when(set('max', user, 'READ', ['I1']))
        .refuses('USER_NOT_REGISTERED', `${user}@x.io whom you may name here`);
      given(...lent)
        .when(set('ana', user, 'READ', ['I1']))
        .refuses('FORBIDDEN');
      given(...lent)
        .when(set('ben', user, 'WRITE_AND_DEPLOY', ['I1']))
        .refuses('CANNOT_GRANT_UNHELD');
      given(...lent)
        .when(revoke('max', user, ['I1']))
        .refuses('USER_NOT_REGISTERED');
    }
    const byId = by('max', 'setInstanceAccess', { user: idOf('zoe'), level: 'READ', instances: [I1] });
    given(...lent)
      .when(byId)
      .refuses('NOT_FOUND');
    // zoe holds something there by now, which max reads: changing that needs nothing more, giving her another does.
    const shared = [...lent, share('max', 'zoe', { instances: [I1], instanceLevel: 'READ' })];
    given(...shared)
      .when(set('max', 'zoe', 'WRITE', ['I1']))
      .gives([{ type: 'PermissionChanged', subject: 'zoe' }]);
    given(...shared)
      .when(set('max', 'zoe', 'WRITE', ['I1', 'I2']))
      .refuses('USER_NOT_REGISTERED');
    const another = by('max', 'setInstanceAccess', { user: idOf('zoe'), level: 'READ', instances: [I2] });
    given(...shared)
      .when(another)
      .refuses('FORBIDDEN', 'home');
    given(...shared)
      .when(revoke('max', 'zoe', ['I1']))
      .gives([{ type: 'PermissionRevoked', subject: 'zoe' }]);
  });
});

describe('access to Partners', () => {
  it('has two levels, and nothing to do with that to their Instances (XP-04, IN-14, IN-15)', () => {
    given(portal)
      .when(setPartner('max', 'ana', 'WRITE', ['P']))
      .gives([granted('ana', 'P', 'WRITE', 'PARTNER_ACCESS')])
      .when(by('ana', 'renameInstance', { instance: I1, name: 'Mine' }))
      .refuses('NOT_FOUND');
    given(portal, set('op', 'zoe', 'WRITE_AND_DEPLOY', ['I1']))
      .when(by('zoe', 'renamePartner', { partner: P, name: 'Mine' }))
      .refuses('NOT_FOUND');
    given(portal)
      .when(setPartner('max', 'ana', 'WRITE_AND_DEPLOY', ['P']))
      .refuses('VALIDATION');
    given(portal, setPartner('max', 'ana', 'WRITE', ['P']))
      .when(by('max', 'revokePartnerAccess', { user: 'ana@x.io', partners: [P] }))
      .gives([{ type: 'PermissionRevoked', subject: 'ana', target: 'P', data: { kind: 'PARTNER_ACCESS' } }]);
  });
});

describe('sharing by email', () => {
  it('gives Instances and Partners in one step to a user of any Partner, whose home stays (XP-01, XP-06, XP-09, XP-13)', () => {
    given(portal)
      .when(
        by('max', 'shareByEmail', {
          email: ' ZOE@x.io ',
          instances: [I1],
          instanceLevel: 'READ',
          partners: [P],
          partnerLevel: 'WRITE',
        }),
      )
      .gives([granted('zoe', 'I1', 'READ'), granted('zoe', 'P', 'WRITE', 'PARTNER_ACCESS')]);
    given(portal)
      .when(share('max', 'ana', { partners: [P], partnerLevel: 'READ' }))
      .gives([granted('ana', 'P', 'READ', 'PARTNER_ACCESS')]);
  });

  it.each([
    ['nothing is selected', {}],
    ['a level has no selection', { instanceLevel: 'READ', partners: [P], partnerLevel: 'READ' }],
    ['a selection has no level', { instances: [I1], partners: [P], partnerLevel: 'READ' }],
    ['a level has an empty selection', { instances: [], instanceLevel: 'READ' }],
    ['all selections are empty', { instances: [], partners: [] }],
    ['Partners have no such level', { partners: [P], partnerLevel: 'WRITE_AND_DEPLOY' }],
  ])('is malformed when %s (XP-04, XP-07)', (_why, more) => {
    given(portal)
      .when(share('max', 'zoe', more))
      .refuses('VALIDATION');
  });

  it('takes an empty half as left out (XP-07)', () => {
    given(portal)
      .when(share('max', 'zoe', { instances: [], partners: [P], partnerLevel: 'READ' }))
      .gives([granted('zoe', 'P', 'READ', 'PARTNER_ACCESS')]);
  });

  it('is all or nothing, for a registered email and what one holds (XP-02, XP-08, XP-11)', () => {
    const instance = { instances: [I1], instanceLevel: 'READ' };
    given(portal)
      .when(share('max', 'nobody', instance))
      .refuses('USER_NOT_REGISTERED');
    given(portal)
      .when(share('max', 'zoe', { ...instance, partners: [P, Q], partnerLevel: 'READ' }))
      .refuses('NOT_FOUND', Q);
    const ben = [set('max', 'ben', 'WRITE', ['I1']), setPartner('max', 'ben', 'READ', ['P'])];
    given(portal, ben)
      .when(share('ben', 'zoe', { ...instance, partners: [P], partnerLevel: 'READ' }))
      .refuses('FORBIDDEN', 'Partner', { lacking: [P] });
    const above = { instances: [I1], instanceLevel: 'WRITE_AND_DEPLOY' };
    for (const user of ['zoe', 'nobody'])
      given(portal, ben)
        .when(share('ben', user, above))
        .refuses('CANNOT_GRANT_UNHELD');
  });
});
