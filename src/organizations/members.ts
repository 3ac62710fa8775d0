/** DECIDE: whose permissions in an organization may be edited, and which may be added (OG-04, OG-05, OG-09). */
import type { OrganizationStanding } from '../access/standing.ts';
import { prolongs } from '../grants/expiry.ts';
import type { Acting } from '../kernel/command.ts';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Time } from '../kernel/time.ts';
import type { HeldPermissions } from './permissions.ts';

/** Refuses to edit the owner, and oneself. */
export function requireEditable(acting: Acting, owner: UserId, subject: UserId | undefined): void {
  if (subject === owner) throw ownerImmutable();
  acting.demand(subject !== acting.actor, selfEdit);
}

/** Only what is added must be held by the actor (decision A12); what is made to last longer is added, too. */
export function demandAddable(
  acting: Acting,
  standing: OrganizationStanding,
  wanted: readonly string[],
  held: HeldPermissions,
  expiresAt?: Time | null,
): void {
  const added = wanted.filter((name) => {
    const grant = held.get(name);
    return !grant || prolongs(grant, expiresAt);
  });
  const unheld = added.filter((name) => !standing.permissions.has(name));
  acting.demand(unheld.length === 0, () => {
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
