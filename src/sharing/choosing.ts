/** CHOOSE: on which Instances or Partners the caller could give a level: what the commands would accept (rule C1). */
import type { LevelStanding } from '../access/standing-on.ts';
import type { Levelled } from '../grants/levels.ts';
import { passes } from '../kernel/choosing.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Grant } from '../kernel/state.ts';
import { demandGives } from './recipient.ts';
import { demandHeldLevel, demandShares, type Selection } from './selection.ts';

/** One that could be chosen. */
export interface Candidate {
  readonly id: Id;
  readonly standing: LevelStanding;
  /** What the user holds there. */
  readonly held: Pick<Grant, 'value'> | undefined;
}

/** Who would give which level. */
export interface ChoosingThings {
  readonly actor: UserId;
  readonly type: Levelled;
  readonly level: string;
  readonly repairs: boolean;
  /** Whether the caller may give the user something new; so they may give it to anybody by email. */
  readonly isSeen: boolean;
}

/** Any selection of those that pass is accepted, and no other: they do not bear on each other. */
export function shareableAmong(choosing: ChoosingThings, candidates: readonly Candidate[]): Id[] {
  const { actor, type, level, repairs, isSeen } = choosing;
  const accepted = candidates.filter(({ id, standing, held }) =>
    passes(actor, (acting) => {
      const selection: Selection = { type, known: [{ thing: { id, type }, standing }], repairs };
      demandShares(acting, selection);
      demandGives(acting, selection, { isSeen, held: [held] }, level);
      demandHeldLevel(acting, selection, level);
    }),
  );
  return accepted.map(({ id }) => id);
}
