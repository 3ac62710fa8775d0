/** READ: what users hold on Instances and Partners, one by one, for what asks the evaluator of rights about it. */
import { LEVELS, type Levelled } from '../grants/levels.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Time } from '../kernel/time.ts';
import type { HeldGrant } from './held-grants.ts';
import type { Read } from './read.ts';
import { HELD_LEVELS, type HeldLevelRow } from './statements/levels.ts';

/** Whose access, and to what. */
export interface LevelOn {
  readonly user: UserId;
  readonly type: Levelled;
  readonly target: Id;
}

/** The grant, if there is one. Whoever asks sees to it that the viewer may read it. */
export function levelHeld(read: Read, on: LevelOn): Promise<HeldGrant | undefined> {
  return read.load('level held', [], on, () => ({
    key: ({ user, type, target }) => `${user} ${type} ${target}`,
    async load(asked) {
      const rows = await read.query<HeldLevelRow>(HELD_LEVELS, {
        users: asked.map(({ user }) => user),
        types: asked.map(({ type }) => LEVELS[type].name),
        ids: asked.map(({ target }) => target),
      });
      const byIndex = new Map(rows.map((row) => [row.n - 1, row]));
      return asked.map((each, index) => {
        const row = byIndex.get(index);
        return row && grantOf(each, row);
      });
    },
  }));
}

function grantOf({ type, target }: LevelOn, { value, since, expires_at }: HeldLevelRow): HeldGrant {
  const place = { kind: LEVELS[type].name, target, scope: target, slot: '' };
  return { ...place, value, since: Number(since), expiresAt: expires_at as Time | null };
}
