/** CHOOSE: which permissions the caller could give somebody: what the commands would accept (rule C1). */
import type { OrganizationStanding } from '../access/standing.ts';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { passes } from '../kernel/choosing.ts';
import type { UserId } from '../kernel/ids.ts';
import { demandAddable, requireEditable } from './members.ts';
import { demandManagesUsers } from './organization.ts';
import type { HeldPermissions } from './permissions.ts';

/** Who would give permissions to whom. */
export interface ChoosingPermissions {
  readonly actor: UserId;
  readonly standing: OrganizationStanding;
  readonly owner: UserId;
  /** Undefined: somebody else, who is no member. */
  readonly subject: UserId | undefined;
  readonly held: HeldPermissions;
}

/**
 * What updateMember would accept for a member, and inviteToOrganization for anybody else: any selection of these, and
 * no other. Where there is nothing to choose from, not even the empty selection is accepted.
 */
export function grantablePermissions(choosing: ChoosingPermissions): string[] {
  const { actor, standing, owner, subject, held } = choosing;
  return ORGANIZATION_PERMISSION.values.filter((permission) =>
    passes(actor, (acting) => {
      demandManagesUsers(acting, standing);
      requireEditable(acting, owner, subject);
      demandAddable(acting, standing, [permission], held);
    }),
  );
}
