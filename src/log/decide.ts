/** DECIDE: one submission against the state, in the order of checks of rule U5. Pure but for the state it advances. */
import type { About, DecisionContext, Sweep } from '../kernel/command.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { UserId } from '../kernel/ids.ts';
import { invalid, Refusal } from '../kernel/refusal.ts';
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

/** What a command sweeps, and what its events have in common. */
export interface Sweeping {
  readonly sweep: Sweep;
  readonly stamp: Stamp;
}

/**
 * Decides all commands of a submission, each seeing what the earlier ones changed; a sweep is left to the lane. Throws a
 * Refusal or a StateMiss.
 */
export function decideSubmission(
  submission: Submission,
  deciding: Deciding,
): readonly RecordedEvent[] | Sweeping {
  const { drafts } = deciding;
  const since = submission.ifUnchangedSince;
  if (since !== undefined && since > drafts.position) {
    throw invalid(
      'ifUnchangedSince',
      `position ${since} is after the head, ${drafts.position}`,
      'Use a position that an answer gave.',
    );
  }
  const [only, ...others] = submission.commands;
  const sweeping = only && others.length === 0 ? sweepOf(only, submission, deciding) : undefined;
  if (sweeping) return sweeping;
  return submission.commands.flatMap((call, index) => {
    try {
      return decideCall(call, submission, deciding);
    } catch (error) {
      throw error instanceof Refusal && submission.line ? atCommand(index, error) : error;
    }
  });
}

/** Decides one command of a submission. Throws a Refusal or a StateMiss. */
export function decideCall(
  call: CommandCall,
  submission: Submission,
  deciding: Deciding,
): readonly RecordedEvent[] {
  const { definition, context, resolved } = authorized(call, submission, deciding);
  const events = definition.decide(call.input, context, resolved);
  return deciding.drafts.record(events, stampOf(call, submission, deciding, resolved));
}

/** What the command sweeps. A line of history has many commands, and is decided all at once. */
function sweepOf(call: CommandCall, submission: Submission, deciding: Deciding): Sweeping | undefined {
  if (submission.line || !commandFor(call, submission, deciding).sweep) return undefined;
  const { definition, context, resolved } = authorized(call, submission, deciding);
  const sweep = definition.sweep?.(call.input, context, resolved);
  return sweep && { sweep, stamp: stampOf(call, submission, deciding, resolved) };
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
function atCommand(index: number, { code, message, field, remedy, facts }: Refusal): Refusal {
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
