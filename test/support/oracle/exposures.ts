/** ORACLE: who had SSH that their roles no longer gave them, position by position: applied, and not desired. */
import { type Scene, sceneOf, sshDesired } from './access.ts';
import { step } from './fold.ts';
import { positionOf, type StoredEvent } from './stored-event.ts';
import { emptyWorld, living, type World } from './world.ts';

export interface Exposure {
  readonly projectId: string;
  readonly environmentId: string;
  readonly userId: string;
  /** Null where nothing but the time of a role has ended it. */
  readonly since: number | null;
  readonly beganAt: string;
  readonly until: number | null;
  readonly endedAt: string | null;
}

type Pair = Pick<Exposure, 'projectId' | 'environmentId' | 'userId'>;

const keyOf = ({ environmentId, userId }: Pair): string => `${environmentId} ${userId}`;

function exposedIn(scene: Scene): Pair[] {
  return living(scene.world.environments).flatMap((environment) => {
    const desired = sshDesired(scene, environment);
    const exposed = environment.sshUserIds.filter((user) => !desired.includes(user));
    const { projectId, id: environmentId } = environment;
    return exposed.map((userId) => ({ projectId, environmentId, userId }));
  });
}

/** Every exposure that a log tells of, and those that only the moment does (null: as of its last position). */
export function exposures(events: readonly StoredEvent[], moment: string | null): Exposure[] {
  const world = emptyWorld();
  const open = new Map<string, { readonly pair: Pair; readonly by: StoredEvent }>();
  const ended: Exposure[] = [];
  for (const event of events) {
    step(world, event);
    const now = new Map(exposedIn(sceneOf(world, null)).map((pair) => [keyOf(pair), pair]));
    for (const [key, { pair, by }] of open) {
      if (now.has(key)) continue;
      open.delete(key);
      // What begins and ends within one command was never so.
      if (by.commandId === event.commandId) continue;
      ended.push({ ...pair, ...begun(by), until: positionOf(event), endedAt: event.occurredAt });
    }
    for (const [key, pair] of now) if (!open.has(key)) open.set(key, { pair, by: event });
  }
  const lasting = [...open.values()].map(({ pair, by }) => ({
    ...pair,
    ...begun(by),
    until: null,
    endedAt: null,
  }));
  return [...ended, ...lasting, ...lapsed(world, moment).filter((pair) => !open.has(keyOf(pair)))];
}

const begun = (event: StoredEvent) => ({ since: positionOf(event), beganAt: event.occurredAt });

/** Those whose roles ended by their time alone, with the first moment at which they were exposed. */
function lapsed(world: World, moment: string | null): Exposure[] {
  if (moment === null) return [];
  const times = living(world.grants).flatMap(({ expiresAt }) => expiresAt ?? []);
  const moments = [...new Set(times)].filter((time) => time <= moment).sort();
  const found = new Map<string, Exposure>();
  for (const beganAt of moments) {
    for (const pair of exposedIn(sceneOf(world, beganAt))) {
      const key = keyOf(pair);
      if (!found.has(key)) found.set(key, { ...pair, since: null, beganAt, until: null, endedAt: null });
    }
  }
  return [...found.values()];
}
