/** DECIDE: the permissions of a member become exactly those given (OG-16). */
import { z } from 'zod';
import { knownOrganization, ownerOf } from '../../access/authority.ts';
import type { OrganizationStanding } from '../../access/standing.ts';
import { expiresAtInput, prolongs, requireLaterThan } from '../../grants/expiry.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { UserId } from '../../kernel/ids.ts';
import { findUser, organizationReference, userReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Grant } from '../../kernel/state.ts';
import type { Time } from '../../kernel/time.ts';
import { demandManagesUsers, notMembers } from '../organization.ts';
import { heldPermissions, knownPermissions, permissionsInput, replacingPermissions } from '../permissions.ts';

export const updateMember = defineCommand({
  name: 'updateMember',
  description:
    'Replaces the permissions of a member. The owner and holders of `members` may, but not their own and not ' +
    "the owner's, and they can add only what they hold themselves.",
  from: 'anywhere',
  input: z.strictObject({
    organization: organizationReference.describe('The organization, by id or name.'),
    user: userReference.describe('The member, by id or email.'),
    permissions: permissionsInput,
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const { organization, standing } = knownOrganization(context, given.organization);
    demandManagesUsers(context, standing);
    const user = findUser(context.state, given.user);
    // Somebody unregistered and somebody who is no member must look the same: nobody can probe for accounts.
    if (!user) throw notMembers('user', [given.user]);
    return { subject: user.id as UserId, target: organization.id, organization, standing };
  },
  decide(given, context, { subject, target, organization, standing }) {
    const { state, actor } = context;
    if (subject === ownerOf(organization)) throw ownerImmutable();
    context.demand(subject !== actor, selfEdit);
    if (!membershipOf(state, target, subject)) throw notMembers('user', [given.user]);
    const wanted = knownPermissions(given.permissions);
    const held = heldPermissions(state, target, subject);
    demandHeld(context, standing, wanted, held, given.expiresAt);
    return replacingPermissions(target, subject, held, wanted, given.expiresAt);
  },
});

/** Only what is added must be held by the actor (decision A12); what is made to last longer is added, too. */
function demandHeld(
  context: DecisionContext,
  standing: OrganizationStanding,
  wanted: readonly string[],
  held: ReadonlyMap<string, Grant>,
  expiresAt: Time | null | undefined,
): void {
  const added = wanted.filter((name) => {
    const grant = held.get(name);
    return !grant || prolongs(grant, expiresAt);
  });
  const unheld = added.filter((name) => !standing.permissions.has(name));
  context.demand(unheld.length === 0, () => {
    const message = `You do not hold ${unheld.join(', ')} yourself.`;
    const remedy = 'Give only permissions that you hold, or ask the owner.';
    return new Refusal('CANNOT_GRANT_UNHELD', message, {
      field: 'permissions',
      remedy,
      facts: { permissions: unheld },
    });
  });
}

function ownerImmutable(): Refusal {
  return new Refusal('OWNER_IMMUTABLE', 'The owner holds every permission; that cannot be edited.', {
    field: 'user',
    remedy: 'Transfer the ownership first.',
  });
}

function selfEdit(): Refusal {
  return new Refusal('SELF_EDIT_FORBIDDEN', 'Nobody edits their own permissions.', {
    field: 'user',
    remedy: 'Ask the owner or another holder of `members`.',
  });
}
