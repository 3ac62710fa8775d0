/** DECIDE: the permissions of a member: which there are, which are held, and what makes them others. */
import { z } from 'zod';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { DIRECT, type Place, revoking, setting } from '../grants/lifecycle.ts';
import type { NewEvent } from '../kernel/event.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Grant, State } from '../kernel/state.ts';
import type { Time } from '../kernel/time.ts';

const KNOWN: readonly string[] = ORGANIZATION_PERMISSION.values;

export const permissionsInput = z
  .array(z.string().refine((text) => text.isWellFormed(), 'must not contain lone surrogates'))
  .max(100)
  .describe(`The permissions, any of ${KNOWN.join(', ')}; may be empty.`);

/** The permissions of an input in the order of the kind, each once; refuses those that there are not (OG-01). */
export function knownPermissions(given: readonly string[]): string[] {
  const unknown = given.filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) {
    throw new Refusal('INVALID_PERMISSION', `There is no permission ${unknown.join(', ')}.`, {
      field: 'permissions',
      remedy: `Choose from ${KNOWN.join(', ')}.`,
      facts: { unknown, known: KNOWN },
    });
  }
  return KNOWN.filter((name) => given.includes(name));
}

export function permissionPlace(organization: Id, subject: UserId, permission: string): Place {
  return {
    kind: ORGANIZATION_PERMISSION.name,
    subject,
    target: organization,
    slot: permission,
    scope: organization,
  };
}

/** What rules ask of held permissions: which, and until when. */
export type HeldPermissions = ReadonlyMap<string, Pick<Grant, 'expiresAt'>>;

/** The permissions that are stored for a member, by name. */
export function heldPermissions(state: State, organization: Id, user: UserId): Map<string, Grant> {
  return permissionsAmong(state.grantsAt(user, organization, organization));
}

/** The permissions among the grants of a member in an organization, by name. */
export function permissionsAmong<G extends Pick<Grant, 'kind' | 'slot'>>(
  grants: readonly G[],
): Map<string, G> {
  const permissions = grants.filter(({ kind }) => kind === ORGANIZATION_PERMISSION.name);
  return new Map(permissions.map((grant) => [grant.slot, grant]));
}

/** Makes the permissions of a member exactly these (OG-16): an event for each difference, those taken away first. */
export function replacingPermissions(
  organization: Id,
  subject: UserId,
  held: ReadonlyMap<string, Grant>,
  wanted: readonly string[],
  expiresAt?: Time | null,
): NewEvent[] {
  const taken = [...held.values()].filter(({ slot }) => !wanted.includes(slot));
  return [
    ...taken.map((grant) => revoking(grant, DIRECT)),
    ...wanted.flatMap((value) => {
      const place = permissionPlace(organization, subject, value);
      return setting(held.get(value), place, { value, expiresAt }, DIRECT);
    }),
  ];
}
