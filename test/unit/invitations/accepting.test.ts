import { describe, it } from 'vitest';
import { hashSecret } from '../../../src/kernel/secret.ts';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const join = (user: string, ...permissions: string[]) =>
  inHistory(by('olga', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const project = idOf('shop');
const invite = (email: string, permissions: string[], more = {}) =>
  by('olga', 'inviteToOrganization', {
    organization: 'acme',
    emails: [email],
    permissions,
    ids: [idOf('inv')],
    tokenHashes: [hashSecret('secret')],
    ...more,
  });
const inviteToProject = (email: string, roles: object, more = {}) =>
  by('olga', 'addProjectUser', {
    project,
    user: email,
    roles,
    invitationId: idOf('pro'),
    tokenHash: hashSecret('secret'),
    ...more,
  });
const accept = (actor: string, name: string) => by(actor, 'acceptInvitation', { invitation: idOf(name) });
const acceptBy = (actor: string, token: string) => by(actor, 'acceptInvitation', { token });
const why = { cause: 'INVITATION_ACCEPTED', causedBy: 0 } as const;

const acme = [
  ...people('olga', 'zoe', 'eve'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'Shop',
    environmentId: idOf('main'),
  }),
];
const onTypes = (...pairs: [string, string][]) => ({
  environmentTypes: pairs.map(([type, role]) => ({ type, role })),
});

describe('accepting', () => {
  it('an invitation to an organization makes a member with what was offered', () => {
    given(acme, invite('ZOE@x.io', ['plans', 'billing']))
      .when(accept('zoe', 'inv'))
      .gives([
        {
          type: 'InvitationAccepted',
          subject: 'zoe',
          target: 'inv',
          cause: 'DIRECT',
          data: { kind: 'ORGANIZATION', targetId: 'acme' },
        },
        { type: 'MemberAdded', subject: 'zoe', target: 'acme', ...why },
        { type: 'PermissionGranted', subject: 'zoe', ...why, data: { value: 'billing' } },
        { type: 'PermissionGranted', subject: 'zoe', ...why, data: { value: 'plans' } },
      ]);
  });

  it('one to a project gives membership without permissions, and the roles (PJ-17, PJ-19, scenario 12)', () => {
    given(acme, inviteToProject('ned@x.io', onTypes(['STAGING', 'ADMIN'])), people('ned'))
      .when(accept('ned', 'pro'))
      .gives([
        { type: 'InvitationAccepted', subject: 'ned', target: 'pro' },
        { type: 'MemberAdded', subject: 'ned', ...why },
        { type: 'PermissionGranted', ...why, data: { kind: 'PROJECT_ROLE', value: 'VIEWER' } },
        {
          type: 'PermissionGranted',
          ...why,
          data: { kind: 'ENVIRONMENT_TYPE_ROLE', value: 'ADMIN', environmentType: 'STAGING' },
        },
      ]);
  });

  it('needs the email that was invited: the id or the token alone does not do (A29)', () => {
    const invited = given(acme, invite('zoe@x.io', []));
    invited.when(accept('eve', 'inv')).refuses('NOT_FOUND');
    invited.when(accept('olga', 'inv')).refuses('EMAIL_NOT_VERIFIED');
    invited.when(acceptBy('eve', `${idOf('inv')}.secret`)).refuses('EMAIL_NOT_VERIFIED');
    invited.when(acceptBy('eve', `${idOf('inv')}.other`)).refuses('NOT_FOUND');
    invited.when(acceptBy('zoe', `${idOf('inv')}.other`)).refuses('NOT_FOUND');
    for (const malformed of ['other', idOf('inv'), `${idOf('inv')}.`, `x${idOf('inv')}.secret`]) {
      invited.when(acceptBy('zoe', malformed)).refuses('VALIDATION');
    }
    invited.when(by('zoe', 'acceptInvitation', {})).refuses('VALIDATION');
    invited
      .when(acceptBy('zoe', `${idOf('inv')}.secret`))
      .gives([{ type: 'InvitationAccepted' }, { type: 'MemberAdded' }]);
  });

  it('goes by the email as it is now', () => {
    const moved = given(acme, invite('zoe@x.io', []), [
      by('op', 'updateProfile', { user: idOf('zoe'), email: 'zoe@y.io' }),
      by('op', 'updateProfile', { user: idOf('eve'), email: 'zoe@x.io' }),
    ]);
    moved.when(accept('zoe', 'inv')).refuses('NOT_FOUND');
    moved
      .when(accept('eve', 'inv'))
      .gives([{ type: 'InvitationAccepted', subject: 'eve' }, { type: 'MemberAdded' }]);
  });

  it('by a token that was replaced does nothing', () => {
    const resent = given(
      acme,
      invite('zoe@x.io', []),
      by('olga', 'resendInvitation', { invitation: idOf('inv'), tokenHash: hashSecret('new') }),
    );
    resent.when(acceptBy('zoe', `${idOf('inv')}.secret`)).refuses('NOT_FOUND');
    resent
      .when(acceptBy('zoe', `${idOf('inv')}.new`))
      .gives([{ type: 'InvitationAccepted' }, { type: 'MemberAdded' }]);
  });

  it('twice changes nothing, after it was cancelled is refused, and after a removal restores nothing (OG-23)', () => {
    const invited = [...acme, invite('zoe@x.io', ['plans'])];
    given(invited, accept('zoe', 'inv')).when(accept('zoe', 'inv')).changesNothing();
    given(invited, by('olga', 'cancelInvitation', { invitation: idOf('inv') }))
      .when(accept('zoe', 'inv'))
      .refuses('NOT_FOUND', 'CANCELLED');
    const removed = given(invited, accept('zoe', 'inv'), [
      by('olga', 'removeMembers', { organization: 'acme', users: ['zoe@x.io'] }),
    ]);
    removed.when(accept('zoe', 'inv')).changesNothing();
    removed
      .and(invite('zoe@x.io', [], { ids: [idOf('inv2')] }))
      .when(accept('zoe', 'inv2'))
      .gives([{ type: 'InvitationAccepted' }, { type: 'MemberAdded' }]);
  });

  it('does not depend on what the inviter still may (A28)', () => {
    given(acme, join('eve', 'members', 'plans'))
      .and({ ...invite('zoe@x.io', ['plans']), actor: 'eve' })
      .and(by('olga', 'updateMember', { organization: 'acme', user: 'eve@x.io', permissions: [] }))
      .when(accept('zoe', 'inv'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'MemberAdded' },
        { type: 'PermissionGranted', data: { value: 'plans' } },
      ]);
  });

  it('gives the owner nothing, who holds it all', () => {
    given(acme, invite('zoe@x.io', ['plans']), [
      join('zoe'),
      by('olga', 'transferOwnership', { organization: 'acme', user: 'zoe@x.io' }),
    ])
      .when(accept('zoe', 'inv'))
      .gives([{ type: 'InvitationAccepted' }]);
  });
});

describe('what is offered merges with what is held, and never lowers it (A6)', () => {
  const soon = '2020-03-01T00:00:00.000Z';
  const later = '2020-06-01T00:00:00.000Z';
  const later2 = '2020-09-01T00:00:00.000Z';
  const ned = (roles: object, more = {}) => [
    ...acme,
    inviteToProject('ned@x.io', roles, more),
    ...people('ned'),
  ];
  it('permissions are added; those that are held stay', () => {
    given(acme, invite('zoe@x.io', ['plans', 'billing']), join('zoe', 'plans', 'members'))
      .when(accept('zoe', 'inv'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionGranted', ...why, data: { value: 'billing' } },
      ]);
  });

  it('a permission is prolonged, never cut short', () => {
    const held = (expiresAt: string | null) =>
      inHistory(
        by('olga', 'addMember', {
          organization: 'acme',
          user: 'zoe@x.io',
          permissions: ['plans'],
          expiresAt,
        }),
      );
    given(acme, invite('zoe@x.io', ['plans'], { expiresAt: later }), held(soon))
      .when(accept('zoe', 'inv'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionExpiryChanged', ...why, data: { from: soon, to: later } },
      ]);
    for (const end of [later, later2, null]) {
      given(acme, invite('zoe@x.io', ['plans'], { expiresAt: later }), held(end))
        .when(accept('zoe', 'inv'))
        .gives([{ type: 'InvitationAccepted' }]);
    }
  });

  it('what it offers may be over by then', () => {
    const scenario = given(ned({ project: 'ADMIN' }, { expiresAt: soon }));
    scenario.at(soon);
    scenario.when(accept('ned', 'pro')).refuses('VALIDATION', soon);
    scenario.when(acceptBy('ned', `${idOf('pro')}.secret`)).refuses('VALIDATION', soon);
    scenario
      .when(by('olga', 'resendInvitation', { invitation: idOf('pro'), tokenHash: hashSecret('new') }))
      .refuses('VALIDATION', soon);
  });

  it('what is over by then is offered anew by `force`', () => {
    const scenario = given(acme, inviteToProject('ned@x.io', { project: 'ADMIN' }, { expiresAt: soon }));
    scenario.at(soon);
    scenario.and(inviteToProject('ned@x.io', { project: 'ADMIN' }, { expiresAt: later, force: true }));
    for (const step of people('ned')) scenario.and(step);
    scenario
      .when(accept('ned', 'pro'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'MemberAdded' },
        { type: 'PermissionGranted', data: { value: 'ADMIN', expiresAt: later } },
      ]);
  });

  it('gives nothing after they were added directly, which says what is meant now', () => {
    given(ned({ project: 'ADMIN' }), inviteToProject('ned@x.io', { project: 'VIEWER' }))
      .when(accept('ned', 'pro'))
      .refuses('NOT_FOUND', 'CANCELLED');
  });
});

describe('roles on a project that are held by then', () => {
  const soon = '2020-03-01T00:00:00.000Z';
  const later = '2020-06-01T00:00:00.000Z';
  /** Zoe is on the project; then her email is that of somebody who was invited before. */
  const zoeHolds = (held: object, offered: object, ends: { held?: string; offered?: string } = {}) =>
    given(acme, [
      inviteToProject('zoe@x.io', held, { ...(ends.held && { expiresAt: ends.held }) }),
      inviteToProject('new@y.io', offered, { ...(ends.offered && { expiresAt: ends.offered }) }),
      by('op', 'updateProfile', { user: idOf('zoe'), email: 'new@y.io' }),
    ]);

  it('are raised, and an admin loses the roles on types that this includes', () => {
    zoeHolds(onTypes(['STAGING', 'VIEWER']), { project: 'ADMIN' })
      .when(accept('zoe', 'pro'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionChanged', ...why, data: { from: 'VIEWER', to: 'ADMIN' } },
        { type: 'PermissionRevoked', cause: 'ROLE_RAISED_TO_ADMIN', causedBy: 1 },
      ]);
  });

  it('are kept where they are more', () => {
    zoeHolds({ project: 'ADMIN' }, onTypes(['STAGING', 'ADMIN']))
      .when(accept('zoe', 'pro'))
      .gives([{ type: 'InvitationAccepted' }]);
    zoeHolds(
      onTypes(['STAGING', 'ADMIN'], ['DEVELOPMENT', 'VIEWER']),
      onTypes(['STAGING', 'VIEWER'], ['DEVELOPMENT', 'CONTRIBUTOR']),
    )
      .when(accept('zoe', 'pro'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionChanged', ...why, data: { environmentType: 'DEVELOPMENT', to: 'CONTRIBUTOR' } },
      ]);
  });

  it('are not raised for a shorter time, which would end what is held', () => {
    zoeHolds({ project: 'VIEWER' }, { project: 'ADMIN' }, { offered: soon })
      .when(accept('zoe', 'pro'))
      .gives([{ type: 'InvitationAccepted' }]);
    zoeHolds({ project: 'VIEWER' }, onTypes(['STAGING', 'ADMIN']), { held: later, offered: soon })
      .when(accept('zoe', 'pro'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionGranted', ...why, data: { environmentType: 'STAGING', expiresAt: soon } },
      ]);
    zoeHolds({ project: 'VIEWER' }, onTypes(['STAGING', 'ADMIN']), { held: soon, offered: later })
      .when(accept('zoe', 'pro'))
      .gives([
        { type: 'InvitationAccepted' },
        { type: 'PermissionExpiryChanged', ...why, data: { from: soon, to: later } },
        { type: 'PermissionGranted', ...why, data: { environmentType: 'STAGING', expiresAt: later } },
      ]);
  });
});

describe('what is said now overtakes what was offered before', () => {
  const update = (...permissions: string[]) =>
    by('olga', 'updateMember', { organization: 'acme', user: 'zoe@x.io', permissions });
  const offeredTwice = [...acme, invite('zoe@x.io', ['billing', 'members'])];

  it('of the permissions of a member: a member who was lowered cannot undo it', () => {
    const added = [...offeredTwice, inviteToProject('zoe@x.io', { project: 'VIEWER' })];
    // They hold nothing already; only the invitation ends.
    given(added)
      .when(update())
      .gives([{ type: 'InvitationCancelled', target: 'inv', cause: 'DIRECT' }]);
    given(added)
      .when(update('plans'))
      .gives([
        { type: 'PermissionGranted', cause: 'DIRECT', data: { value: 'plans' } },
        { type: 'InvitationCancelled', target: 'inv', cause: 'DIRECT' },
      ]);
    given(added, update()).when(accept('zoe', 'inv')).refuses('NOT_FOUND', 'CANCELLED');
    given(added, update()).when(update()).changesNothing();
    given(added)
      .when(invite('zoe@x.io', [], { force: true }))
      .refuses('ALREADY_MEMBER');
  });

  it('but not of what they are offered elsewhere', () => {
    const elsewhere = by('zoe', 'createOrganization', { id: idOf('beta'), name: 'beta' });
    given(acme, elsewhere, people('ann'))
      .and({ ...invite('ann@x.io', [], { organization: 'beta' }), actor: 'zoe' })
      .and(inHistory(by('olga', 'addMember', { organization: 'acme', user: 'ann@x.io', permissions: [] })))
      .when(by('olga', 'updateMember', { organization: 'acme', user: 'ann@x.io', permissions: [] }))
      .changesNothing();
  });

  describe('of the roles on a project', () => {
    /** Zoe is a viewer of the project, and by her new email invited to it as an admin. */
    const offeredMore = () =>
      given(acme, [
        inviteToProject('zoe@x.io', { project: 'VIEWER' }),
        inviteToProject('new@y.io', { project: 'ADMIN' }),
        by('op', 'updateProfile', { user: idOf('zoe'), email: 'new@y.io' }),
      ]);
    const zoe = { project, user: 'new@y.io' };

    it('when they are updated', () => {
      offeredMore()
        .when(by('olga', 'updateProjectUser', { ...zoe, roles: onTypes(['STAGING', 'VIEWER']) }))
        .gives([
          { type: 'PermissionGranted', cause: 'DIRECT', data: { environmentType: 'STAGING' } },
          { type: 'InvitationCancelled', target: 'pro', cause: 'DIRECT' },
        ]);
      offeredMore()
        .when(by('olga', 'updateProjectUser', { ...zoe, roles: { project: 'VIEWER' } }))
        .gives([{ type: 'InvitationCancelled', target: 'pro', cause: 'DIRECT' }]);
    });

    it('when they end', () => {
      offeredMore()
        .when(by('olga', 'removeProjectUser', zoe))
        .gives([
          { type: 'PermissionRevoked', cause: 'DIRECT' },
          { type: 'InvitationCancelled', target: 'pro', cause: 'PROJECT_REMOVAL', causedBy: 0 },
        ]);
    });
  });
});
