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
 * (rule U5). Both throw a {@link Refusal}; `decide` returns [] when nothing would change.
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
  decide(input: Input, context: DecisionContext, resolved: Resolved): readonly NewEvent[];
  /**
   * The same where the command ends grants of which there may be any number: the lane then ends them page by page, so that
   * they need not all be at hand. Undefined where `decide` is to be asked; it must come to the same events.
   */
  sweep?(input: Input, context: DecisionContext, resolved: Resolved): Sweep | undefined;
}

/** All open grants of a kind on a target end, in the order of those who hold them, however many there are. */
export interface Sweep {
  readonly target: Id;
  readonly kind: string;
  /** The event that ends them, told how many there are. */
  opening(count: number): NewEvent;
  ending(grant: Grant, opening: NewEvent): NewEvent;
}

/** The events of a sweep, all at once. */
export function swept(state: State, { target, kind, opening, ending }: Sweep): NewEvent[] {
  const grants = state.grantsOn(target, kind);
  const first = opening(grants.length);
  return [first, ...grants.map((grant) => ending(grant, first))];
}

/** Any command definition, whatever its input. */
export type AnyCommandDefinition = CommandDefinition<string, unknown, About>;

export function defineCommand<Name extends string, Input, Resolved extends About>(
  definition: CommandDefinition<Name, Input, Resolved>,
): CommandDefinition<Name, Input, Resolved> {
  return definition;
}
