/** DECIDE: one submission against the state, in the order of checks of rule U5. Pure but for the state it advances. */
import { type About, type DecisionContext, type Part, swept } from '../kernel/command.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { UserId } from '../kernel/ids.ts';
import { invalid, Refusal } from '../kernel/refusal.ts';
import type { State } from '../kernel/state.ts';
import type { Position, Time } from '../kernel/time.ts';
import type { Drafts, Stamp } from './drafts.ts';
import type { LaneState } from './lane-state.ts';
import type { CommandRegistry } from './registry.ts';
import type { CommandCall, Submission } from './submission.ts';

export interface Deciding {
  readonly commands: CommandRegistry;
  readonly state: LaneState;
  readonly drafts: Drafts;
  /** The moment of the submission: the lane's, or the line's own. */
  readonly now: Time;
}

/**
 * Decides all commands of a submission, each seeing what the earlier ones changed. Throws a Refusal, a StateMiss, or
 * TooMany where a command ends more grants than are to be at hand.
 */
export function decideSubmission(submission: Submission, deciding: Deciding): readonly RecordedEvent[] {
  requirePast(submission, deciding);
  return submission.commands.flatMap((call, index) => {
    try {
      return decideCall(call, submission, deciding);
    } catch (error) {
      throw atCommand(submission, index, error);
    }
  });
}

export function requirePast({ ifUnchangedSince: since }: Submission, { drafts }: Deciding): void {
  if (since === undefined || since <= drafts.position) return;
  throw invalid(
    'ifUnchangedSince',
    `position ${since} is after the head, ${drafts.position}`,
    'Use a position that an answer gave.',
  );
}

/** Decides one command of a submission. Throws as {@link decideSubmission} does. */
export function decideCall(
  call: CommandCall,
  submission: Submission,
  deciding: Deciding,
): readonly RecordedEvent[] {
  const { state, drafts } = deciding;
  const { parts, stamp } = decidedParts(call, submission, deciding);
  const atHand: Pick<State, 'each' | 'grantsOn'> = {
    each: (items, read) => state.each(items, read),
    grantsOn: (target, kind) => state.fewGrantsOn(target, kind),
  };
  return drafts.record(swept(atHand, parts), stamp);
}

/** What a command does, and what its events have in common. */
export function decidedParts(
  call: CommandCall,
  submission: Submission,
  deciding: Deciding,
): { readonly parts: readonly Part[]; readonly stamp: Stamp } {
  const { definition, context, resolved } = authorized(call, submission, deciding);
  const parts = definition.decide(call.input, context, resolved);
  return { parts, stamp: stampOf(call, submission, deciding, resolved) };
}

/** A command whose actor may run it, and about which nothing has changed since the caller looked. */
function authorized(call: CommandCall, submission: Submission, deciding: Deciding) {
  const { state } = deciding;
  const since = submission.ifUnchangedSince;
  const definition = commandFor(call, submission, deciding);
  const context = contextOf(submission, deciding);
  const resolved = definition.authorize(call.input, context);
  const lastChange = since === undefined ? 0 : lastEventAbout(state, resolved);
  if (since !== undefined && lastChange > since) {
    throw new Refusal('VERSION_CONFLICT', `Something changed there after position ${since}.`, {
      field: 'ifUnchangedSince',
      remedy: 'Read again and repeat the command with the position of that answer.',
      facts: { lastChange: String(lastChange) },
    });
  }
  return { definition, context, resolved };
}

function stampOf(call: CommandCall, submission: Submission, { now }: Deciding, { actor }: About): Stamp {
  return {
    commandId: call.commandId,
    seed: call.seed,
    actor: actor ?? submission.actor,
    importedBy: submission.line?.importedBy,
    reason: submission.reason,
    occurredAt: now,
  };
}

/** The position of the last event about what a command is about: of any target where it has many. */
function lastEventAbout(state: LaneState, { target, subject }: About): Position {
  const targets = typeof target === 'string' ? [target] : target;
  return Math.max(...state.each(targets, (each) => state.lastEventAbout(each, subject)));
}

/** A line of history has many commands: its refusal says which one, and where in it. */
export function atCommand({ line }: Submission, index: number, error: unknown): unknown {
  if (!line || !(error instanceof Refusal)) return error;
  const { code, message, field, remedy, facts } = error;
  const path = field === undefined ? `commands[${index}]` : `commands[${index}].${field}`;
  return new Refusal(code, message, { field: path, remedy, facts });
}

function commandFor(call: CommandCall, submission: Submission, { commands }: Deciding) {
  const definition = commands.find(call.name);
  const allowed = submission.line ? 'import' : 'api';
  if (!definition || (definition.from !== 'anywhere' && definition.from !== allowed)) {
    throw invalid('command', `there is no command "${call.name}" here`);
  }
  return definition;
}

function contextOf(submission: Submission, { state, now }: Deciding): DecisionContext {
  const importing = submission.line !== undefined;
  return {
    state,
    actor: submission.actor as UserId,
    now,
    importing,
    demand(condition, refusal) {
      if (!importing && !condition) throw refusal();
    },
  };
}
