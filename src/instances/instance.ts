/** DECIDE: the Instance that a command names, and what its events have in common. */
import type { Scope, Target } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import { idInput } from '../kernel/reference.ts';
import { line } from '../kernel/text.ts';

export const instanceInput = idInput<'Instance'>().describe('The id of the Instance.');
export const instanceNameInput = line(200).describe('The name that people see.');

/** The part of the envelope that every event about an Instance shares: its Partner has no part in its log (IN-15). */
export function inInstance(id: Id): { readonly target: Target; readonly scope: Scope } {
  return { target: { type: 'Instance', id }, scope: { instance: id } };
}
