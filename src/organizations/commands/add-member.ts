/** DECIDE: somebody joins an organization with permissions: as history has it, without an invitation. */
import { z } from 'zod';
import { knownOrganization, resolveUser } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { membershipOf, membershipPlace } from '../../grants/kinds/organization-membership/membership.ts';
import { DIRECT, granting } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { UserId } from '../../kernel/ids.ts';
import { organizationReference, userReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { heldPermissions, knownPermissions, permissionsInput, replacingPermissions } from '../permissions.ts';

export const addMember = defineCommand({
  name: 'addMember',
  description: 'Makes a user a member of an organization with permissions, in an import of history.',
  from: 'import',
  input: z.strictObject({
    organization: organizationReference.describe('The organization, by id or name.'),
    user: userReference.describe('The user, by id or email.'),
    permissions: permissionsInput,
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const { organization } = knownOrganization(context, given.organization);
    const user = resolveUser(context, given.user, 'user', () => {});
    return { subject: user.id as UserId, target: organization.id };
  },
  decide({ user, permissions, expiresAt }, { state }, { subject, target }) {
    const wanted = knownPermissions(permissions);
    const held = heldPermissions(state, target, subject);
    if (membershipOf(state, target, subject)) {
      throw new Refusal('ALREADY_MEMBER', `${user} is a member of the organization already.`, {
        field: 'user',
        remedy: 'Use updateMember to change their permissions.',
        facts: { permissions: [...held.keys()] },
      });
    }
    return [
      granting(membershipPlace(target, subject), 'MEMBER', null, DIRECT),
      ...replacingPermissions(target, subject, held, wanted, expiresAt),
    ];
  },
});
