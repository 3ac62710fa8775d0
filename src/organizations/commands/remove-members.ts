/** DECIDE: members leave an organization, all of them or none, and with each everything held there (OG-18 to OG-20). */
import { z } from 'zod';
import { knownOrganization, ownerOf } from '../../access/authority.ts';
import {
  cancelling,
  type Invitation,
  pendingInFor,
  pendingWithMember,
} from '../../grants/invitations/invitation.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { revokingAll, type Why } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { type Id, isId, type UserId } from '../../kernel/ids.ts';
import { findUser, organizationReference, userReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';
import { foldKey } from '../../kernel/text.ts';
import { demandManagesUsers, notMembers } from '../organization.ts';

export const removeMembers = defineCommand({
  name: 'removeMembers',
  description:
    'Removes members from an organization and all its projects, all of them or none, and cancels the invitations ' +
    'for them and by them. The owner and holders of `members` may; nobody removes themself, and the owner stays.',
  from: 'anywhere',
  input: z.strictObject({
    organization: organizationReference.describe('The organization, by id or name.'),
    users: z
      .array(userReference)
      .min(1)
      .max(500)
      .describe('The members, by id or email; an email that is only invited there counts, too.'),
  }),
  authorize(given, context) {
    const { organization, standing } = knownOrganization(context, given.organization);
    demandManagesUsers(context, standing);
    const users = usersNamed(context.state, given.users);
    const named = new Set(users.values());
    const [only] = named.size === 1 ? named : [];
    return { ...(only && { subject: only }), target: organization.id, organization, users, named };
  },
  decide(given, context, { target, organization, users, named }) {
    const { state, actor } = context;
    if (named.has(ownerOf(organization))) throw ownerNotRemovable();
    context.demand(!named.has(actor), selfRemoval);
    const others = given.users.filter((reference) => !isMember(state, target, users.get(reference)));
    const invited = new Map(others.map((address) => [foldKey(address), invitedAs(state, target, address)]));
    const strangers = others.filter((reference) => invited.get(foldKey(reference))?.length === 0);
    if (strangers.length > 0) throw notMembers('users', strangers);
    const memberships = [...named].flatMap((user) => membershipOf(state, target, user) ?? []);
    const cause = memberships.length + invited.size > 1 ? 'BULK' : 'DIRECT';
    const cancelled = new Set<Id>();
    const cancel = (invitations: readonly Invitation[], why: Why) =>
      invitations
        .filter(({ id }) => !cancelled.has(id))
        .map((invitation) => {
          cancelled.add(invitation.id);
          return cancelling(invitation, why);
        });
    return [
      ...memberships.flatMap((membership) => {
        const removed = revokingAll(state, membership, { cause }, 'ORG_REMOVAL');
        const ending = pendingWithMember(state, target, membership.subject);
        return [...removed, ...cancel(ending, { cause: 'ORG_REMOVAL', causedBy: removed[0] })];
      }),
      ...[...invited.values()].flatMap((pending) => cancel(pending, { cause: 'ORG_REMOVAL' })),
    ];
  },
});

/** The users by the references that name them; somebody named twice stands there twice. */
function usersNamed(state: State, references: readonly string[]): Map<string, UserId> {
  const found = references.flatMap((reference) => {
    const user = findUser(state, reference);
    return user ? [[reference, user.id as UserId] as const] : [];
  });
  return new Map(found);
}

function isMember(state: State, organization: Id, user: UserId | undefined): boolean {
  return user !== undefined && membershipOf(state, organization, user) !== undefined;
}

/** What is pending for somebody who is no member; an id names nobody who is only invited. */
function invitedAs(state: State, organization: Id, reference: string): Invitation[] {
  return isId(reference) ? [] : pendingInFor(state, organization, reference);
}

function ownerNotRemovable(): Refusal {
  return new Refusal('OWNER_NOT_REMOVABLE', 'The owner cannot be removed from the organization.', {
    field: 'users',
    remedy: 'Transfer the ownership first.',
  });
}

function selfRemoval(): Refusal {
  return new Refusal('SELF_EDIT_FORBIDDEN', 'Nobody removes themself from an organization.', {
    field: 'users',
    remedy: 'Ask the owner or another holder of `members`.',
  });
}
