/** CHOOSE: which permissions the caller could give, from what is read; the rules are the commands' own (C1). */
import { organizationBy, userBy } from '../access/entities.ts';
import { holdingsOn } from '../access/held-grants.ts';
import type { Read } from '../access/read.ts';
import { isId } from '../kernel/ids.ts';
import { grantablePermissions } from '../organizations/choosing.ts';
import { permissionsAmong } from '../organizations/permissions.ts';

/**
 * For the user of that id or email: what updateMember would accept where they are a member, and inviteToOrganization
 * where they are not. Null when the caller may not know of the organization.
 */
export async function grantableOrganizationPermissions(
  read: Read,
  reference: string,
  userReference: string | null,
): Promise<readonly string[] | null> {
  const [organization, user] = await Promise.all([
    organizationBy(read, reference),
    userReference === null ? null : userBy(read, userReference),
  ]);
  if (!organization) return null;
  const { id, ownerId: owner } = organization;
  const held = user && (await holdingsOn(read, { user: user.id, organization: id, target: id }));
  const member = held?.standing.member ? user : null;
  // Whoever is not a member is invited, and that by email alone.
  if (userReference !== null && isId(userReference) && !member) return [];
  return grantablePermissions({
    actor: read.viewer.userId,
    standing: read.viewer.standing(id),
    owner,
    subject: member?.id,
    held: permissionsAmong(member && held ? held.grants : []),
  });
}
