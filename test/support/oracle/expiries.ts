/** ORACLE: what must be in the log when the clock has turned (rule T4), before anything else is decided. */
import { placeOf } from './kinds.ts';
import type { StoredEvent } from './stored-event.ts';
import { type Grant, living, type World } from './world.ts';

/** A grant whose time is up, and the grants that do not stand without it. */
interface End {
  readonly grant: Grant;
  readonly dragged: readonly Grant[];
}

/** The ends that are due at a moment, in order of expiry and then of opening; what was dragged along is gone by then. */
export function endsDue(world: World, now: string): End[] {
  const open = living(world.grants);
  const due = open.filter((grant) => grant.expiresAt !== null && grant.expiresAt <= now);
  due.sort((a, b) =>
    a.expiresAt === b.expiresAt ? a.from - b.from : String(a.expiresAt) < String(b.expiresAt) ? -1 : 1,
  );
  const gone = new Set<Grant>();
  const ends: End[] = [];
  for (const grant of due) {
    if (gone.has(grant)) continue;
    const dragged =
      grant.kind === 'PROJECT_ROLE'
        ? open.filter((other) => isTypeRoleUnder(other, grant) && !gone.has(other))
        : [];
    for (const each of [grant, ...dragged]) gone.add(each);
    ends.push({ grant, dragged });
  }
  return ends;
}

function isTypeRoleUnder(other: Grant, role: Grant): boolean {
  return (
    other.kind === 'ENVIRONMENT_TYPE_ROLE' && other.subject === role.subject && other.target === role.target
  );
}

const keyOf = (kind: string, subject: string, target: string, slot: string): string =>
  [kind, subject, target, slot].join('/');
const keyOfGrant = (grant: Grant): string => keyOf(grant.kind, grant.subject, grant.target, grant.slot);

function keyOfEvent(event: StoredEvent): string {
  const { kind, slot } = placeOf(event);
  return keyOf(kind, String(event.subject), event.target.id, slot);
}

/** What is wrong with the expirer's events among some that were appended together; nothing when all is well. */
export function expiryFlaws(ends: readonly End[], appended: readonly StoredEvent[]): string[] {
  const found: string[] = [];
  const events = appended.filter((event) => event.actor === 'system:expirer');
  if (events.some((event, at) => event !== appended[at])) found.push('the expirer did not come first');
  const commands = new Set<string>();
  let at = 0;
  for (const { grant, dragged } of ends) {
    const [first, ...others] = events.slice(at, at + 1 + dragged.length);
    at += 1 + dragged.length;
    const name = keyOfGrant(grant);
    if (first?.type !== 'PermissionExpired' || keyOfEvent(first) !== name) {
      found.push(`${name} should have expired, but there is ${JSON.stringify(first)}`);
      continue;
    }
    if (commands.has(first.commandId)) found.push(`two expiries are one command ${first.commandId}`);
    commands.add(first.commandId);
    const rest = others.map(
      (event) => `${event.type} ${event.cause} ${event.causationId} ${keyOfEvent(event)}`,
    );
    const expected = dragged.map((each) => `PermissionRevoked EXPIRY ${first.id} ${keyOfGrant(each)}`);
    if (rest.sort().join() !== expected.sort().join())
      found.push(`${name} dragged along ${rest}, not ${expected}`);
    for (const event of [first, ...others]) {
      if (event.occurredAt !== grant.expiresAt)
        found.push(`${event.position} occurred at ${event.occurredAt}`);
      if (event.commandId !== first.commandId) found.push(`${event.position} is of another command`);
    }
  }
  if (at !== events.length) found.push(`the expirer appended ${events.length} events, not ${at}`);
  return found;
}
