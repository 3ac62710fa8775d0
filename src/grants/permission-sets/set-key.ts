/** The key of a Permission Set: what is unique among living sets (PS-06). */
import type { Id } from '../../kernel/ids.ts';
import { foldKey } from '../../kernel/text.ts';

/** The folded name on an Instance. */
export function setKey(instance: Id, name: string): string {
  return `${instance}/${foldKey(name)}`;
}
