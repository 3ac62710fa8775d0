import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory } from '../../support/given.ts';
import { assign, change, create, edit, holding, house, rename, unassign } from './house.ts';

const scripts = [...house, create('ada', 'S', ['scripts=run', 'scripts=read'])];

describe('creating a set', () => {
  it('takes a name, perhaps a description, and permissions, which are kept in canonical form (PS-05)', () => {
    given(house)
      .when(create('ada', ' S ', ["x=y('b','a')", 'scripts=run', "x=y('a', 'b')"], { description: 'Runs' }))
      .gives([
        {
          type: 'PermSetCreated',
          target: ' S ',
          cause: 'DIRECT',
          data: {
            name: 'S',
            description: 'Runs',
            enabled: true,
            permissions: ['scripts=run', "x=y('a','b')"],
            sourceId: null,
          },
        },
      ]);
  });

  it('refuses a blank name, no permission, and malformed ones with their column (PS-03, PS-07)', () => {
    given(house)
      .when(create('ada', '  ', ['a=b']))
      .refuses('VALIDATION', 'must not be blank');
    given(house)
      .when(create('ada', 'S', []))
      .refuses('PERMSET_EMPTY');
    given(house)
      .when(create('ada', 'S', ['a=b', "users=edit('A"]))
      .refuses('VALIDATION', 'column 14: expected a closing quote');
    given(house)
      .when(create('ada', 'S', ["x=y('\u0007')"]))
      .refuses('VALIDATION');
  });

  it('refuses a name that is taken, whatever its case, on the same Instance alone (PS-06)', () => {
    given(scripts)
      .when(
        by('ada', 'createPermSet', {
          id: idOf('T'),
          instance: idOf('shop'),
          name: 's',
          permissions: ['a=b'],
        }),
      )
      .refuses('NAME_TAKEN', 's');
    given(scripts)
      .when(
        by('op', 'createPermSet', {
          id: idOf('T'),
          instance: idOf('other'),
          name: 'S',
          permissions: ['a=b'],
        }),
      )
      .gives([{ type: 'PermSetCreated' }]);
    given(scripts)
      .when(
        by('ada', 'createPermSet', {
          id: idOf('S'),
          instance: idOf('shop'),
          name: 'T',
          permissions: ['a=b'],
        }),
      )
      .refuses('VALIDATION', 'in use');
  });

  it('is for an OPERATOR and for holders of `permset=edit` without a list', () => {
    const eve = [
      ...house,
      ...holding('eve', 'permset=edit', 'a=b'),
      ...holding('ned', "permset=edit('N')", 'a=b'),
    ];
    given(eve)
      .when(create('eve', 'N', ['a=b']))
      .gives([{ type: 'PermSetCreated' }]);
    given(eve)
      .when(create('eve', 'N', ['a=b', 'a=c']))
      .refuses('CANNOT_GRANT_UNHELD', 'a=c', { permissions: ['a=c'] });
    given(eve)
      .when(create('op', 'N', ['a=b', '*=*']))
      .gives([{ type: 'PermSetCreated' }]);
    given(eve)
      .when(create('ned', 'N', ['a=b']))
      .refuses('FORBIDDEN');
    // Access to the Instance gives nothing on its sets (A23); whoever holds nothing there does not know of it.
    given(eve)
      .when(create('ann', 'N', ['a=b']))
      .refuses('FORBIDDEN');
    given(eve)
      .when(create('kim', 'N', ['a=b']))
      .refuses('NOT_FOUND');
    given(eve)
      .when(create('auditor', 'N', ['a=b']))
      .refuses('FORBIDDEN');
    given(eve)
      .when(inHistory(create('kim', 'N', ['a=b'])))
      .gives([{ type: 'PermSetCreated' }]);
  });
});

describe('assigning and unassigning', () => {
  it('gives a set to several users at once, each an event; again: none (PS-04)', () => {
    given(scripts)
      .when(assign('ada', 'S', ['kim', 'lee', 'KIM']))
      .gives([
        { type: 'PermSetAssigned', subject: 'kim', target: 'S', cause: 'DIRECT', data: { expiresAt: null } },
        { type: 'PermSetAssigned', subject: 'lee', target: 'S', cause: 'DIRECT' },
      ])
      .when(unassign('ada', 'S', 'otto', 'lee'))
      .gives([{ type: 'PermSetUnassigned', subject: 'lee', target: 'S', cause: 'DIRECT', data: {} }]);
  });

  it('may end by itself, and change its end (T4, A4)', () => {
    const scenario = given(scripts, assign('ada', 'S', ['kim'], { expiresAt: '2020-06-01T00:00:00Z' }))
      .when(assign('ada', 'S', ['kim'], { expiresAt: '2020-07-01T00:00:00Z' }))
      .gives([
        {
          type: 'PermissionExpiryChanged',
          subject: 'kim',
          data: { kind: 'PERMISSION_SET', value: 'HOLDER' },
        },
      ])
      .when(assign('ada', 'S', ['kim']))
      .changesNothing();
    expect(scenario.at('2020-07-01T00:00:00.000Z')).toMatchObject([{ type: 'PermissionExpired' }]);
    given(scripts)
      .when(assign('ada', 'S', ['kim'], { expiresAt: '2020-01-01T00:00:00Z' }))
      .refuses('VALIDATION', 'expiresAt');
  });

  it('refuses the whole when one of the users is nobody (A5)', () => {
    given(scripts)
      .when(assign('ada', 'S', ['kim', 'nobody']))
      .refuses('USER_NOT_REGISTERED', 'nobody@x.io');
    given(scripts)
      .when(unassign('ada', 'S', 'nobody'))
      .refuses('USER_NOT_REGISTERED', 'nobody@x.io');
  });

  it('knows users by id who have something on the Instance, and others by email alone', () => {
    const byId = (user: string) => by('ada', 'assignPermSet', { set: idOf('S'), users: [idOf(user)] });
    given(scripts).when(byId('kim')).refuses('NOT_FOUND', idOf('kim'));
    given(scripts)
      .when(byId('ann'))
      .gives([{ type: 'PermSetAssigned', subject: 'ann' }]);
    given(scripts, create('ada', 'T', ['a=b']), assign('ada', 'T', ['kim']))
      .when(byId('kim'))
      .gives([{ type: 'PermSetAssigned' }]);
  });

  it('asks for `users=edit` and `permset=read`, checked before any email is looked up', () => {
    const some = [
      ...scripts,
      ...holding('eve', 'permset=read', 'scripts=*'),
      ...holding('una', 'users=edit', 'scripts=*'),
    ];
    given(some)
      .when(assign('eve', 'S', ['nobody']))
      .refuses('FORBIDDEN');
    given(some)
      .when(unassign('eve', 'S', 'nobody'))
      .refuses('FORBIDDEN');
    // Without `permset=read` there is no such set; one that is held is seen by that alone.
    given(some)
      .when(assign('una', 'S', ['kim']))
      .refuses('NOT_FOUND', idOf('S'));
    given(some)
      .when(assign('una', 'UNA', ['kim']))
      .refuses('FORBIDDEN');
    given(some)
      .when(assign('kim', 'S', ['kim']))
      .refuses('NOT_FOUND', idOf('S'));
    given(some)
      .when(assign('auditor', 'S', ['kim']))
      .refuses('FORBIDDEN');
    given(some)
      .when(assign('op', 'S', ['kim']))
      .gives([{ type: 'PermSetAssigned' }])
      .when(unassign('op', 'S', 'kim'))
      .gives([{ type: 'PermSetUnassigned' }]);
  });
});

describe('disabling and enabling', () => {
  const held = [...scripts, assign('ada', 'S', ['kim', 'lee'])];

  it('takes the set from all who hold it, and enabling restores nobody (scenario 29, A13)', () => {
    given(held)
      .when(change('ada', 'disable', 'S'))
      .gives([
        { type: 'PermSetDisabled', target: 'S', cause: 'DIRECT', data: { formerHolderCount: 2 } },
        { type: 'PermSetUnassigned', target: 'S', cause: 'PERMSET_DISABLED', causedBy: 0 },
        { type: 'PermSetUnassigned', target: 'S', cause: 'PERMSET_DISABLED', causedBy: 0 },
      ])
      .when(assign('ada', 'S', ['kim']))
      .refuses('PERMSET_DISABLED')
      .when(change('ada', 'enable', 'S'))
      .gives([{ type: 'PermSetEnabled', target: 'S', data: {} }])
      .when(change('ada', 'enable', 'S'))
      .changesNothing()
      .when(assign('ada', 'S', ['kim']))
      .gives([{ type: 'PermSetAssigned' }]);
  });

  it('a set may be disabled from its beginning, and is not assigned then (PS-08)', () => {
    given(house, create('ada', 'S', ['a=b'], { enabled: false }))
      .when(assign('ada', 'S', ['kim']))
      .refuses('PERMSET_DISABLED', 'S')
      .when(change('ada', 'disable', 'S'))
      .changesNothing();
  });

  it('asks for `permset=edit` for the set', () => {
    const eve = [
      ...held,
      ...holding('eve', 'permset=read', "permset=edit('S')"),
      create('ada', 'T', ['a=b']),
    ];
    for (const what of ['disable', 'enable'] as const) {
      expect(given(eve).when(change('eve', what, 'S')).brief).toMatch(/changed/);
      given(eve)
        .when(change('eve', what, 'T'))
        .refuses('FORBIDDEN');
      given(eve)
        .when(change('kim', what, 'S'))
        .refuses('FORBIDDEN');
      given(eve)
        .when(change('kim', what, 'T'))
        .refuses('NOT_FOUND', idOf('T'));
      given(eve)
        .when(change('op', what, 'T'))
        .refuses('FORBIDDEN');
    }
  });
});

describe('deleting', () => {
  const held = [...scripts, assign('ada', 'S', ['kim', 'lee'])];

  it('is refused as long as anybody holds the set, and names them (PS-11, scenario 30)', () => {
    given(held)
      .when(change('ada', 'delete', 'S'))
      .refuses('PERMSET_IN_USE', '2 users', {
        count: 2,
        holders: expect.arrayContaining([{ id: idOf('kim'), name: 'kim' }]),
      })
      .and(unassign('ada', 'S', 'kim', 'lee'))
      .when(change('ada', 'delete', 'S'))
      .gives([
        {
          type: 'PermSetDeleted',
          target: 'S',
          cause: 'DIRECT',
          data: { formerHolderCount: 0, permissions: ['scripts=read', 'scripts=run'] },
        },
      ])
      .when(
        by('ada', 'createPermSet', {
          id: idOf('S2'),
          instance: idOf('shop'),
          name: 'S',
          permissions: ['a=b'],
        }),
      )
      .gives([{ type: 'PermSetCreated' }]);
    given(held, change('ada', 'disable', 'S'))
      .when(change('ada', 'delete', 'S'))
      .gives([{ type: 'PermSetDeleted' }]);
  });

  it('asks for `permset=delete`; who sees the set by holding it alone is not told who else does', () => {
    const some = [
      ...held,
      ...holding('eve', 'permset=edit', 'permset=read'),
      ...holding('del', 'permset=delete'),
    ];
    given(some)
      .when(change('eve', 'delete', 'S'))
      .refuses('FORBIDDEN');
    given(some)
      .when(change('del', 'delete', 'S'))
      .refuses('NOT_FOUND', idOf('S'));
    const refused = given(some, assign('op', 'S', ['del'])).when(change('del', 'delete', 'S'));
    refused.refuses('PERMSET_IN_USE', 'is assigned.');
  });

  it('ends all sets with their Instance, each taken from its holders by that (A32)', () => {
    const ended = (type: string, causedBy: number) => ({
      type,
      cause: 'RESOURCE_DELETED' as const,
      causedBy,
    });
    given(held, create('ada', 'T', ["permset=read('S')"]))
      .when(by('ann', 'deleteInstance', { instance: idOf('shop') }))
      .gives([
        { type: 'InstanceDeleted' },
        ended('PermissionRevoked', 0),
        ended('PermSetDeleted', 0),
        ended('PermSetUnassigned', 2),
        ended('PermSetDeleted', 0),
        ended('PermSetUnassigned', 4),
        ended('PermSetUnassigned', 4),
        ended('PermSetDeleted', 0),
      ]);
  });

  it('a deleted user holds it no longer', () => {
    given(held)
      .when(by('op', 'deleteUser', { user: 'kim@x.io' }))
      .gives([
        { type: 'UserDeleted' },
        { type: 'PermSetUnassigned', subject: 'kim', target: 'S', cause: 'RESOURCE_DELETED', causedBy: 0 },
      ]);
  });
});

describe('editing', () => {
  it('changes description and permissions, each by an event that says the difference (PS-13, PS-16)', () => {
    given(scripts)
      .when(edit('ada', 'S', { description: 'Runs', permissions: ['scripts=run', 'logs=read'] }))
      .gives([
        { type: 'PermSetDescriptionChanged', target: 'S', data: { from: null, to: 'Runs' } },
        {
          type: 'PermSetPermissionsChanged',
          target: 'S',
          data: {
            added: ['logs=read'],
            removed: ['scripts=read'],
            permissions: ['logs=read', 'scripts=run'],
          },
        },
      ])
      .when(edit('ada', 'S', { permissions: ['scripts=run', 'logs=read', 'scripts=run'] }))
      .changesNothing()
      .when(edit('ada', 'S', { description: null }))
      .gives([{ type: 'PermSetDescriptionChanged', data: { from: 'Runs', to: null } }])
      .when(edit('ada', 'S', {}))
      .changesNothing();
    given(scripts)
      .when(edit('ada', 'S', { permissions: [] }))
      .refuses('PERMSET_EMPTY');
  });

  it('asks for `permset=edit` for the set, and that what is brought is held (A18)', () => {
    const eve = [...scripts, ...holding('eve', 'permset=read', "permset=edit('S')", 'logs=read')];
    given(eve)
      .when(edit('eve', 'S', { permissions: ['scripts=run', 'logs=read'] }))
      .gives([{ type: 'PermSetPermissionsChanged' }]);
    given(eve)
      .when(edit('eve', 'S', { permissions: ['scripts=run', 'logs=write'] }))
      .refuses('CANNOT_GRANT_UNHELD', 'logs=write', { permissions: ['logs=write'] });
    given(eve)
      .when(edit('eve', 'EVE', { description: 'x' }))
      .refuses('FORBIDDEN');
    given(eve)
      .when(edit('kim', 'S', { description: 'x' }))
      .refuses('NOT_FOUND', idOf('S'));
  });

  it('lets what narrows a permission stay, however it is spelt', () => {
    const eve = [
      ...house,
      create('ada', 'S', ['a=*', "b=r('X','Y')"]),
      ...holding('eve', 'permset=edit', 'permset=read'),
    ];
    given(eve)
      .when(edit('eve', 'S', { permissions: ["a=r('Q')", "b=r('Y')"] }))
      .gives([{ type: 'PermSetPermissionsChanged' }]);
    given(eve)
      .when(edit('eve', 'S', { permissions: ["b=r('Y','Z')"] }))
      .refuses('CANNOT_GRANT_UNHELD', "b=r('Z')");
    // To name a set gives more than to see all of them.
    const named = [
      ...house,
      create('ada', 'S', ['permset=read']),
      ...holding('eve', 'permset=edit', 'permset=read'),
    ];
    given(named)
      .when(edit('eve', 'S', { permissions: ["permset=read('ADA')"] }))
      .refuses('CANNOT_GRANT_UNHELD', "permset=read('ADA')");
  });
});

describe('renaming', () => {
  const referred = [
    ...scripts,
    assign('ada', 'S', ['kim']),
    create('ada', 'R', ["permset=read('S','T')", "permset=edit('S')"]),
    create('ada', 'Q', ["permset=read('s')", "other=read('S')"]),
  ];

  it('keeps holders and the names in other sets (PS-14, PS-15)', () => {
    given(referred)
      .when(rename('ada', 'S', 'N'))
      .gives([{ type: 'PermSetRenamed', target: 'S', data: { from: 'S', to: 'N' } }])
      .when(rename('ada', 'S', 'N'))
      .changesNothing()
      .when(rename('ada', 'S', 'n'))
      .gives([{ type: 'PermSetRenamed', data: { from: 'N', to: 'n' } }]);
    given(referred)
      .when(rename('ada', 'S', 'r'))
      .refuses('NAME_TAKEN', 'r');
    given(referred)
      .when(rename('ada', 'S', ' '))
      .refuses('VALIDATION');
  });

  it('rewrites the sets that mention it on request, exactly these (A14)', () => {
    given(referred)
      .when(rename('ada', 'S', 'N', { updateReferences: true }))
      .gives([
        { type: 'PermSetRenamed', target: 'S', cause: 'DIRECT' },
        {
          type: 'PermSetPermissionsChanged',
          target: 'R',
          cause: 'PERMSET_RENAMED',
          causedBy: 0,
          data: { permissions: ["permset=edit('N')", "permset=read('N','T')"] },
        },
      ]);
  });

  it('asks for `permset=edit` for the set, and for each that is rewritten; those not seen are left alone', () => {
    const eve = [
      ...referred,
      ...holding('eve', "permset=edit('S')", 'permset=read'),
      ...holding('ned', 'permset=edit'),
      assign('ada', 'S', ['ned']),
      ...['m', 'ä', 'Z'].map((name) => create('ada', name, ["permset=delete('S')"])),
    ];
    given(eve)
      .when(rename('eve', 'S', 'N'))
      .gives([{ type: 'PermSetRenamed' }]);
    given(eve)
      .when(rename('eve', 'R', 'N'))
      .refuses('FORBIDDEN');
    given(eve)
      .when(rename('kim', 'R', 'N'))
      .refuses('NOT_FOUND', idOf('R'));
    const rewriting = given(eve).when(rename('eve', 'S', 'N', { updateReferences: true }));
    const unedited = ['EVE', 'm', 'R', 'Z', 'ä'];
    rewriting.refuses('FORBIDDEN', unedited.join(', '), { sets: unedited.map((name) => idOf(name)) });
    given(eve)
      .when(rename('ned', 'S', 'N', { updateReferences: true }))
      .gives([{ type: 'PermSetRenamed' }]);
  });

  it('takes a name that is mentioned only for what the actor could give (A16)', () => {
    const eve = [...referred, ...holding('eve', 'permset=edit', 'permset=read', 'users=edit')];
    given(eve)
      .when(rename('eve', 'S', 'T'))
      .refuses('CANNOT_GRANT_UNHELD', 'scripts=read, scripts=run');
    given(eve)
      .when(rename('eve', 'S', 'U'))
      .gives([{ type: 'PermSetRenamed' }]);
    given(eve)
      .when(rename('ada', 'S', 'T'))
      .gives([{ type: 'PermSetRenamed' }]);
    // Delegation of the very set does not count: it would serve others by another name.
    const dan = [...referred, ...holding('dan', 'permset=edit', "permset=read('S')", 'users=edit')];
    given(dan)
      .when(rename('dan', 'S', 'T'))
      .refuses('CANNOT_GRANT_UNHELD');
  });

  it('forgets what no set mentions any more', () => {
    const eve = [...referred, ...holding('eve', 'permset=edit', 'permset=read')];
    const gone = [edit('ada', 'R', { permissions: ['a=b'] })];
    given(eve, gone)
      .when(rename('eve', 'S', 'T'))
      .gives([{ type: 'PermSetRenamed' }]);
    given(eve, change('ada', 'delete', 'R'))
      .when(rename('eve', 'S', 'T'))
      .gives([{ type: 'PermSetRenamed' }]);
  });
});

describe('duplicating', () => {
  const duplicate = (actor: string, id: string, name?: string) =>
    by(actor, 'duplicatePermSet', { id: idOf(id), set: idOf('S'), ...(name && { name }) });

  it('copies all but the holders, under a name of its own (PS-19, PS-20, A22)', () => {
    given(house, create('ada', 'S', ['a=b'], { description: 'D', enabled: false }))
      .when(duplicate('ada', 'S1'))
      .gives([
        {
          type: 'PermSetCreated',
          target: 'S1',
          cause: 'DUPLICATE',
          data: { name: 'S (copy)', description: 'D', enabled: false, permissions: ['a=b'], sourceId: 'S' },
        },
      ])
      .when(duplicate('ada', 'S2'))
      .gives([{ type: 'PermSetCreated', data: { name: 'S (copy 2)' } }])
      .when(duplicate('ada', 'S3', 'Mine'))
      .gives([{ type: 'PermSetCreated', data: { name: 'Mine' } }])
      .when(duplicate('ada', 'S4', 's (COPY)'))
      .refuses('NAME_TAKEN');
  });

  it('asks for `permset=edit` without a list, and that the content is held', () => {
    const some = [
      ...scripts,
      ...holding('eve', 'permset=edit', 'permset=read'),
      ...holding('ned', "permset=edit('S')", 'permset=read', 'scripts=*'),
    ];
    given(some).when(duplicate('eve', 'S1')).refuses('CANNOT_GRANT_UNHELD', 'scripts=read');
    given(some).when(duplicate('ned', 'S1')).refuses('FORBIDDEN');
    given(some).when(duplicate('op', 'S1')).refuses('FORBIDDEN');
    given(some).when(duplicate('kim', 'S1')).refuses('NOT_FOUND', idOf('S'));
  });

  it('refuses a name that would be too long', () => {
    const long = 'S'.repeat(198);
    given(
      house,
      by('ada', 'createPermSet', { id: idOf('S'), instance: idOf('shop'), name: long, permissions: ['a=b'] }),
    )
      .when(duplicate('ada', 'S1'))
      .refuses('VALIDATION', 'too long');
  });
});
