/** ORACLE: what the effects of events are made of: versions of entities and grants begin and end, or the event contradicts the log. */
import { type Place, placeOf } from '../kinds.ts';
import { positionOf, type StoredEvent, subjectOf } from '../stored-event.ts';
import { EVERYWHERE, find, type Grant, type Lifetime, living, type World } from '../world.ts';

/** What each type of event does to the world. */
export type Effects = Readonly<Record<string, (world: World, event: StoredEvent) => void>>;

/** An event that does not apply: it would change nothing, or contradicts what came before it. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
  constructor(event: StoredEvent, why: string) {
    super(`${event.type} at ${event.position}: ${why} — ${JSON.stringify(event)}`);
  }
}

type Row = Lifetime & { readonly id: string };

export function create<R extends Row>(
  rows: R[],
  event: StoredEvent,
  row: Omit<R, 'from' | 'until' | 'id'>,
): void {
  const { id } = event.target;
  if (rows.some((other) => other.id === id)) throw new Contradiction(event, `${id} was created before`);
  rows.push({ ...row, id, from: positionOf(event), until: null } as unknown as R);
}

/** The living version that an event is about, or of what it names. */
export function current<R extends Row>(
  rows: readonly R[],
  event: StoredEvent,
  id: string = event.target.id,
): R {
  const row = find(rows, id);
  if (!row) throw new Contradiction(event, `${id} is not living`);
  return row;
}

export function alter<R extends Row>(
  rows: R[],
  event: StoredEvent,
  change: Partial<Omit<R, 'from' | 'until' | 'id'>>,
): void {
  const row = current(rows, event);
  const next = { ...row, ...change };
  if (JSON.stringify(next) === JSON.stringify(row)) throw new Contradiction(event, 'changes nothing');
  row.until = positionOf(event);
  rows.push({ ...next, from: positionOf(event), until: null });
}

export function end(row: Lifetime, event: StoredEvent): void {
  row.until = positionOf(event);
}

/** Something changed from what it was: throws where it was something else. */
export function was(event: StoredEvent, before: unknown, said: unknown): void {
  if (JSON.stringify(before) !== JSON.stringify(said))
    throw new Contradiction(event, `it was ${JSON.stringify(before)}`);
}

function openGrant(world: World, event: StoredEvent, { kind, slot }: Place): Grant | undefined {
  const subject = subjectOf(event);
  const target = event.target.id;
  const found = living(world.grants).filter(
    (grant) =>
      grant.kind === kind && grant.subject === subject && grant.target === target && grant.slot === slot,
  );
  if (found.length > 1) throw new Contradiction(event, 'two open grants are the same');
  return found[0];
}

/** The grant that an event is about begins. */
export function open(world: World, event: StoredEvent, value: string, expiresAt: string | null): void {
  const place = placeOf(event);
  if (openGrant(world, event, place)) throw new Contradiction(event, 'is held already');
  current(world.users, event, subjectOf(event));
  const scope = place.within === null ? EVERYWHERE : event.scope[place.within];
  if (scope === undefined) throw new Contradiction(event, `does not say in which ${place.within}`);
  if (place.within === null && event.target.id !== EVERYWHERE)
    throw new Contradiction(event, 'is not held on the portal');
  if (expiresAt !== null && expiresAt <= event.occurredAt)
    throw new Contradiction(event, 'expired before it began');
  world.grants.push({
    kind: place.kind,
    subject: subjectOf(event),
    target: event.target.id,
    slot: place.slot,
    scope,
    value,
    expiresAt,
    from: positionOf(event),
    until: null,
  });
}

/** The grant that an event is about ends. */
export function close(world: World, event: StoredEvent, value: string): Grant {
  const grant = openGrant(world, event, placeOf(event));
  if (!grant) throw new Contradiction(event, 'nothing of the kind is held');
  if (grant.value !== value) throw new Contradiction(event, `the value held is ${grant.value}`);
  end(grant, event);
  return grant;
}
