/** DECIDE: the user whom a command gives access to or takes it from, and whether the actor may name them (decision A34). */
import { resolveUserInReach, seesAtHome } from '../access/authority.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import { forbidden } from '../kernel/refusal.ts';
import type { Grant } from '../kernel/state.ts';
import { demandHeldLevel, demandShares, demandTakes, heldOn, idsOf, type Selection } from './selection.ts';

interface Recipient {
  readonly subject: UserId;
  readonly target: readonly Id[];
  readonly selection: Selection;
}

/** Whoever gets a level on what is selected. To give it to somebody who holds nothing there needs READ on their home. */
export function recipientOf(
  context: DecisionContext,
  reference: string,
  selection: Selection,
  level: string,
): Recipient {
  const holdsAll = (user: UserId) => heldOn(context, selection, user).every((held) => held !== undefined);
  const user = resolveUserInReach(
    context,
    reference,
    (found) => {
      demandShares(context, selection);
      // Whoever names nobody is not told so before it is clear that they could give it.
      if (!found) return demandHeldLevel(context, selection, level);
      const subject = found.id as UserId;
      const isSeen = seesAtHome(context, found);
      demandGives(context, selection, { isSeen, held: heldOn(context, selection, subject) }, level);
    },
    ({ id }) => holdsAll(id as UserId),
  );
  return { subject: user.id as UserId, target: idsOf(selection), selection };
}

/** Whoever is to get a level on what is selected, as far as rules ask. */
export interface Reached {
  /** Whether the actor needs no grant of theirs to name them. */
  readonly isSeen: boolean;
  /** What they hold on each thing selected. */
  readonly held: readonly (Pick<Grant, 'value'> | undefined)[];
}

/** Refuses to give somebody a level whom the actor does not reach, or who would lose more by it than the actor holds. */
export function demandGives(
  acting: Acting,
  selection: Selection,
  { isSeen, held }: Reached,
  level: string,
): void {
  acting.demand(isSeen || held.every((each) => each !== undefined), outOfReach);
  demandTakes(acting, selection, held, level);
}

/** Whoever loses what they hold on what is selected: the actor themself, or somebody who holds no more than the actor. */
export function formerHolderOf(context: DecisionContext, reference: string, selection: Selection): Recipient {
  const user = resolveUserInReach(
    context,
    reference,
    (found) => {
      if (found?.id === context.actor) return;
      demandShares(context, selection);
      if (found) demandTakes(context, selection, heldOn(context, selection, found.id as UserId));
    },
    ({ id }) => heldOn(context, selection, id as UserId).some((held) => held !== undefined),
  );
  return { subject: user.id as UserId, target: idsOf(selection), selection };
}

function outOfReach() {
  return forbidden(
    'Only readers of the home Partner of a user give them something by their id.',
    'Share by email, or ask somebody who holds READ on that Partner.',
  );
}
