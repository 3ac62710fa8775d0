import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const join = (user: string, ...permissions: string[]) =>
  inHistory(by('olga', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const update = (actor: string, user: string, permissions: string[], more = {}) =>
  by(actor, 'updateMember', { organization: 'acme', user: `${user}@x.io`, permissions, ...more });
const remove = (actor: string, ...users: string[]) =>
  by(actor, 'removeMembers', { organization: 'acme', users: users.map((user) => `${user}@x.io`) });

// olga owns acme; mia manages users and bills; alice has plans and lists; bob is a bare member; zoe is outside.
const acme = [
  ...people('olga', 'mia', 'alice', 'bob', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  join('mia', 'members', 'billing'),
  join('alice', 'plans', 'projects:list'),
  join('bob'),
];
const permission = (value: string) => ({ kind: 'ORGANIZATION_PERMISSION', value });

describe('adding a member, in history', () => {
  it('gives permissions until their end, and membership without one (T5)', () => {
    const until = { organization: 'acme', user: 'zoe@x.io', permissions: ['plans'] };
    given(acme)
      .when(inHistory(by('olga', 'addMember', { ...until, expiresAt: '2020-06-01T00:00:00Z' })))
      .gives([
        { type: 'MemberAdded', subject: 'zoe', data: {} },
        {
          type: 'PermissionGranted',
          data: { ...permission('plans'), expiresAt: '2020-06-01T00:00:00.000Z' },
        },
      ]);
    given(acme)
      .when(inHistory(by('olga', 'addMember', { ...until, expiresAt: '2020-01-01T00:00:00Z' })))
      .refuses('VALIDATION', 'expiresAt');
  });

  it('makes a member with permissions, each a grant', () => {
    given(acme)
      .when(join('zoe', 'plans', 'billing', 'plans'))
      .gives([
        { type: 'MemberAdded', subject: 'zoe', target: 'acme', cause: 'DIRECT', data: {} },
        { type: 'PermissionGranted', subject: 'zoe', data: permission('billing') },
        { type: 'PermissionGranted', subject: 'zoe', data: permission('plans') },
      ]);
  });

  it('refuses a member, an unknown permission and nobody', () => {
    given(acme).when(join('bob', 'plans')).refuses('ALREADY_MEMBER');
    given(acme).when(join('olga')).refuses('ALREADY_MEMBER');
    given(acme).when(join('zoe', 'project:create')).refuses('INVALID_PERMISSION', 'project:create');
    given(acme).when(join('nobody')).refuses('USER_NOT_REGISTERED');
  });
});

describe('updating a member', () => {
  it('replaces: an event for each difference, none for what stays (OG-16, scenario 21)', () => {
    given(acme)
      .when(update('olga', 'alice', ['plans', 'billing']))
      .gives([
        { type: 'PermissionRevoked', subject: 'alice', cause: 'DIRECT', data: permission('projects:list') },
        { type: 'PermissionGranted', subject: 'alice', cause: 'DIRECT', data: permission('billing') },
      ])
      .when(update('olga', 'alice', ['billing', 'plans', 'billing']))
      .changesNothing();
    given(acme)
      .when(update('olga', 'alice', []))
      .gives([{ type: 'PermissionRevoked' }, { type: 'PermissionRevoked' }]);
  });

  it('lets `members` add only what it holds itself; kept and removed ones need not be (OG-05, A12)', () => {
    given(acme)
      .when(update('mia', 'alice', ['plans', 'billing']))
      .gives([{ type: 'PermissionRevoked' }, { type: 'PermissionGranted' }]);
    given(acme)
      .when(update('mia', 'bob', ['billing', 'plans', 'projects:create']))
      .refuses('CANNOT_GRANT_UNHELD', 'plans, projects:create', {
        permissions: ['plans', 'projects:create'],
      });
    given(acme)
      .when(inHistory(update('mia', 'bob', ['plans'])))
      .gives([{ type: 'PermissionGranted' }]);
  });

  it('cannot lift two holders of `members` by each other (A12)', () => {
    given(acme, join('zoe', 'members'))
      .when(update('mia', 'zoe', ['members', 'plans']))
      .refuses('CANNOT_GRANT_UNHELD')
      .when(update('zoe', 'mia', ['members', 'billing', 'plans']))
      .refuses('CANNOT_GRANT_UNHELD')
      .when(update('mia', 'zoe', ['members', 'billing']))
      .gives([{ type: 'PermissionGranted' }]);
  });

  it('is refused for oneself and for the owner (OG-04, OG-09, scenario 24)', () => {
    given(acme)
      .when(update('mia', 'mia', ['billing']))
      .refuses('SELF_EDIT_FORBIDDEN');
    given(acme)
      .when(update('mia', 'olga', []))
      .refuses('OWNER_IMMUTABLE');
    given(acme)
      .when(update('olga', 'olga', []))
      .refuses('OWNER_IMMUTABLE');
    given(acme)
      .when(inHistory(update('mia', 'olga', [])))
      .refuses('OWNER_IMMUTABLE');
    given(acme)
      .when(inHistory(update('mia', 'mia', ['members'])))
      .gives([{ type: 'PermissionRevoked' }]);
  });

  it('does not tell somebody unregistered from somebody who is no member', () => {
    given(acme)
      .when(update('mia', 'zoe', []))
      .refuses('USER_NOT_FOUND', 'zoe@x.io');
    given(acme)
      .when(update('mia', 'nobody', []))
      .refuses('USER_NOT_FOUND', 'nobody@x.io');
  });

  it('names a permission that there is not (OG-01)', () => {
    given(acme)
      .when(update('olga', 'bob', ['plans', 'project:create', 'Members']))
      .refuses('INVALID_PERMISSION', 'project:create, Members', { unknown: ['project:create', 'Members'] });
  });

  it('is for the owner and `members`, and hidden from outsiders', () => {
    given(acme)
      .when(update('alice', 'bob', []))
      .refuses('FORBIDDEN');
    given(acme)
      .when(update('op', 'bob', []))
      .refuses('FORBIDDEN');
    given(acme)
      .when(update('zoe', 'bob', []))
      .refuses('NOT_FOUND');
  });
});

describe('permissions that end by themselves', () => {
  const june = '2020-06-01T00:00:00.000Z';

  it('gives, keeps, changes and clears an end (A4)', () => {
    given(acme)
      .when(update('olga', 'bob', ['plans'], { expiresAt: june }))
      .gives([{ type: 'PermissionGranted', data: { ...permission('plans'), expiresAt: june } }])
      .when(update('olga', 'bob', ['plans']))
      .changesNothing()
      .when(update('olga', 'bob', ['plans'], { expiresAt: null }))
      .gives([{ type: 'PermissionExpiryChanged', data: { ...permission('plans'), from: june, to: null } }]);
  });

  it('lets `members` shorten what it does not hold, and not lengthen it', () => {
    given(acme)
      .when(update('mia', 'alice', ['plans', 'projects:list'], { expiresAt: june }))
      .gives([{ type: 'PermissionExpiryChanged' }, { type: 'PermissionExpiryChanged' }])
      .when(update('mia', 'alice', ['plans', 'projects:list'], { expiresAt: null }))
      .refuses('CANNOT_GRANT_UNHELD', 'plans, projects:list');
  });

  it('ends at the instant, and authority with it', () => {
    const scenario = given(acme, update('olga', 'mia', ['members', 'billing'], { expiresAt: june }));
    const expired = scenario.at(june);
    expect(expired.map(({ type, subject, actor }) => [type, subject, actor])).toEqual([
      ['PermissionExpired', idOf('mia'), 'system:expirer'],
      ['PermissionExpired', idOf('mia'), 'system:expirer'],
    ]);
    scenario.when(update('mia', 'bob', [])).refuses('FORBIDDEN');
  });
});

describe('removing members', () => {
  const project = idOf('P1');
  const onProject = [
    by('olga', 'createProject', {
      id: project,
      organization: 'acme',
      title: 'One',
      environmentId: idOf('main'),
    }),
    by('olga', 'addProjectUser', {
      project,
      user: 'alice@x.io',
      roles: { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] },
    }),
  ];

  it('takes everything that the member held there, each fact in the log (OG-18)', () => {
    given(acme, onProject)
      .when(remove('mia', 'alice'))
      .gives([
        { type: 'MemberRemoved', subject: 'alice', target: 'acme', cause: 'DIRECT', data: {} },
        {
          type: 'PermissionRevoked',
          subject: 'alice',
          cause: 'ORG_REMOVAL',
          causedBy: 0,
          data: { kind: 'ENVIRONMENT_TYPE_ROLE', environmentType: 'STAGING', value: 'ADMIN' },
        },
        { type: 'PermissionRevoked', cause: 'ORG_REMOVAL', causedBy: 0, data: permission('plans') },
        { type: 'PermissionRevoked', cause: 'ORG_REMOVAL', causedBy: 0, data: permission('projects:list') },
        { type: 'PermissionRevoked', cause: 'ORG_REMOVAL', causedBy: 0, data: { kind: 'PROJECT_ROLE' } },
      ]);
  });

  it('removes many at once, each with its own causes (OG-19)', () => {
    given(acme)
      .when(remove('mia', 'bob', 'alice'))
      .gives([
        { type: 'MemberRemoved', subject: 'bob', cause: 'BULK' },
        { type: 'MemberRemoved', subject: 'alice', cause: 'BULK' },
        { type: 'PermissionRevoked', subject: 'alice', cause: 'ORG_REMOVAL', causedBy: 1 },
        { type: 'PermissionRevoked', subject: 'alice', cause: 'ORG_REMOVAL', causedBy: 1 },
      ]);
  });

  it('counts somebody named twice once', () => {
    given(acme)
      .when(
        by('mia', 'removeMembers', { organization: 'acme', users: ['bob@x.io', idOf('bob'), 'BOB@x.io'] }),
      )
      .gives([{ type: 'MemberRemoved', subject: 'bob', cause: 'DIRECT' }]);
  });

  it('fails as a whole with the owner, oneself or a stranger in it (OG-20)', () => {
    given(acme)
      .when(remove('mia', 'bob', 'olga'))
      .refuses('OWNER_NOT_REMOVABLE');
    given(acme).when(remove('olga', 'olga')).refuses('OWNER_NOT_REMOVABLE');
    given(acme)
      .when(remove('mia', 'bob', 'mia'))
      .refuses('SELF_EDIT_FORBIDDEN');
    given(acme)
      .when(remove('mia', 'bob', 'zoe', 'nobody'))
      .refuses('USER_NOT_FOUND', 'zoe@x.io, nobody@x.io', { users: ['zoe@x.io', 'nobody@x.io'] });
    given(acme)
      .when(by('mia', 'removeMembers', { organization: 'acme', users: [] }))
      .refuses('VALIDATION');
  });

  it('leaves other organizations alone (OG-22), and coming back restores nothing (OG-23)', () => {
    const beta = [
      by('zoe', 'createOrganization', { id: idOf('beta'), name: 'beta' }),
      inHistory(by('zoe', 'addMember', { organization: 'beta', user: 'alice@x.io', permissions: ['plans'] })),
    ];
    const scenario = given(acme, onProject, beta, remove('olga', 'alice'));
    expect(scenario.state.allGrantsOf(idOf('alice')).map(({ scope }) => scope)).toEqual([
      idOf('beta'),
      idOf('beta'),
    ]);
    scenario.when(join('alice')).gives([{ type: 'MemberAdded', subject: 'alice' }]);
  });

  it('is for the owner and `members`', () => {
    given(acme).when(remove('alice', 'bob')).refuses('FORBIDDEN');
    given(acme).when(remove('zoe', 'bob')).refuses('NOT_FOUND');
  });
});
