import { describe, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

// olga owns acme; pia runs the project; vic is on it as a viewer; mia manages users; bob is outside.
const acme = [
  ...people('olga', 'pia', 'vic', 'mia', 'bob'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: idOf('P1'),
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
  }),
  by('olga', 'addProjectUser', { project: idOf('P1'), user: 'pia@x.io', roles: { project: 'ADMIN' } }),
];
const withMia = inHistory(
  by('olga', 'addMember', { organization: 'acme', user: 'mia@x.io', permissions: ['members'] }),
);

type Roles = { project?: string; environmentTypes?: { type: string; role: string }[] };

/** `VIEWER staging:VIEWER` as the roles of an input. */
function roles(text: string): Roles {
  const words = text.split(' ');
  const environmentTypes = words.flatMap((word) => {
    const [type = '', role] = word.split(':');
    return role ? [{ type: type.toUpperCase(), role }] : [];
  });
  const project = words.find((word) => word !== '' && !word.includes(':'));
  return { ...(project && { project }), ...(environmentTypes.length > 0 && { environmentTypes }) };
}

const add = (actor: string, user: string, what: string, more = {}) =>
  by(actor, 'addProjectUser', { project: idOf('P1'), user: `${user}@x.io`, roles: roles(what), ...more });
const update = (actor: string, user: string, what: string, more = {}) =>
  by(actor, 'updateProjectUser', { project: idOf('P1'), user: `${user}@x.io`, roles: roles(what), ...more });
const remove = (actor: string, user: string) =>
  by(actor, 'removeProjectUser', { project: idOf('P1'), user: `${user}@x.io` });

const typeRole = (environmentType: string, value: string) => ({
  kind: 'ENVIRONMENT_TYPE_ROLE',
  environmentType,
  value,
});
const projectRole = (value: string) => ({ kind: 'PROJECT_ROLE', value });

describe('adding a user to a project', () => {
  it('makes them a member without permissions and gives the roles, VIEWER implied (PJ-15, PJ-16, PJ-19)', () => {
    given(acme)
      .when(add('pia', 'bob', 'development:CONTRIBUTOR staging:VIEWER'))
      .gives([
        { type: 'MemberAdded', subject: 'bob', target: 'acme', cause: 'PROJECT_ADD', data: {} },
        {
          type: 'PermissionGranted',
          subject: 'bob',
          target: 'P1',
          cause: 'DIRECT',
          data: projectRole('VIEWER'),
        },
        { type: 'PermissionGranted', cause: 'DIRECT', data: typeRole('STAGING', 'VIEWER') },
        { type: 'PermissionGranted', cause: 'DIRECT', data: typeRole('DEVELOPMENT', 'CONTRIBUTOR') },
      ]);
  });

  it('leaves the permissions of a member alone (PJ-20)', () => {
    given(acme, withMia)
      .when(add('pia', 'mia', 'VIEWER'))
      .gives([{ type: 'PermissionGranted', subject: 'mia', data: projectRole('VIEWER') }]);
  });

  it('finds the email whatever its case and blanks (XP-13)', () => {
    given(acme)
      .when(
        by('pia', 'addProjectUser', {
          project: idOf('P1'),
          user: ' BOB@X.io ',
          roles: { project: 'ADMIN' },
        }),
      )
      .gives([{ type: 'MemberAdded' }, { type: 'PermissionGranted', data: projectRole('ADMIN') }]);
  });

  it('needs a project admin: `members` does not suffice (PJ-14)', () => {
    given(acme, withMia)
      .when(add('mia', 'bob', 'VIEWER'))
      .refuses('FORBIDDEN');
    given(acme)
      .when(add('olga', 'bob', 'VIEWER'))
      .gives([{ type: 'MemberAdded' }, { type: 'PermissionGranted' }]);
  });

  it('tells of an unregistered email only after the caller’s rights (A34)', () => {
    given(acme, withMia)
      .when(add('pia', 'nobody', 'VIEWER'))
      .refuses('USER_NOT_REGISTERED', 'nobody@x.io');
    given(acme, withMia)
      .when(add('mia', 'nobody', 'VIEWER'))
      .refuses('FORBIDDEN');
  });

  it('does not find by id whom the caller may not know of', () => {
    const byId = (user: string) =>
      by('pia', 'addProjectUser', { project: idOf('P1'), user: idOf(user), roles: { project: 'VIEWER' } });
    given(acme).when(byId('bob')).refuses('NOT_FOUND');
    given(acme).when(byId('ghost')).refuses('NOT_FOUND');
    // The owner is on every project, by no grant.
    given(acme).when(byId('olga')).refuses('OWNER_IMMUTABLE');
    given(acme, withMia)
      .when(by('olga', 'addProjectUser', { project: idOf('P1'), user: idOf('mia'), roles: roles('VIEWER') }))
      .gives([{ type: 'PermissionGranted', subject: 'mia' }]);
    given(acme)
      .when(inHistory(byId('bob')))
      .gives([{ type: 'MemberAdded' }, { type: 'PermissionGranted' }]);
  });

  it('answers with the roles of somebody who is on the project (A28)', () => {
    given(acme, add('pia', 'bob', 'staging:VIEWER'))
      .when(add('pia', 'bob', 'ADMIN'))
      .refuses('ALREADY_MEMBER', 'bob@x.io', {
        roles: { project: 'VIEWER', environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] },
      });
  });

  it('does not combine ADMIN with type roles, except NONE (A9)', () => {
    given(acme)
      .when(add('pia', 'bob', 'ADMIN staging:VIEWER'))
      .refuses('ADMIN_TYPE_ROLE_CONFLICT');
    given(acme)
      .when(add('pia', 'bob', 'ADMIN staging:NONE'))
      .gives([{ type: 'MemberAdded' }, { type: 'PermissionGranted', data: projectRole('ADMIN') }]);
  });

  it.each([['staging:NONE'], [''], ['staging:VIEWER staging:ADMIN'], ['OWNER'], ['live:VIEWER']])(
    'refuses roles that say nothing or make no sense: "%s"',
    (what) => {
      given(acme)
        .when(add('pia', 'bob', what))
        .refuses('VALIDATION');
    },
  );

  it('refuses the owner, who is admin of every project anyway (A33)', () => {
    given(acme)
      .when(add('pia', 'olga', 'VIEWER'))
      .refuses('OWNER_IMMUTABLE');
  });
});

describe('changing roles', () => {
  const bob = add('pia', 'bob', 'VIEWER development:CONTRIBUTOR');

  it('merges: what is not named stays (A9, PJ-22)', () => {
    given(acme, bob)
      .when(update('pia', 'bob', 'production:VIEWER'))
      .gives([{ type: 'PermissionGranted', cause: 'DIRECT', data: typeRole('PRODUCTION', 'VIEWER') }]);
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER'))
      .changesNothing();
  });

  it('sets several at once, and NONE removes', () => {
    given(acme, bob)
      .when(update('olga', 'bob', 'development:NONE staging:ADMIN production:VIEWER'))
      .gives([
        { type: 'PermissionRevoked', data: typeRole('DEVELOPMENT', 'CONTRIBUTOR'), cause: 'DIRECT' },
        { type: 'PermissionGranted', data: typeRole('PRODUCTION', 'VIEWER') },
        { type: 'PermissionGranted', data: typeRole('STAGING', 'ADMIN') },
      ]);
  });

  it('sets exactly with replace', () => {
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER production:VIEWER', { replace: true }))
      .gives([
        { type: 'PermissionRevoked', data: typeRole('DEVELOPMENT', 'CONTRIBUTOR') },
        { type: 'PermissionGranted', data: typeRole('PRODUCTION', 'VIEWER') },
      ]);
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER', { replace: true }))
      .gives([{ type: 'PermissionRevoked', data: typeRole('DEVELOPMENT', 'CONTRIBUTOR') }]);
  });

  it('records another level as one event, and the same as none (IN-12, IN-03)', () => {
    given(acme, bob)
      .when(update('pia', 'bob', 'development:ADMIN'))
      .gives([
        {
          type: 'PermissionChanged',
          subject: 'bob',
          target: 'P1',
          data: {
            kind: 'ENVIRONMENT_TYPE_ROLE',
            environmentType: 'DEVELOPMENT',
            from: 'CONTRIBUTOR',
            to: 'ADMIN',
          },
        },
      ])
      .when(update('pia', 'bob', 'development:ADMIN'))
      .changesNothing();
  });

  it('takes the type roles of whoever is raised to admin (I4)', () => {
    given(acme, bob, update('pia', 'bob', 'staging:VIEWER'))
      .when(update('pia', 'bob', 'ADMIN'))
      .gives([
        { type: 'PermissionChanged', cause: 'DIRECT', data: { from: 'VIEWER', to: 'ADMIN' } },
        {
          type: 'PermissionRevoked',
          cause: 'ROLE_RAISED_TO_ADMIN',
          causedBy: 0,
          data: typeRole('DEVELOPMENT', 'CONTRIBUTOR'),
        },
        {
          type: 'PermissionRevoked',
          cause: 'ROLE_RAISED_TO_ADMIN',
          causedBy: 0,
          data: typeRole('STAGING', 'VIEWER'),
        },
      ]);
  });

  it('refuses ADMIN with type roles, and type roles alone for an admin; VIEWER lowers (A9)', () => {
    given(acme, bob)
      .when(update('olga', 'bob', 'ADMIN staging:VIEWER'))
      .refuses('ADMIN_TYPE_ROLE_CONFLICT');
    given(acme)
      .when(update('olga', 'pia', 'staging:VIEWER'))
      .refuses('ADMIN_TYPE_ROLE_CONFLICT', 'is an admin');
    given(acme)
      .when(update('olga', 'pia', 'staging:NONE'))
      .changesNothing();
    given(acme)
      .when(update('olga', 'pia', 'VIEWER staging:VIEWER'))
      .gives([
        { type: 'PermissionChanged', data: { from: 'ADMIN', to: 'VIEWER' } },
        { type: 'PermissionGranted', data: typeRole('STAGING', 'VIEWER') },
      ]);
  });

  it('does not find somebody who is not on the project, or nobody (PJ-24)', () => {
    given(acme, withMia)
      .when(update('pia', 'mia', 'VIEWER'))
      .refuses('USER_NOT_FOUND', 'mia@x.io');
    given(acme)
      .when(update('pia', 'nobody', 'VIEWER'))
      .refuses('USER_NOT_FOUND', 'nobody@x.io');
  });

  it('cannot touch the owner (PJ-29)', () => {
    given(acme)
      .when(update('pia', 'olga', 'VIEWER'))
      .refuses('OWNER_IMMUTABLE');
    given(acme)
      .when(update('olga', 'olga', 'VIEWER'))
      .refuses('OWNER_IMMUTABLE');
    given(acme)
      .when(inHistory(update('pia', 'olga', 'VIEWER')))
      .refuses('OWNER_IMMUTABLE');
  });
});

describe('changing roles by `members` alone (A11, A12)', () => {
  const begin = () => given(acme, withMia, add('pia', 'bob', 'VIEWER development:CONTRIBUTOR'));

  it('may lower and take away', () => {
    begin()
      .when(update('mia', 'bob', 'development:VIEWER'))
      .gives([{ type: 'PermissionChanged', data: { from: 'CONTRIBUTOR', to: 'VIEWER' } }]);
    begin()
      .when(update('mia', 'bob', 'development:NONE'))
      .gives([{ type: 'PermissionRevoked' }]);
    begin()
      .when(update('mia', 'pia', 'VIEWER development:ADMIN'))
      .gives([
        { type: 'PermissionChanged', data: { from: 'ADMIN', to: 'VIEWER' } },
        { type: 'PermissionGranted', data: typeRole('DEVELOPMENT', 'ADMIN') },
      ]);
  });

  it('may not give rights that it does not hold on the project', () => {
    begin()
      .when(update('mia', 'bob', 'ADMIN'))
      .refuses('CANNOT_GRANT_UNHELD', 'MANAGE_USER_ACCESS');
    begin()
      .when(update('mia', 'bob', 'development:ADMIN'))
      .refuses('CANNOT_GRANT_UNHELD', undefined, {
        unheld: [{ type: 'DEVELOPMENT', rights: ['CHANGE_SETTINGS', 'EXECUTE_ACTIONS'] }],
      });
    begin()
      .when(update('mia', 'bob', 'staging:VIEWER'))
      .refuses('CANNOT_GRANT_UNHELD', 'BRANCH_ENVIRONMENT');
    begin()
      .when(inHistory(update('mia', 'bob', 'ADMIN')))
      .gives([{ type: 'PermissionChanged' }, { type: 'PermissionRevoked' }]);
  });

  it('may give rights that it holds there', () => {
    begin()
      .and(add('pia', 'mia', 'staging:CONTRIBUTOR'))
      .when(update('mia', 'bob', 'staging:VIEWER'))
      .gives([{ type: 'PermissionGranted', data: typeRole('STAGING', 'VIEWER') }])
      .when(update('mia', 'bob', 'production:VIEWER'))
      .refuses('CANNOT_GRANT_UNHELD', 'PRODUCTION');
  });

  it('may let a role end sooner, and not last longer than it holds', () => {
    begin()
      .when(update('mia', 'bob', 'development:CONTRIBUTOR', { expiresAt: '2020-06-01T00:00:00Z' }))
      .gives([{ type: 'PermissionExpiryChanged', data: { from: null, to: '2020-06-01T00:00:00.000Z' } }])
      .when(update('mia', 'bob', 'development:CONTRIBUTOR', { expiresAt: null }))
      .refuses('CANNOT_GRANT_UNHELD');
  });

  it('may not change its own roles; a project admin may', () => {
    const both = begin().and(add('pia', 'mia', 'staging:CONTRIBUTOR'));
    both.when(update('mia', 'mia', 'staging:VIEWER')).refuses('SELF_EDIT_FORBIDDEN');
    both.when(remove('mia', 'mia')).refuses('SELF_EDIT_FORBIDDEN');
    both.when(update('pia', 'pia', 'VIEWER')).gives([{ type: 'PermissionChanged' }]);
  });
});

describe('removing from a project', () => {
  it('takes the role and the type roles, and leaves the membership (PJ-25, A26)', () => {
    given(acme, add('pia', 'bob', 'development:CONTRIBUTOR staging:VIEWER'))
      .when(remove('pia', 'bob'))
      .gives([
        { type: 'PermissionRevoked', subject: 'bob', cause: 'DIRECT', data: projectRole('VIEWER') },
        {
          type: 'PermissionRevoked',
          cause: 'PROJECT_REMOVAL',
          causedBy: 0,
          data: typeRole('DEVELOPMENT', 'CONTRIBUTOR'),
        },
        {
          type: 'PermissionRevoked',
          cause: 'PROJECT_REMOVAL',
          causedBy: 0,
          data: typeRole('STAGING', 'VIEWER'),
        },
      ])
      .when(add('pia', 'bob', 'VIEWER'))
      .gives([{ type: 'PermissionGranted', data: projectRole('VIEWER') }]);
  });

  it('touches no other project', () => {
    const second = by('olga', 'createProject', {
      id: idOf('P2'),
      organization: 'acme',
      title: 'Two',
      environmentId: idOf('main 2'),
    });
    given(acme, second, add('pia', 'bob', 'staging:VIEWER'))
      .and(
        by('olga', 'addProjectUser', {
          project: idOf('P2'),
          user: 'bob@x.io',
          roles: roles('staging:ADMIN'),
        }),
      )
      .when(remove('pia', 'bob'))
      .gives([
        { type: 'PermissionRevoked', target: 'P1' },
        { type: 'PermissionRevoked', target: 'P1' },
      ]);
  });

  it('lets `members` remove whom it could not add (PJ-14, PJ-23)', () => {
    given(acme, withMia, add('pia', 'bob', 'VIEWER'))
      .when(remove('mia', 'bob'))
      .gives([{ type: 'PermissionRevoked' }]);
  });

  it('refuses strangers, the owner, and callers without authority', () => {
    given(acme).when(remove('pia', 'bob')).refuses('USER_NOT_FOUND');
    given(acme).when(remove('pia', 'nobody')).refuses('USER_NOT_FOUND');
    given(acme).when(remove('pia', 'olga')).refuses('OWNER_IMMUTABLE');
    given(acme, add('pia', 'vic', 'VIEWER'))
      .when(remove('vic', 'pia'))
      .refuses('FORBIDDEN');
    given(acme, add('pia', 'vic', 'VIEWER'))
      .when(remove('vic', 'vic'))
      .refuses('FORBIDDEN');
    given(acme)
      .when(remove('pia', 'pia'))
      .gives([{ type: 'PermissionRevoked', subject: 'pia' }]);
  });
});

describe('roles that end by themselves (T4, T5)', () => {
  const june = '2020-06-01T00:00:00.000Z';
  const july = '2020-07-01T00:00:00.000Z';
  const until = (expiresAt: string | null) => ({ expiresAt });

  it('gives all roles of an addition the same end', () => {
    given(acme)
      .when(add('pia', 'bob', 'staging:VIEWER', until('2020-06-01T02:00:00+02:00')))
      .gives([
        { type: 'MemberAdded' },
        { type: 'PermissionGranted', data: { expiresAt: june } },
        { type: 'PermissionGranted', data: { expiresAt: june } },
      ]);
  });

  it('keeps an end that is left out, clears it with null, and makes no event of the same', () => {
    const bob = add('pia', 'bob', 'VIEWER', until(june));
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER'))
      .changesNothing();
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER', until(june)))
      .changesNothing();
    given(acme, bob)
      .when(update('pia', 'bob', 'ADMIN'))
      .gives([{ type: 'PermissionChanged', data: { from: 'VIEWER', to: 'ADMIN', expiresAt: june } }]);
    given(acme, bob)
      .when(update('pia', 'bob', 'VIEWER', until(null)))
      .gives([{ type: 'PermissionExpiryChanged', data: { value: 'VIEWER', from: june, to: null } }]);
  });

  it('lets a new type role end with its project role', () => {
    given(acme, add('pia', 'bob', 'VIEWER', until(june)))
      .when(update('pia', 'bob', 'staging:VIEWER'))
      .gives([{ type: 'PermissionGranted', data: { ...typeRole('STAGING', 'VIEWER'), expiresAt: june } }]);
  });

  it('refuses a type role that would outlast its project role', () => {
    const bob = add('pia', 'bob', 'VIEWER', until(june));
    given(acme, bob)
      .when(update('pia', 'bob', 'staging:VIEWER', until(july)))
      .refuses('VALIDATION', 'STAGING');
    given(acme, bob)
      .when(update('pia', 'bob', 'staging:VIEWER', until(null)))
      .refuses('VALIDATION', 'STAGING');
    given(acme, add('pia', 'bob', 'staging:VIEWER', until(july)))
      .when(update('pia', 'bob', 'VIEWER', until(june)))
      .refuses('VALIDATION', 'STAGING');
    given(acme, add('pia', 'bob', 'staging:VIEWER', until(july)))
      .when(update('pia', 'bob', 'VIEWER staging:VIEWER', until(june)))
      .gives([{ type: 'PermissionExpiryChanged' }, { type: 'PermissionExpiryChanged' }]);
  });

  it('refuses an end that is not later than now, before anything else (U5)', () => {
    given(acme)
      .when(add('pia', 'bob', 'VIEWER', until('2020-01-01T00:00:00Z')))
      .refuses('VALIDATION', 'expiresAt');
    given(acme)
      .when(update('bob', 'nobody', 'VIEWER', until('2019-01-01T00:00:00Z')))
      .refuses('VALIDATION', 'expiresAt');
    given(acme)
      .when(add('pia', 'bob', 'VIEWER', until('soon')))
      .refuses('VALIDATION');
  });
});
