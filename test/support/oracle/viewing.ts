/** ORACLE: a viewer, and how the rules about who may read what answer them. */
import type { Scene } from './access.ts';

/**
 * SHOWN (a query for it must give it), HIDDEN (no answer may hold it), or EITHER where the table leaves it to the
 * reader: what one's own grants and events mention in passing.
 */
export type Verdict = 'SHOWN' | 'HIDDEN' | 'EITHER';

export interface Viewing {
  readonly viewer: string;
  /** The head, with the grants that count now. */
  readonly head: Scene;
  /** The moment asked about. */
  readonly asked: Scene;
}

export const among = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('SHOWN') ? 'SHOWN' : verdicts.includes('EITHER') ? 'EITHER' : 'HIDDEN';

export const shown = (condition: boolean): Verdict => (condition ? 'SHOWN' : 'HIDDEN');
export const either = (condition: boolean): Verdict => (condition ? 'EITHER' : 'HIDDEN');
