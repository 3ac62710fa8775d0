/** DECIDE: what organizations are called: a handle that is unique whatever its case, and a label. */
import { type Id, isId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { State } from '../kernel/state.ts';
import { foldKey, line } from '../kernel/text.ts';

/** An organization is addressed by its name or its id, so no name may look like an id. */
export const nameInput = line(100)
  .refine((name) => !isId(name), 'must not look like an id')
  .describe('The handle by which it is addressed; unique whatever its case.');

export const labelInput = line(200);

/** Refuses the name of another organization. */
export function requireFreeName(state: State, name: string, self?: Id): void {
  const holder = state.entityByKey('Organization', foldKey(name));
  if (!holder || holder.id === self) return;
  throw new Refusal('NAME_TAKEN', `An organization is called ${name} already.`, {
    field: 'name',
    remedy: 'Choose another name.',
    facts: { name },
  });
}
