/** ORACLE: a whole log told again, event by event: what must hold at the end of every command, and what was due before it. */
import { neglects } from './consequences.ts';
import { endsDue, expiryFlaws } from './expiries.ts';
import { step } from './fold.ts';
import { breaches } from './invariants.ts';
import type { Personal } from './personal.ts';
import type { StoredEvent } from './stored-event.ts';
import { emptyWorld, type World } from './world.ts';

/** What is wrong along a log without imported history; nothing when all is well. */
export function flawsAlong(events: readonly StoredEvent[], personal: Personal): string[] {
  const world = emptyWorld();
  const found: string[] = [];
  // Within one moment of the lane's clock nothing becomes due that was not due at its start.
  for (const moment of runs(events, ({ recordedAt }) => recordedAt)) {
    const ends = endsDue(world, moment[0]?.recordedAt ?? '');
    for (const command of runs(moment, ({ commandId }) => commandId))
      found.push(...flawsOf(command, world, personal));
    found.push(...expiryFlaws(ends, moment));
  }
  return found;
}

/** Applies one command's events to the world. */
function flawsOf(command: readonly StoredEvent[], world: World, personal: Personal): string[] {
  for (const event of command) step(world, event);
  const told = `after ${command.at(-1)?.position}: `;
  return [...breaches(world, personal), ...neglects(world, personal, command)].map((flaw) => told + flaw);
}

/** The events in groups of neighbours that are alike. */
function runs(events: readonly StoredEvent[], likeness: (event: StoredEvent) => string): StoredEvent[][] {
  const groups: StoredEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0] && likeness(last[0]) === likeness(event)) last.push(event);
    else groups.push([event]);
  }
  return groups;
}
