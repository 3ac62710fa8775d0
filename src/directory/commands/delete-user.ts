/** DECIDE: a user is deleted, and everything that hung on them ends in the same command (decision A32). */
import { z } from 'zod';
import { demandOperator, ownerOf, resolveUser } from '../../access/authority.ts';
import {
  asInvitation,
  cancelling,
  distinct,
  emailOf,
  type Invitation,
  pendingWithMember,
} from '../../grants/invitations/invitation.ts';
import { ORGANIZATION_MEMBERSHIP } from '../../grants/kinds/organization-membership/kind.ts';
import { requireNotLastOperator } from '../../grants/kinds/platform-role/last-operator.ts';
import { revoking } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';

const input = z.strictObject({ user: userReference.describe('The user, by id or email.') });

export const deleteUser = defineCommand({
  name: 'deleteUser',
  description: 'Deletes a user and ends all that they hold. Only an OPERATOR may; an owner stays.',
  from: 'anywhere',
  input,
  authorize(given, context) {
    const user = resolveUser(context, given.user, 'user', () => demandOperator(context, 'delete users'));
    return { subject: user.id as UserId, target: user.id };
  },
  decide(_given, { state }, { subject }) {
    requireOwnsNothing(state, subject);
    requireNotLastOperator(state, subject);
    const target = { type: 'User', id: subject } as const;
    const deleted: NewEvent = { type: 'UserDeleted', subject, target, scope: {}, cause: 'DIRECT', data: {} };
    const why = { cause: 'RESOURCE_DELETED', causedBy: deleted } as const;
    const grants = state.allGrantsOf(subject).map((grant) => revoking(grant, why));
    const ending = (type: 'ApiToken' | 'Identity', by: string) =>
      state.children(subject, type).map(({ id }): NewEvent => {
        return { type: by, subject, target: { type, id }, scope: {}, ...why, data: {} };
      });
    const tokens = ending('ApiToken', 'ApiTokenRevoked');
    return [
      deleted,
      ...grants,
      ...tokens,
      ...ending('Identity', 'IdentityUnlinked'),
      ...pendingWith(state, subject).map((invitation) => cancelling(invitation, why)),
    ];
  },
});

/** The invitations for the user, and those that the user sent: only members invite. */
function pendingWith(state: State, user: UserId): Invitation[] {
  const email = emailOf(state, user);
  const forThem = email === undefined ? [] : state.invitationsFor(email).map(asInvitation);
  const inTheirs = organizationsOf(state, user).flatMap((id) => pendingWithMember(state, id, user));
  return distinct([...forThem, ...inTheirs]);
}

function organizationsOf(state: State, user: UserId): Id[] {
  const memberships = state.allGrantsOf(user).filter(({ kind }) => kind === ORGANIZATION_MEMBERSHIP.name);
  return memberships.map(({ target }) => target);
}

/** An owner is always a member (invariant I1), so the memberships lead to all that a user owns. */
function requireOwnsNothing(state: State, user: UserId): void {
  const owned = organizationsOf(state, user)
    .flatMap((id) => state.entity('Organization', id) ?? [])
    .filter((organization) => ownerOf(organization) === user);
  if (owned.length === 0) return;
  const names = owned.map(({ attributes }) => attributes.name);
  throw new Refusal('OWNER_NOT_REMOVABLE', `The user owns ${names.join(', ')}, and an owner stays.`, {
    field: 'user',
    remedy: 'The owner must transfer the ownership to another member, or delete the organization, first.',
    facts: { organizations: owned.map(({ id }) => id) },
  });
}
