/** Who a command or a request comes from. */
import type { UserId } from './ids.ts';

/** The actors that are no users: the installation itself, and the end of a grant's time. */
export const BOOTSTRAP = 'system:bootstrap';
export const EXPIRER = 'system:expirer';

/** A user's id, or one of the system actors: what the envelope of an event names. */
export type Actor = UserId | typeof BOOTSTRAP | typeof EXPIRER;
