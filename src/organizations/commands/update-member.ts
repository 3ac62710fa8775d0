/** DECIDE: the permissions of a member become exactly those given (OG-16). */
import { z } from 'zod';
import { knownOrganization, ownerOf, userThere } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { overtaking } from '../../grants/invitations/invitation.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { organizationReference, userReference } from '../../kernel/reference.ts';
import { demandAddable, requireEditable } from '../members.ts';
import { demandManagesUsers, notMembers } from '../organization.ts';
import { heldPermissions, knownPermissions, permissionsInput, replacingPermissions } from '../permissions.ts';

export const updateMember = defineCommand({
  name: 'updateMember',
  description:
    'Replaces the permissions of a member. The owner and holders of `members` may, but not their own and not ' +
    "the owner's, and they can add only what they hold themselves. An invitation of that member to the organization " +
    'that is pending is cancelled.',
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
    const subject = userThere(context, given.user, () => notMembers('user', [given.user]));
    return { subject, target: organization.id, organization, standing };
  },
  decide(given, context, { subject, target, organization, standing }) {
    const { state } = context;
    requireEditable(context, ownerOf(organization), subject);
    if (!membershipOf(state, target, subject)) throw notMembers('user', [given.user]);
    const wanted = knownPermissions(given.permissions);
    const held = heldPermissions(state, target, subject);
    demandAddable(context, standing, wanted, held, given.expiresAt);
    return [
      ...replacingPermissions(target, subject, held, wanted, given.expiresAt),
      ...overtaking(state, { kind: 'ORGANIZATION', id: target, organization: target }, subject, DIRECT),
    ];
  },
});
