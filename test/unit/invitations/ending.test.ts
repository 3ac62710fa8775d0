// Invitations end with whom they are for, with whom they are from, and with what they are to (A28, A32).
import { describe, expect, it } from 'vitest';
import { by, given, idOf, inHistory, people } from '../../support/given.ts';

const join = (user: string, ...permissions: string[]) =>
  inHistory(by('olga', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const invite = (actor: string, email: string, name: string, organization = 'acme') =>
  by(actor, 'inviteToOrganization', {
    organization,
    emails: [email],
    permissions: [],
    ids: [idOf(name)],
    tokenHashes: [],
  });
const inviteToProject = (actor: string, email: string, name: string) =>
  by(actor, 'addProjectUser', {
    project: idOf('shop'),
    user: email,
    roles: { project: 'VIEWER' },
    invitationId: idOf(name),
  });
const remove = (actor: string, ...users: string[]) =>
  by(actor, 'removeMembers', { organization: 'acme', users });

// mia manages users of acme, and has invited ann to it; ada, project admin, has invited ben; olga has invited bob and cyd.
const world = [
  ...people('olga', 'mia', 'ada', 'bob'),
  by('olga', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('olga', 'createOrganization', { id: idOf('beta'), name: 'beta' }),
  by('olga', 'createProject', {
    id: idOf('shop'),
    organization: 'acme',
    title: 'Shop',
    environmentId: idOf('main'),
  }),
  join('mia', 'members'),
  by('olga', 'addProjectUser', { project: idOf('shop'), user: 'ada@x.io', roles: { project: 'ADMIN' } }),
  invite('mia', 'ann@y.io', 'by mia'),
  inviteToProject('ada', 'ben@y.io', 'by ada'),
  invite('olga', 'bob@x.io', 'for bob'),
  inviteToProject('olga', 'cyd@y.io', 'for cyd'),
  invite('olga', 'ada@x.io', 'beta for ada', 'beta'),
];
const cancelled = (target: string, cause: 'ORG_REMOVAL' | 'RESOURCE_DELETED', causedBy?: number) => ({
  type: 'InvitationCancelled',
  target,
  cause,
  ...(causedBy !== undefined && { causedBy }),
});

describe('removing members', () => {
  it('cancels what they have sent there, to the organization and to its projects', () => {
    given(world)
      .when(remove('olga', 'mia@x.io', 'ada@x.io'))
      .gives([
        { type: 'MemberRemoved', subject: 'mia', cause: 'BULK' },
        { type: 'PermissionRevoked', subject: 'mia', cause: 'ORG_REMOVAL', causedBy: 0 },
        cancelled('by mia', 'ORG_REMOVAL', 0),
        { type: 'MemberRemoved', subject: 'ada', cause: 'BULK' },
        { type: 'PermissionRevoked', subject: 'ada', cause: 'ORG_REMOVAL', causedBy: 3 },
        // The one to beta stays.
        cancelled('by ada', 'ORG_REMOVAL', 3),
      ]);
  });

  it('cancels what is pending for their email, so that nobody comes back by it', () => {
    given(world, join('bob'))
      .when(remove('mia', idOf('bob')))
      .gives([
        { type: 'MemberRemoved', subject: 'bob', cause: 'DIRECT' },
        cancelled('for bob', 'ORG_REMOVAL', 0),
      ]);
  });

  it('cancels once what one of those who leave has sent to another', () => {
    const { log } = given(world, people('dan'), invite('mia', 'dan@x.io', 'for dan'), join('dan')).and(
      remove('olga', 'mia@x.io', 'dan@x.io'),
    );
    const ended = log.filter(({ type }) => type === 'InvitationCancelled').map(({ target }) => target.id);
    expect(ended.sort()).toEqual([idOf('by mia'), idOf('for dan')].sort());
  });

  it('counts an address that is only invited there, registered or not; an id does not tell', () => {
    given(world)
      .when(remove('mia', 'BOB@x.io', 'cyd@y.io'))
      .gives([cancelled('for bob', 'ORG_REMOVAL'), cancelled('for cyd', 'ORG_REMOVAL')]);
    given(world)
      .when(remove('mia', 'ada@x.io', 'cyd@y.io'))
      .gives([
        { type: 'MemberRemoved', subject: 'ada', cause: 'BULK' },
        { type: 'PermissionRevoked', subject: 'ada' },
        cancelled('by ada', 'ORG_REMOVAL', 0),
        cancelled('for cyd', 'ORG_REMOVAL'),
      ]);
    given(world)
      .when(remove('mia', idOf('bob')))
      .refuses('USER_NOT_FOUND');
    given(world)
      .when(remove('mia', 'cyd@y.io', 'nobody@y.io'))
      .refuses('USER_NOT_FOUND', 'nobody@y.io is no member');
    given(world, by('op', 'createUser', { id: idOf('dan'), email: 'dan@x.io', name: 'Dan' }))
      .when(remove('mia', 'cyd@y.io', 'CYD@y.io'))
      .gives([cancelled('for cyd', 'ORG_REMOVAL')]);
  });
});

describe('deleting', () => {
  it('a project cancels the invitations to it', () => {
    given(world)
      .when(by('olga', 'deleteProject', { project: idOf('shop') }))
      .gives([
        { type: 'ProjectDeleted' },
        { type: 'EnvironmentDeleted' },
        { type: 'PermissionRevoked', subject: 'ada' },
        ...['by ada', 'for cyd']
          .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
          .map((name) => cancelled(name, 'RESOURCE_DELETED', 0)),
      ]);
  });

  it('an organization cancels the invitations to it', () => {
    given(world)
      .when(by('olga', 'deleteOrganization', { organization: 'beta' }))
      .gives([
        { type: 'OrganizationDeleted' },
        { type: 'MemberRemoved', subject: 'olga' },
        cancelled('beta for ada', 'RESOURCE_DELETED', 0),
      ]);
  });

  it('a user cancels those for them and those by them, everywhere', () => {
    given(world)
      .when(by('op', 'deleteUser', { user: 'ada@x.io' }))
      .gives([
        { type: 'UserDeleted', subject: 'ada' },
        { type: 'MemberRemoved', subject: 'ada' },
        { type: 'PermissionRevoked', subject: 'ada' },
        cancelled('beta for ada', 'RESOURCE_DELETED', 0),
        cancelled('by ada', 'RESOURCE_DELETED', 0),
      ]);
  });
});
