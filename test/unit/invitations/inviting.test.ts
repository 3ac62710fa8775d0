import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const hash = (digit: string) => digit.repeat(64);
const join = (user: string, ...permissions: string[]) =>
  inHistory(by('olga', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const project = idOf('shop');

/** Invitations to acme are `inv1`, `inv2` ... in the order of the emails. */
const invite = (actor: string, emails: string[], permissions: string[], more = {}) =>
  by(actor, 'inviteToOrganization', {
    organization: 'acme',
    emails,
    permissions,
    ids: emails.map((_, n) => idOf(`inv${n + 1}`)),
    tokenHashes: emails.map((_, n) => hash(String(n))),
    ...more,
  });
const add = (actor: string, email: string, roles: object, more = {}) =>
  by(actor, 'addProjectUser', {
    project,
    user: email,
    roles,
    invitationId: idOf('pro'),
    tokenHash: hash('a'),
    ...more,
  });

// olga owns acme and its project; mia manages users and bills; ada is admin of the project; bob is a bare member.
const acme = [
  ...people('olga', 'mia', 'ada', 'bob', 'zoe'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'Shop',
    environmentId: idOf('main'),
  }),
  join('mia', 'members', 'billing'),
  join('bob', 'plans'),
  by('olga', 'addProjectUser', { project, user: 'ada@x.io', roles: { project: 'ADMIN' } }),
];
const nothing = { permissions: [], projectRole: null, environmentTypes: [], expiresAt: null };

describe('inviting to an organization', () => {
  it('is one command with an invitation an email, registered or not (OG-14, A6, scenario 20)', () => {
    given(acme)
      .when(invite('olga', ['new@y.io', 'Zoe@X.io'], ['projects:create', 'billing']))
      .gives(
        ['inv1', 'inv2'].map((target) => ({
          type: 'InvitationCreated',
          target,
          cause: 'DIRECT' as const,
          data: {
            kind: 'ORGANIZATION',
            targetId: 'acme',
            requested: { ...nothing, permissions: ['billing', 'projects:create'] },
          },
        })),
      );
  });

  it('keeps emails and the hashes of tokens out of the events', () => {
    const { log } = given(acme, invite('olga', ['new@y.io'], []));
    const [invited] = log.filter(({ type }) => type === 'InvitationCreated');
    expect(invited?.subject).toBeUndefined();
    expect(invited?.personal).toEqual({ email: expect.any(String) });
    expect(JSON.stringify({ ...invited, personal: null })).not.toMatch(/new@|0000000000000/);
  });

  it('takes an email once however often it is written, and may offer nothing, or for a time', () => {
    const expiresAt = '2020-06-01T00:00:00.000Z';
    given(acme)
      .when(invite('mia', ['new@y.io', ' NEW@Y.io'], [], { expiresAt }))
      .gives([{ type: 'InvitationCreated', data: { requested: { ...nothing, expiresAt } } }]);
    given(acme)
      .when(invite('mia', ['new@y.io'], [], { expiresAt: '2020-01-01T00:00:00Z' }))
      .refuses('VALIDATION');
    given(acme)
      .when(invite('mia', [], []))
      .refuses('VALIDATION');
    given(acme)
      .when(invite('mia', ['new@y.io', 'new'], []))
      .refuses('VALIDATION');
  });

  it('offers only what the inviter holds, and only what there is (OG-05, OG-13)', () => {
    given(acme)
      .when(invite('mia', ['new@y.io'], ['plans']))
      .refuses('CANNOT_GRANT_UNHELD', 'plans');
    given(acme)
      .when(invite('mia', ['new@y.io'], ['billing']))
      .gives([{ type: 'InvitationCreated' }]);
    given(acme)
      .when(invite('olga', ['new@y.io'], ['project:create']))
      .refuses('INVALID_PERMISSION');
    given(acme)
      .when(invite('bob', ['new@y.io'], ['plans']))
      .refuses('FORBIDDEN');
  });

  it('is all or nothing and names every refused address with why, and what is held', () => {
    given(acme, invite('olga', ['old@y.io'], []))
      .when(invite('olga', ['new@y.io', 'Bob@x.io', 'OLD@y.io', 'olga@x.io'], []))
      .refuses('ALREADY_MEMBER', 'Bob@x.io is a member already; OLD@y.io is invited already; olga@x.io', {
        refused: [
          { email: 'Bob@x.io', code: 'ALREADY_MEMBER', permissions: ['plans'] },
          { email: 'OLD@y.io', code: 'INVITATION_PENDING' },
          {
            email: 'olga@x.io',
            code: 'ALREADY_MEMBER',
            permissions: ['billing', 'plans', 'members', 'projects:create', 'projects:list'],
          },
        ],
      });
  });

  it('refuses an email that is invited; `force` replaces and sends again (A28)', () => {
    const scenario = given(acme, invite('olga', ['new@y.io'], ['plans']));
    const again = { ids: [idOf('inv9')], tokenHashes: [hash('9')] };
    scenario.when(invite('mia', ['NEW@y.io'], ['billing'], again)).refuses('INVITATION_PENDING');
    scenario.when(invite('mia', ['NEW@y.io'], ['billing'], { ...again, force: true })).gives([
      {
        type: 'InvitationResent',
        target: 'inv1',
        data: { kind: 'ORGANIZATION', requested: { ...nothing, permissions: ['billing'] } },
      },
    ]);
  });

  it('to two organizations, or to one and its project, is two invitations', () => {
    given(acme, invite('olga', ['new@y.io'], []), add('ada', 'new@y.io', { project: 'VIEWER' }))
      .and(by('olga', 'createOrganization', { id: idOf('beta'), name: 'beta' }))
      .when(invite('olga', ['new@y.io'], [], { organization: 'beta', ids: [idOf('inv9')] }))
      .gives([{ type: 'InvitationCreated', target: 'inv9' }]);
  });
});

describe('adding an email of nobody to a project', () => {
  it('invites it, with the roles that somebody new would get (A6, scenario 12)', () => {
    given(acme)
      .when(add('ada', 'new@y.io', { environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] }))
      .gives([
        {
          type: 'InvitationCreated',
          target: 'pro',
          cause: 'DIRECT',
          data: {
            kind: 'PROJECT',
            targetId: 'shop',
            requested: {
              ...nothing,
              projectRole: 'VIEWER',
              environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }],
            },
          },
        },
      ]);
  });

  it('needs a project admin, and no contradiction in the roles', () => {
    given(acme)
      .when(add('mia', 'new@y.io', { project: 'VIEWER' }))
      .refuses('FORBIDDEN');
    given(acme)
      .when(add('bob', 'new@y.io', { project: 'VIEWER' }))
      .refuses('NOT_FOUND');
    const contradiction = { project: 'ADMIN', environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] };
    given(acme)
      .when(add('ada', 'new@y.io', contradiction))
      .refuses('ADMIN_TYPE_ROLE_CONFLICT');
  });

  it('refuses an email that is invited; `force` replaces', () => {
    const scenario = given(acme, add('ada', 'new@y.io', { project: 'ADMIN' }));
    const more = { invitationId: idOf('other'), tokenHash: hash('b') };
    scenario.when(add('olga', 'NEW@y.io', { project: 'VIEWER' }, more)).refuses('INVITATION_PENDING');
    scenario
      .when(add('olga', 'NEW@y.io', { project: 'VIEWER' }, { ...more, force: true }))
      .gives([{ type: 'InvitationResent', target: 'pro', data: { requested: { projectRole: 'VIEWER' } } }]);
  });

  it('in history still needs an account', () => {
    const line = by('olga', 'addProjectUser', { project, user: 'new@y.io', roles: { project: 'VIEWER' } });
    given(acme).when(inHistory(line)).refuses('USER_NOT_REGISTERED');
  });

  it('once they have registered, adds them at once: nothing is left to accept', () => {
    given(acme, add('ada', 'zed@x.io', { project: 'ADMIN' }), people('zed'))
      .when(add('ada', 'zed@x.io', { project: 'VIEWER' }, { invitationId: idOf('other') }))
      .gives([
        { type: 'MemberAdded', subject: 'zed', cause: 'PROJECT_ADD' },
        { type: 'PermissionGranted', subject: 'zed', data: { kind: 'PROJECT_ROLE', value: 'VIEWER' } },
        { type: 'InvitationCancelled', target: 'pro', cause: 'PROJECT_ADD', causedBy: 1 },
      ]);
  });
});

describe('sending again and cancelling', () => {
  const invited = [
    ...acme,
    invite('olga', ['new@y.io'], ['plans']),
    add('ada', 'new@y.io', { project: 'VIEWER' }),
  ];
  const resend = (actor: string, name: string, digit = 'e') =>
    by(actor, 'resendInvitation', { invitation: idOf(name), tokenHash: hash(digit) });
  const cancel = (actor: string, name: string) => by(actor, 'cancelInvitation', { invitation: idOf(name) });

  it('is for those who may invite to the same', () => {
    for (const step of [resend, cancel]) {
      const type = step === resend ? 'InvitationResent' : 'InvitationCancelled';
      given(invited)
        .when(step('mia', 'inv1'))
        .gives([{ type, target: 'inv1', cause: 'DIRECT' }]);
      given(invited)
        .when(step('ada', 'pro'))
        .gives([{ type, target: 'pro', cause: 'DIRECT' }]);
      given(invited)
        .when(step('olga', 'pro'))
        .gives([{ type, target: 'pro' }]);
      for (const [actor, name] of [
        ['ada', 'inv1'],
        ['bob', 'inv1'],
        ['zoe', 'pro'],
        ['op', 'inv1'],
        ['olga', 'nothing'],
      ] as const) {
        given(invited).when(step(actor, name)).refuses('NOT_FOUND');
      }
      given(invited).when(step('auditor', 'inv1')).refuses('FORBIDDEN');
      // Whoever manages users sees who is invited to projects.
      given(invited).when(step('mia', 'pro')).refuses('FORBIDDEN');
      // Whoever it is for knows of it.
      given(invited, by('op', 'createUser', { id: idOf('new'), email: 'new@y.io', name: 'New' }))
        .when(step('new', 'pro'))
        .refuses('FORBIDDEN');
    }
  });

  it('does nothing to what is no longer pending', () => {
    given(invited, cancel('mia', 'inv1')).when(cancel('mia', 'inv1')).changesNothing();
    given(invited, cancel('mia', 'inv1')).when(resend('mia', 'inv1')).refuses('NOT_FOUND', 'CANCELLED');
    given(invited, cancel('mia', 'inv1'))
      .when(invite('mia', ['new@y.io'], [], { ids: [idOf('inv9')] }))
      .gives([{ type: 'InvitationCreated', target: 'inv9' }]);
  });
});
