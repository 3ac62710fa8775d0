/** CHOOSE: what the rules of a command would let pass, asked without running it: forms offer exactly that (rule C1). */
import type { Acting } from './command.ts';
import type { UserId } from './ids.ts';
import { Refusal } from './refusal.ts';

/** Whether none of the rules that are asked refuses. They are the command's own, so the two cannot differ. */
export function passes(actor: UserId, rules: (acting: Acting) => void): boolean {
  try {
    rules({ actor, demand });
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}

function demand(condition: boolean, refusal: () => Refusal): void {
  if (!condition) throw refusal();
}
