/** ORACLE: the plain left fold. It shares no line with the product, is slow, and is meant to be read. */
import { Contradiction, type Effects } from './effects/effect.ts';
import { GRANTS } from './effects/grants.ts';
import { INVITATIONS } from './effects/invitations.ts';
import { ORGANIZATIONS } from './effects/organizations.ts';
import { PEOPLE } from './effects/people.ts';
import { PERM_SETS } from './effects/perm-sets.ts';
import { PORTAL } from './effects/portal.ts';
import { positionOf, type StoredEvent } from './stored-event.ts';
import { emptyWorld, type World } from './world.ts';

const EFFECTS: Effects = { ...PEOPLE, ...PORTAL, ...ORGANIZATIONS, ...INVITATIONS, ...PERM_SETS, ...GRANTS };

/** The world after these events, which are a log from its beginning. */
export function fold(events: readonly StoredEvent[]): World {
  const world = emptyWorld();
  for (const event of events) step(world, event);
  return world;
}

/** The world after one more event; changes the world that it is given. */
export function step(world: World, event: StoredEvent): void {
  const effect = EFFECTS[event.type];
  if (!effect) throw new Contradiction(event, 'the oracle knows no such event');
  if (positionOf(event) !== world.position + 1)
    throw new Contradiction(event, `follows position ${world.position}`);
  if (event.occurredAt < world.occurredAt)
    throw new Contradiction(event, `occurred before ${world.occurredAt}`);
  if (event.recordedAt < world.recordedAt)
    throw new Contradiction(event, `was recorded before ${world.recordedAt}`);
  if (event.occurredAt > event.recordedAt) throw new Contradiction(event, 'was recorded before it occurred');
  effect(world, event);
  world.position = positionOf(event);
  world.occurredAt = event.occurredAt;
  world.recordedAt = event.recordedAt;
}
