/** READ: the one function that names a loader, made from everything that decides what it answers. */
import type { UserId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';

/** From where a request reads: nothing else may decide an answer, beside the arguments. */
export interface Vantage {
  readonly viewer: UserId;
  readonly position: Position;
  readonly moment: Time | null;
  /** The position at which the viewer was judged. */
  readonly judgedAt: Position;
}

/** Answers may be shared by exactly those reads whose keys are equal. */
export function loaderKey(name: string, from: Vantage, args: readonly unknown[] = []): string {
  return JSON.stringify([name, from.viewer, from.judgedAt, from.position, from.moment, ...args]);
}
