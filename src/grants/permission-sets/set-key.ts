/** The key of a Permission Set: what is unique among living sets (PS-06), and what lists of them are ordered by (A15). */
import type { Id } from '../../kernel/ids.ts';
import { foldKey } from '../../kernel/text.ts';

/** How long a name may be, in UTF-16 units. */
export const LONGEST_NAME = 200;

/** What a key says after its Instance comes after the first of these and before the second. */
export const [BEFORE_NAMES, AFTER_NAMES] = ['/', '0'];

/** The folded name on an Instance. */
export function setKey(instance: Id, name: string): string {
  return `${instance}${placeAmongNames(foldKey(name))}`;
}

/** What a key says after its Instance, of a name that is folded. */
export function placeAmongNames(folded: string): string {
  return `${BEFORE_NAMES}${folded}`;
}
