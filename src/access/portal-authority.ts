/** DECIDE: what decisions of the Partner Portal ask about their actor: which Instances and Partners are theirs to name. */
import type { Levelled } from '../grants/levels.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Entity } from '../kernel/state.ts';
import { actorOn, homeOf, knowsEverybody } from './authority.ts';
import type { LevelStanding } from './standing-on.ts';

/** An Instance or a Partner that a command names, and what the actor may do with it. */
export interface KnownThing extends ThingStanding {
  readonly thing: Entity;
}

/** What rules ask of it. */
export interface ThingStanding {
  readonly thing: Pick<Entity, 'id' | 'type'>;
  readonly standing: LevelStanding;
}

/** The Instances or Partners that an input names; NOT_FOUND, naming each, for those that the actor may not know of. */
export function knownThings(
  context: DecisionContext,
  type: Levelled,
  ids: readonly Id[],
  field: string,
): KnownThing[] {
  const { state } = context;
  const things = state.each(ids, (id) => state.entity(type, id));
  const visible = sightOf(context);
  const known = state.each(ids, (id, index): KnownThing | undefined => {
    const [thing, standing] = [things[index], actorOn(context, type, id)];
    return thing && visible(id, standing) ? { thing, standing } : undefined;
  });
  const unknown = ids.filter((_, index) => known[index] === undefined);
  if (unknown.length > 0) throw notKnown(type, unknown, field);
  return known.filter((each) => each !== undefined);
}

/** The same for one. */
export function knownThing(context: DecisionContext, type: Levelled, id: Id, field: string): KnownThing {
  const [known] = knownThings(context, type, [id], field);
  if (!known) throw notKnown(type, [id], field);
  return known;
}

/** Refuses whoever holds less than a level on any of those that a field names. `what` completes "may". */
export function demandLevel(
  acting: Acting,
  known: readonly ThingStanding[],
  field: string,
  level: string,
  what: string,
): void {
  const lacking = known.filter(({ standing }) => !standing.reaches(level)).map(({ thing }) => thing);
  const [first] = lacking;
  acting.demand(first === undefined, () => {
    const message = `Only holders of ${level} on the ${first?.type} may ${what}.`;
    const remedy = `Ask somebody who holds ${level} on it.`;
    const facts = { lacking: lacking.map(({ id }) => id) };
    return new Refusal('FORBIDDEN', message, { field, remedy, facts });
  });
}

/**
 * What the actor may know of: what they have access to, are at home with, or hold a Permission Set on; whoever knows
 * everything, all. What they hold is looked through once, however many things are asked about.
 */
function sightOf(context: DecisionContext): (id: Id, standing: LevelStanding) => boolean {
  const { state, actor, importing } = context;
  let everything: boolean | undefined;
  let scopes: ReadonlySet<Id> | undefined;
  const seesAll = () => {
    everything ??= knowsEverybody(context);
    return everything;
  };
  const holdsOn = (id: Id) => {
    scopes ??= new Set(state.allGrantsOf(actor).map(({ scope }) => scope));
    return scopes.has(id);
  };
  return (id, { access }) =>
    importing ||
    access !== undefined ||
    homeOf(state.entity('User', actor)) === id ||
    seesAll() ||
    holdsOn(id);
}

const SHOWN = 10;

function notKnown(type: Levelled, ids: readonly Id[], field: string): Refusal {
  const shown = ids.slice(0, SHOWN).map((id) => `"${id}"`);
  const rest = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  const message = `There is no ${type} ${shown.join(', ')}${rest}, or you may not know of it.`;
  const remedy = 'Check the spelling, or ask whoever runs it.';
  return new Refusal('NOT_FOUND', message, { field, remedy, facts: { unknown: ids } });
}
