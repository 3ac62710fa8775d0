import { describe, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const acme = by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme', label: 'Acme Ltd' });
const begin = () => given(people('olga', 'mia', 'zoe'), acme);

describe('creating an organization', () => {
  it('makes whoever creates it the owner and a member (I1)', () => {
    given(people('olga'))
      .when(acme)
      .gives([
        {
          type: 'OrganizationCreated',
          target: 'acme',
          cause: 'DIRECT',
          data: { name: 'acme', label: 'Acme Ltd', ownerId: 'olga' },
        },
        { type: 'MemberAdded', subject: 'olga', target: 'acme', cause: 'RESOURCE_CREATED', causedBy: 0 },
      ]);
  });

  it('uses the name as label where none is given', () => {
    given(people('olga'))
      .when(by('olga', 'createOrganization', { id: idOf('acme'), name: '  acme ' }))
      .gives([
        { type: 'OrganizationCreated', data: { name: 'acme', label: 'acme' } },
        { type: 'MemberAdded' },
      ]);
  });

  it('lets an OPERATOR name the owner, and nobody else (U1)', () => {
    const forZoe = { id: idOf('beta'), name: 'beta', owner: 'ZOE@x.io' };
    begin()
      .when(by('op', 'createOrganization', forZoe))
      .gives([
        { type: 'OrganizationCreated', data: { ownerId: 'zoe' } },
        { type: 'MemberAdded', subject: 'zoe' },
      ]);
    begin()
      .when(by('olga', 'createOrganization', forZoe))
      .refuses('FORBIDDEN');
    begin()
      .when(by('olga', 'createOrganization', { ...forZoe, owner: 'olga@x.io' }))
      .gives([{ type: 'OrganizationCreated' }, { type: 'MemberAdded' }]);
  });

  it('tells only an OPERATOR that an email is nobody’s', () => {
    const forNobody = { id: idOf('beta'), name: 'beta', owner: 'nobody@x.io' };
    begin()
      .when(by('olga', 'createOrganization', forNobody))
      .refuses('FORBIDDEN');
    begin()
      .when(by('op', 'createOrganization', forNobody))
      .refuses('USER_NOT_REGISTERED');
  });

  it('refuses somebody without an account', () => {
    given()
      .when(by('ghost', 'createOrganization', { id: idOf('acme'), name: 'acme' }))
      .refuses('FORBIDDEN');
  });

  it('refuses a name that is taken, whatever its case (A15)', () => {
    begin()
      .when(by('zoe', 'createOrganization', { id: idOf('beta'), name: 'ACME' }))
      .refuses('NAME_TAKEN');
  });

  it('refuses an id that is in use or was', () => {
    begin()
      .when(by('zoe', 'createOrganization', { id: idOf('olga'), name: 'beta' }))
      .refuses('VALIDATION', 'id');
    begin()
      .and(by('olga', 'deleteOrganization', { organization: 'acme' }))
      .when(acme)
      .refuses('VALIDATION', 'id');
  });

  it.each([
    ['blank', '   '],
    ['a control character', 'a\u0007b'],
    ['a lone surrogate', 'a\ud800b'],
    ['an id', idOf('zoe')],
    ['too long', 'x'.repeat(101)],
  ])('refuses a name that is %s (A15)', (_what, name) => {
    begin()
      .when(by('olga', 'createOrganization', { id: idOf('beta'), name }))
      .refuses('VALIDATION');
  });
});

describe('renaming an organization', () => {
  it('is the owner’s, and says from what to what', () => {
    begin()
      .when(by('olga', 'renameOrganization', { organization: 'ACME', name: 'apex' }))
      .gives([
        {
          type: 'OrganizationRenamed',
          target: 'acme',
          data: { from: { name: 'acme', label: 'Acme Ltd' }, to: { name: 'apex', label: 'Acme Ltd' } },
        },
      ]);
  });

  it('frees the former name and takes the new one', () => {
    const renamed = begin().and(by('olga', 'renameOrganization', { organization: 'acme', name: 'apex' }));
    renamed
      .when(by('zoe', 'createOrganization', { id: idOf('beta'), name: 'Apex' }))
      .refuses('NAME_TAKEN')
      .when(by('zoe', 'createOrganization', { id: idOf('beta'), name: 'Acme' }))
      .gives([{ type: 'OrganizationCreated' }, { type: 'MemberAdded' }]);
  });

  it('may change the case of its own name', () => {
    begin()
      .when(by('olga', 'renameOrganization', { organization: 'acme', name: 'ACME' }))
      .gives([{ type: 'OrganizationRenamed' }]);
  });

  it('is no event when nothing changes, and refuses another’s name', () => {
    begin()
      .when(by('olga', 'renameOrganization', { organization: 'acme', name: 'acme', label: 'Acme Ltd' }))
      .changesNothing()
      .and(by('zoe', 'createOrganization', { id: idOf('beta'), name: 'beta' }))
      .when(by('olga', 'renameOrganization', { organization: 'acme', name: 'Beta' }))
      .refuses('NAME_TAKEN');
    begin()
      .when(by('olga', 'renameOrganization', { organization: 'acme' }))
      .refuses('VALIDATION');
  });
});

describe('deleting an organization', () => {
  it('ends every membership and permission with it (A32)', () => {
    begin()
      .and(
        inHistory(by('op', 'addMember', { organization: 'acme', user: 'mia@x.io', permissions: ['plans'] })),
      )
      .when(by('olga', 'deleteOrganization', { organization: idOf('acme') }))
      .gives([
        { type: 'OrganizationDeleted', target: 'acme' },
        { type: 'MemberRemoved', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'MemberRemoved', cause: 'RESOURCE_DELETED', causedBy: 0 },
        { type: 'PermissionRevoked', subject: 'mia', cause: 'RESOURCE_DELETED', causedBy: 0 },
      ]);
  });
});
