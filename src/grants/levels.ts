/** DECIDE: access to an Instance or a Partner is one level on it, which a user holds or does not (IN-12). */
import type { Id, UserId } from '../kernel/ids.ts';
import { INSTANCE_ACCESS } from './kinds/instance-access/kind.ts';
import { PARTNER_ACCESS } from './kinds/partner-access/kind.ts';
import type { Place } from './lifecycle.ts';

/** What access is given on level by level, and the kind of grant that it is. */
export const LEVELS = { Instance: INSTANCE_ACCESS, Partner: PARTNER_ACCESS } as const;

export type Levelled = keyof typeof LEVELS;
export type LevelOn<Type extends Levelled> = (typeof LEVELS)[Type]['values'][number];

/** Where somebody's access to an Instance or a Partner is held. */
export function levelPlace(type: Levelled, target: Id, subject: UserId): Place {
  return { kind: LEVELS[type].name, subject, target, slot: '', scope: target };
}
