/** DECIDE: what a command is, and what a decision gets to decide with. */
import type { z } from 'zod';
import type { NewEvent } from './event.ts';
import type { Id, UserId } from './ids.ts';
import type { Refusal } from './refusal.ts';
import type { Grant, State } from './state.ts';
import type { Time } from './time.ts';

/** What a decision knows beside its input. All of it comes from outside; a decision has no clock and no dice. */
export interface DecisionContext {
  readonly state: State;
  /** The user who commands. In an import: the user that the file names. */
  readonly actor: UserId;
  /** The moment of the command, stamped by the lane. */
  readonly now: Time;
  /** Whether the command is a line of history, which runs on the operator's authority (rule U3). */
  readonly importing: boolean;
  /**
   * Refuses unless the condition holds; never while importing. For authority and visibility only: FORBIDDEN,
   * NOT_FOUND by visibility, CANNOT_GRANT_UNHELD, SELF_EDIT_FORBIDDEN and EMAIL_NOT_VERIFIED (rule U3).
   */
  demand(condition: boolean, refusal: () => Refusal): void;
}

/** What rules about authority ask of a decision: who acts, and how they refuse. */
export type Acting = Pick<DecisionContext, 'actor' | 'demand'>;

/** What a command is about, for `ifUnchangedSince`. */
export interface About {
  readonly subject?: UserId;
  readonly target: Id | readonly Id[];
  /** Who acts, where only the command itself finds that out: whoever registers becomes somebody by it. */
  readonly actor?: UserId;
}

/**
 * A command: its input, who may run it, and what it does.
 *
 * `authorize` resolves what the input names and refuses with NOT_FOUND and FORBIDDEN, in that order; then the
 * lane checks VERSION_CONFLICT against `about`; then `decide` gives the domain's own refusals or the events
 * (rule U5). Both throw a {@link Refusal}; `decide` returns [] when nothing would change. What ends all grants somewhere
 * leaves them to the lane, as a {@link Sweep}: it must not read them.
 */
export interface CommandDefinition<
  Name extends string = string,
  Input = unknown,
  Resolved extends About = About,
> {
  readonly name: Name;
  /** One sentence for people: what it does and who may. */
  readonly description: string;
  /** Parses and normalises the input; ids of what is created are part of it (`id`, given by the gateway or a file). */
  readonly input: z.ZodType<Input>;
  /** Where the command may come from: the API and imports, imports only, or the API only. */
  readonly from: 'anywhere' | 'import' | 'api';
  authorize(input: Input, context: DecisionContext): Resolved;
  decide(input: Input, context: DecisionContext, resolved: Resolved): readonly Part[];
}

/** What a command does: an event, or the ends of however many grants. */
export type Part = NewEvent | Sweep;

/** All open grants of a kind on a target end, by key. They may be too many to be at hand at once. */
export interface Sweep {
  readonly target: Id;
  readonly kind: string;
  /** How they end, told how many they are, and the first of them. Throws a {@link Refusal} where they must not. */
  ends(count: number, first: readonly Grant[]): Ends;
}

interface Ends {
  /** What comes before the ends of the grants, however many they are. */
  readonly before?: NewEvent;
  /** The end of one. */
  readonly each: (grant: Grant) => NewEvent;
}

export function isSweep(part: Part): part is Sweep {
  return 'ends' in part;
}

/** The events of a command, all at once. */
export function swept(state: Pick<State, 'each' | 'grantsOn'>, parts: readonly Part[]): readonly NewEvent[] {
  if (!parts.some(isSweep)) return parts as readonly NewEvent[];
  const eventsOf = state.each(parts, (part) => {
    if (!isSweep(part)) return [part];
    const grants = state.grantsOn(part.target, part.kind);
    const { before, each } = part.ends(grants.length, grants);
    return [...(before ? [before] : []), ...grants.map(each)];
  });
  return eventsOf.flat();
}

/** Any command definition, whatever its input. */
export type AnyCommandDefinition = CommandDefinition<string, unknown, About>;

export function defineCommand<Name extends string, Input, Resolved extends About>(
  definition: CommandDefinition<Name, Input, Resolved>,
): CommandDefinition<Name, Input, Resolved> {
  return definition;
}
