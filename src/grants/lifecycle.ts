/** DECIDE: the life of a grant, the same for every kind: it begins, changes, ends, or its time runs out. */
import type { GrantKey } from '../kernel/change.ts';
import type { Cause, NewEvent } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import type { Grant, State } from '../kernel/state.ts';
import type { Time } from '../kernel/time.ts';
import { type GrantKind, SHARED_EVENTS } from './kind.ts';
import { grantKind } from './registry.ts';
import { eventScope } from './target.ts';

/** Where a grant is held, and by whom, whether or not it is held now. */
export type Place = GrantKey & { readonly scope: Id };

/** Why an event about a grant happens, and the event of the same command that drags it along. */
export interface Why {
  readonly cause: Cause;
  readonly causedBy?: NewEvent;
}

export const DIRECT: Why = { cause: 'DIRECT' };

/** What a holding is to become. `expiresAt` left out keeps what is held; null is without end (decision A4). */
export interface Wanted {
  readonly value: string;
  readonly expiresAt?: Time | null;
}

/** A grant begins. */
export function granting(place: Place, value: string, expiresAt: Time | null, why: Why): NewEvent {
  const kind = grantKind(place.kind);
  return about(kind, kind.events.granted, place, why, { value, expiresAt });
}

/** A grant ends. What does not stand without it is the caller's: see {@link revokingAll}. */
export function revoking(grant: Grant, why: Why): NewEvent {
  const kind = grantKind(grant.kind);
  return about(kind, kind.events.revoked, grant, why, { value: grant.value });
}

/** A grant ends, and with it what it drags along: the same user's grants that do not stand without it. */
export function revokingAll(state: State, grant: Grant, why: Why, dragged: Cause): NewEvent[] {
  const first = revoking(grant, why);
  return [first, ...dragging(state, grant, first, dragged)];
}

/**
 * Granting again replaces (decision A4): one event for a new value, one for a new expiry alone, none for what is
 * held already.
 */
export function setting(held: Grant | undefined, place: Place, wanted: Wanted, why: Why): NewEvent[] {
  if (!held) return [granting(place, wanted.value, wanted.expiresAt ?? null, why)];
  const kind = grantKind(held.kind);
  const expiresAt = wanted.expiresAt === undefined ? held.expiresAt : wanted.expiresAt;
  if (wanted.value !== held.value) {
    const data = { from: held.value, to: wanted.value, expiresAt };
    return [about(kind, 'PermissionChanged', held, why, data)];
  }
  if (expiresAt === held.expiresAt) return [];
  const data = { value: held.value, from: held.expiresAt, to: expiresAt };
  return [about(kind, 'PermissionExpiryChanged', held, why, data)];
}

/** The time of a grant is up: it ends with the cascade of a revoke (rule T4). The lane stamps the moment. */
export function expire(state: State, grant: Grant): NewEvent[] {
  const { value, expiresAt } = grant;
  const why: Why = { cause: 'EXPIRY' };
  const expired = about(grantKind(grant.kind), 'PermissionExpired', grant, why, { value, expiresAt });
  return [expired, ...dragging(state, grant, expired, 'EXPIRY')];
}

/** The ends of what does not stand without a grant, each caused by the event that ends it. */
function dragging(state: State, grant: Grant, causedBy: NewEvent, cause: Cause): NewEvent[] {
  const { drags } = grantKind(grant.kind);
  if (!drags) return [];
  return state
    .grantsOf(grant.subject, grant.scope)
    .filter((other) => drags.kinds.includes(other.kind))
    .filter((other) => drags.within === 'scope' || other.target === grant.target)
    .map((other) => revoking(other, { cause, causedBy }));
}

function about(
  kind: GrantKind,
  type: string,
  place: Place,
  why: Why,
  facts: Record<string, string | null>,
): NewEvent {
  return {
    type,
    subject: place.subject,
    target: { type: kind.target, id: place.target },
    scope: eventScope(kind.target, place.target, place.scope),
    cause: why.cause,
    ...(why.causedBy && { causedBy: why.causedBy }),
    data: dataOf(kind, type, place, facts),
  };
}

/** The events of one kind alone say by their name what the shared ones must say in their data. */
function dataOf(kind: GrantKind, type: string, place: Place, facts: Record<string, string | null>): unknown {
  const own = kind.events.granted !== SHARED_EVENTS.granted;
  if (own && type === kind.events.revoked) return {};
  if (own && type === kind.events.granted)
    return kind.mayExpire === false ? {} : { expiresAt: facts.expiresAt };
  const environmentType = kind.slot === 'environmentType' ? { environmentType: place.slot } : {};
  return { kind: kind.name, ...facts, ...environmentType };
}
