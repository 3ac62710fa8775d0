/** DECIDE: the Partner that a command names, and what its events have in common. */
import type { Scope, Target } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import { idInput } from '../kernel/reference.ts';
import { line } from '../kernel/text.ts';

export const partnerInput = idInput<'Partner'>().describe('The id of the Partner.');
export const partnerNameInput = line(200).describe('The name that people see.');

/** The part of the envelope that every event about a Partner shares. */
export function inPartner(id: Id): { readonly target: Target; readonly scope: Scope } {
  return { target: { type: 'Partner', id }, scope: { partner: id } };
}
