/** DECIDE: members leave an organization, all of them or none, and with each everything held there (OG-18 to OG-20). */
import { z } from 'zod';
import { knownOrganization, ownerOf } from '../../access/authority.ts';
import {
  cancelling,
  type Invitation,
  pendingIn,
  pendingInFor,
  pendingWithMember,
} from '../../grants/invitations/invitation.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { revokingAll } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
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
    const memberships = state.each([...named], (user) => membershipOf(state, target, user));
    const members = memberships.filter((membership) => membership !== undefined);
    const invited = invitedNamed(state, target, given.users, users);
    const strangers = [...invited.keys()].filter((reference) => invited.get(reference)?.length === 0);
    if (strangers.length > 0) throw notMembers('users', strangers);
    const cause = members.length + invited.size > 1 ? 'BULK' : 'DIRECT';
    const pending = members.length > 0 ? pendingIn(state, target) : [];
    const removed = state.each(members, (membership) => {
      const events = revokingAll(state, membership, { cause }, 'ORG_REMOVAL');
      const why = { cause: 'ORG_REMOVAL', causedBy: events[0] } as const;
      const ending = pendingWithMember(state, target, membership.subject, pending);
      return [...events, ...ending.map((invitation) => cancelling(invitation, why))];
    });
    const uninvited = [...invited.values()].flat();
    return eachCancelledOnce([
      ...removed.flat(),
      ...uninvited.map((invitation) => cancelling(invitation, { cause: 'ORG_REMOVAL' })),
    ]);
  },
});

/** An invitation may be both for one of those who leave and from another. */
function eachCancelledOnce(events: readonly NewEvent[]): NewEvent[] {
  const cancelled = new Set<Id>();
  return events.filter(({ type, target }) => {
    if (type !== 'InvitationCancelled') return true;
    const first = !cancelled.has(target.id);
    cancelled.add(target.id);
    return first;
  });
}

/** The users by the references that name them; somebody named twice stands there twice. */
function usersNamed(state: State, references: readonly string[]): Map<string, UserId> {
  const users = state.each(references, (reference) => findUser(state, reference)?.id as UserId | undefined);
  return new Map(
    references.flatMap((reference, index) => {
      const user = users[index];
      return user ? [[reference, user] as const] : [];
    }),
  );
}

/**
 * What is pending for each of those named who are no members, however often and however they are spelt. An id names
 * nobody who is only invited.
 */
function invitedNamed(
  state: State,
  organization: Id,
  references: readonly string[],
  users: ReadonlyMap<string, UserId>,
): Map<string, Invitation[]> {
  const isMember = (reference: string) => {
    const user = users.get(reference);
    return user !== undefined && membershipOf(state, organization, user) !== undefined;
  };
  const others = new Map(
    references.filter((one) => !isMember(one)).map((reference) => [foldKey(reference), reference]),
  );
  const named = [...others.values()];
  const pending = state.each(named, (reference) =>
    isId(reference) ? [] : pendingInFor(state, organization, reference),
  );
  return new Map(named.map((reference, index) => [reference, pending[index] ?? []]));
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
