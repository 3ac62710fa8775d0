/** DECIDE: an organization gets another owner, who must be a member (decision A33, OG-10, OG-11). */
import { z } from 'zod';
import { knownOrganization, ownerOf, userThere } from '../../access/authority.ts';
import { ORGANIZATION_MEMBERSHIP } from '../../grants/kinds/organization-membership/kind.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { revoking } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { organizationReference, userReference } from '../../kernel/reference.ts';
import { demandOwner, inOrganization, notMembers } from '../organization.ts';

export const transferOwnership = defineCommand({
  name: 'transferOwnership',
  description:
    'Makes a member the owner of an organization. Only its owner may, and stays a member without permissions.',
  from: 'anywhere',
  input: z.strictObject({
    organization: organizationReference.describe('The organization, by id or name.'),
    user: userReference.describe('The member who is to own it, by id or email.'),
  }),
  authorize(given, context) {
    const { organization, standing } = knownOrganization(context, given.organization);
    demandOwner(context, standing, 'transfer the ownership of an organization');
    const subject = userThere(context, given.user, () => notMembers('user', [given.user]));
    return { subject, target: organization.id, from: ownerOf(organization) };
  },
  decide({ user }, { state }, { subject, target, from }) {
    if (subject === from) return [];
    if (!membershipOf(state, target, subject)) throw notMembers('user', [user]);
    const transferred: NewEvent = {
      type: 'OwnershipTransferred',
      subject,
      ...inOrganization(target),
      cause: 'DIRECT',
      data: { from, to: subject },
    };
    // An owner holds everything there by being the owner, so nothing of it stays stored.
    const why = { cause: 'OWNERSHIP_TRANSFER', causedBy: transferred } as const;
    const stored = state
      .grantsOf(subject, target)
      .filter(({ kind }) => kind !== ORGANIZATION_MEMBERSHIP.name);
    return [transferred, ...stored.map((grant) => revoking(grant, why))];
  },
});
