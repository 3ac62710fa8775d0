/** DECIDE: an installation is never left without an OPERATOR (rule U1). */
import { PORTAL, type UserId } from '../../../kernel/ids.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { State } from '../../../kernel/state.ts';
import { PLATFORM_ROLE } from './kind.ts';

/** Refuses when a user is the only OPERATOR. */
export function requireNotLastOperator(state: State, user: UserId): void {
  const operators = state.grantsOn(PORTAL, PLATFORM_ROLE.name).filter(({ slot }) => slot === 'OPERATOR');
  if (operators.length !== 1 || operators[0]?.subject !== user) return;
  throw new Refusal('LAST_OPERATOR', 'The user is the last OPERATOR.', {
    field: 'user',
    remedy: 'Make somebody else an OPERATOR first.',
  });
}
