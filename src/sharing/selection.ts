/** DECIDE: the Instances or Partners that a command selects, and who may share what on them (decision A1). */
import { z } from 'zod';
import { actorPlatform } from '../access/authority.ts';
import { demandLevel, knownThings, type ThingStanding } from '../access/portal-authority.ts';
import { rank } from '../grants/kind.ts';
import { LEVELS, type Levelled, levelPlace } from '../grants/levels.ts';
import { DIRECT, revoking, setting, type Wanted } from '../grants/lifecycle.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { NewEvent } from '../kernel/event.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import { idInput } from '../kernel/reference.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Grant } from '../kernel/state.ts';

/** The field by which inputs select each. */
const FIELDS = { Instance: 'instances', Partner: 'partners' } as const;

/** What is selected: each once, in the order of the input; and what its actor may do with it. */
export interface Selection {
  readonly type: Levelled;
  readonly known: readonly ThingStanding[];
  /** An OPERATOR gives and takes whatever they hold themselves: what nobody holds any more is repaired by them (rule U1). */
  readonly repairs: boolean;
}

/** What is held on one of them, as far as rules ask. */
type HeldLevel = Pick<Grant, 'value'> | undefined;

/** A list of ids, as forms with check-boxes send it. */
export function selectionInput<Name extends string>() {
  return halfInput<Name>().min(1);
}

/** The same in a form of which it is a half: nothing need be selected there. */
export function halfInput<Name extends string>() {
  return z.array(idInput<Name>()).max(5_000);
}

/** The things that an input names; NOT_FOUND, naming each, for what the actor may not know of. */
export function select(context: DecisionContext, type: Levelled, ids: readonly Id[]): Selection {
  const known = knownThings(context, type, [...new Set(ids)], FIELDS[type]);
  return { type, known, repairs: actorPlatform(context).operator };
}

/** The ids of what is selected. */
export function idsOf({ known }: Selection): Id[] {
  return known.map(({ thing }) => thing.id);
}

/** What somebody holds on each thing selected. */
export function heldOn({ state }: DecisionContext, { type, known }: Selection, user: UserId) {
  return state.each(known, ({ thing }) => state.grant(levelPlace(type, thing.id, user)));
}

/** Refuses whoever does not hold WRITE on everything selected; READ shares nothing. */
export function demandShares(acting: Acting, { type, known, repairs }: Selection): void {
  if (!repairs) demandLevel(acting, known, FIELDS[type], 'WRITE', 'share it');
}

/** Refuses to give a level that the actor does not hold on everything selected. */
export function demandHeldLevel(acting: Acting, { type, known, repairs }: Selection, level: string): void {
  if (repairs) return;
  const unheld = known.filter(({ standing }) => !standing.reaches(level)).map(({ thing }) => thing.id);
  acting.demand(unheld.length === 0, () => {
    const message = `You do not hold ${level} yourself on ${unheld.length} of the ${FIELDS[type]}.`;
    const remedy = 'Give a level that you hold on all of them, or leave those out.';
    return new Refusal('CANNOT_GRANT_UNHELD', message, {
      field: FIELDS[type],
      remedy,
      facts: { unheld },
    });
  });
}

/** Refuses to take away more than the actor holds: what is held above `left`, or all that is held. */
export function demandTakes(
  acting: Acting,
  { type, known, repairs }: Selection,
  held: readonly HeldLevel[],
  left?: string,
): void {
  if (repairs) return;
  const kept = left === undefined ? -1 : rank(LEVELS[type], left);
  const above = known.filter(({ standing }, index) => {
    const value = held[index]?.value;
    return value !== undefined && rank(LEVELS[type], value) > kept && !standing.reaches(value);
  });
  acting.demand(above.length === 0, () => {
    const message = `The user holds more than you on ${above.length} of the ${FIELDS[type]}.`;
    const remedy = 'Ask somebody who holds at least as much there.';
    const facts = { above: above.map(({ thing }) => thing.id) };
    return new Refusal('FORBIDDEN', message, { field: FIELDS[type], remedy, facts });
  });
}

/** One level on everything selected: an event for each that changes (decision A4). */
export function giving(
  context: DecisionContext,
  selection: Selection,
  user: UserId,
  wanted: Wanted,
): NewEvent[] {
  const held = heldOn(context, selection, user);
  return idsOf(selection).flatMap((id, index) =>
    setting(held[index], levelPlace(selection.type, id, user), wanted, DIRECT),
  );
}

/** No access to anything selected any more: an event for each that was held (decision A3). */
export function taking(context: DecisionContext, selection: Selection, user: UserId): NewEvent[] {
  return heldOn(context, selection, user).flatMap((held) => (held ? [revoking(held, DIRECT)] : []));
}
