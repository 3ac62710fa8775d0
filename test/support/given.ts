/**
 * Given / when / then for decisions: `given(by('olga', 'createOrganization', {...})).when(by(...)).gives([...])`.
 * The state is a plain fold of the events' changes into maps, written apart from the log's own.
 */
import { expect } from 'vitest';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { swept } from '../../src/kernel/command.ts';
import type { Cause, NewEvent, RecordedEvent } from '../../src/kernel/event.ts';
import type { CommandId, EventId, Id } from '../../src/kernel/ids.ts';
import { derivedId, isId } from '../../src/kernel/ids.ts';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.ts';
import type { Time } from '../../src/kernel/time.ts';
import { checkInvariants } from './invariants.ts';
import { MapState } from './map-state.ts';

/** A command as a person gives it, a line of history, or time that passes. */
export interface Step {
  readonly actor: string;
  readonly command: string;
  readonly input: Record<string, unknown>;
  readonly importing: boolean;
}

/** What a test says about an event; what it leaves out may be anything. People and things go by their test names. */
export interface Expected {
  readonly type: string;
  readonly subject?: string;
  readonly target?: string;
  readonly cause?: Cause;
  /** The index, among the command's events, of the event that caused it. */
  readonly causedBy?: number | undefined;
  readonly data?: Record<string, unknown>;
}

const names = new Map<string, string>();

/** The id of somebody or something, from its test name. */
export function idOf<Name extends string>(name: string): Id<Name> {
  const id = derivedId<Name>('test', name);
  names.set(id, name);
  return id;
}

export function by(actor: string, command: string, input: Record<string, unknown> = {}): Step {
  return { actor, command, input, importing: false };
}

/** The same command as a line of history. */
export function inHistory(step: Step): Step {
  return { ...step, importing: true };
}

/** People with an account; `op` is OPERATOR and `auditor` AUDITOR from the beginning. */
export function people(...who: readonly string[]): Step[] {
  return who.map((name) => by('op', 'createUser', { id: idOf(name), email: `${name}@x.io`, name }));
}

/** The events that stand even where nothing changes: a redeploy has happened (invariant I12). */
const RECORDS_ONLY = new Set(['EnvironmentRedeployed']);

const START = '2020-01-01T00:00:00.000Z' as Time;

export function given(...steps: readonly (Step | readonly Step[])[]): Scenario {
  const scenario = new Scenario();
  for (const step of steps.flat()) scenario.and(step as Step);
  return scenario;
}

export class Scenario {
  readonly state = new MapState();
  readonly log: RecordedEvent[] = [];
  now = START;
  #commands = 0;

  constructor() {
    const register = (name: string): NewEvent => ({
      type: 'UserRegistered',
      subject: idOf(name),
      target: { type: 'User', id: idOf(name) },
      scope: {},
      cause: 'DIRECT',
      data: { homePartnerId: null },
      personal: { email: `${name}@x.io`, name },
    });
    this.#record('system:bootstrap', [register('op'), register('auditor')]);
    for (const [user, role] of [
      ['op', 'OPERATOR'],
      ['auditor', 'AUDITOR'],
    ] as const) {
      const context = this.#context(by('op', ''));
      const command = commandNamed('grantPlatformRole');
      const input = command.input.parse({ user: idOf(user), role });
      const resolved = { subject: idOf<'User'>(user), target: '' as Id };
      this.#record('system:bootstrap', swept(this.state, command.decide(input, context, resolved)));
    }
  }

  /** A further step that must be accepted. */
  and(step: Step): this {
    const outcome = this.#run(step);
    if (outcome instanceof Refusal) {
      throw new Error(`${step.command} by ${step.actor}: ${outcome.code} ${outcome.message}`);
    }
    return this;
  }

  /** Time passes: what is due by then expires first, as the lane has it (rule T4). */
  at(now: string): readonly RecordedEvent[] {
    const before = this.log.length;
    for (let due = this.state.nextDue(now); due; due = this.state.nextDue(now)) {
      this.now = due.expiresAt as Time;
      this.#record('system:expirer', expire(this.state, due));
    }
    this.now = now as Time;
    return this.log.slice(before);
  }

  /** The command under test. Whatever becomes of it, giving it again must change nothing. */
  when(step: Step): Result {
    const outcome = this.#run(step);
    const again = this.#run(step);
    if (!(again instanceof Refusal)) {
      const changes = again.filter(({ type }) => !RECORDS_ONLY.has(type));
      expect(summarize(changes), 'the same command again').toEqual([]);
    }
    return new Result(outcome, this);
  }

  #run(step: Step): readonly RecordedEvent[] | Refusal {
    const command = commandNamed(step.command);
    const context = this.#context(step);
    try {
      const parsed = command.input.safeParse(step.input);
      if (!parsed.success) return new Refusal('VALIDATION', parsed.error.message);
      const resolved = command.authorize(parsed.data, context);
      const events = swept(this.state, command.decide(parsed.data, context, resolved));
      return this.#record(resolved.actor ?? context.actor, events);
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown;
      throw thrown;
    }
  }

  #context({ actor, importing }: Step) {
    return {
      state: this.state,
      actor: idOf<'User'>(actor),
      now: this.now,
      importing,
      demand(condition: boolean, refusal: () => Refusal) {
        if (!condition && !importing) throw refusal();
      },
    };
  }

  #record(actor: Actor, events: readonly NewEvent[]): RecordedEvent[] {
    this.#commands += 1;
    const commandId = derivedId<'Command'>('test command', this.#commands);
    const eventIds = new Map<NewEvent, EventId>();
    const recorded: RecordedEvent[] = [];
    for (const event of events) {
      const stored = this.#stamp(event, actor, commandId, eventIds);
      const before = this.state.fingerprint();
      this.state.apply(stored, definitionOf(event.type).changes(stored));
      if (before === this.state.fingerprint() && !RECORDS_ONLY.has(event.type))
        throw new Error(`${event.type} changes nothing (invariant I12)`);
      this.log.push(stored);
      recorded.push(stored);
    }
    if (events.length > 0) checkInvariants(this.state);
    return recorded;
  }

  #stamp(event: NewEvent, actor: Actor, commandId: CommandId, ids: Map<NewEvent, EventId>): RecordedEvent {
    const { causedBy, personal, tokenHash, ...rest } = event;
    if (tokenHash !== undefined) this.state.keep(event.target.id, tokenHash);
    const position = this.log.length + 1;
    const id = derivedId<'Event'>('test event', position);
    const causationId = causedBy && ids.get(causedBy);
    if (causedBy && !causationId)
      throw new Error(`${event.type} is caused by no earlier event of its command`);
    ids.set(event, id);
    const definition = definitionOf(event.type);
    // What is stored is JSON: a value that JSON does not keep must not come out of a decision.
    expect(JSON.parse(JSON.stringify(event.data))).toEqual(event.data);
    expect(definition.data.parse(event.data)).toEqual(event.data);
    return {
      ...rest,
      position,
      id,
      schemaVersion: definition.version,
      occurredAt: this.now,
      recordedAt: this.now,
      actor,
      commandId,
      ...(causationId && { causationId }),
      ...(personal && { personal: this.state.commit(personal, position) }),
    };
  }
}

/** What became of the command under test. */
export class Result {
  readonly #outcome: readonly RecordedEvent[] | Refusal;
  readonly scenario: Scenario;

  constructor(outcome: readonly RecordedEvent[] | Refusal, scenario: Scenario) {
    this.#outcome = outcome;
    this.scenario = scenario;
  }

  /** The outcome in one word: the code of a refusal, `changed` or `unchanged`. */
  get brief(): RefusalCode | 'changed' | 'unchanged' {
    if (this.#outcome instanceof Refusal) return this.#outcome.code;
    return this.#outcome.length > 0 ? 'changed' : 'unchanged';
  }

  /** Exactly these events, in this order. */
  gives(expected: readonly Expected[]): Scenario {
    if (this.#outcome instanceof Refusal) {
      throw new Error(`Refused: ${this.#outcome.code} ${this.#outcome.message}`);
    }
    expect(summarize(this.#outcome)).toMatchObject(expected);
    return this.scenario;
  }

  /** Accepted, and nothing changed. */
  changesNothing(): Scenario {
    return this.gives([]);
  }

  /** Refused with that code; `about` is what the message must contain, `facts` what the facts must. */
  refuses(code: RefusalCode, about?: string, facts?: Record<string, unknown>): Scenario {
    expect(this.brief).toBe(code);
    const refusal = this.#outcome as Refusal;
    if (about) expect(refusal.message).toContain(about);
    if (facts) expect(refusal.facts).toMatchObject(facts);
    return this.scenario;
  }
}

/** Events as tests speak of them: test names for ids. */
export function summarize(events: readonly RecordedEvent[]): Record<string, unknown>[] {
  return events.map((event) => ({
    type: event.type,
    subject: named(event.subject),
    target: named(event.target.id),
    cause: event.cause,
    causedBy: event.causationId && events.findIndex(({ id }) => id === event.causationId),
    data: withNames(event.data),
    ...(event.personal && { personal: Object.keys(event.personal) }),
  }));
}

function named(id: string | undefined): string | undefined {
  return id && (names.get(id) ?? id);
}

function withNames(value: unknown): unknown {
  if (typeof value === 'string') return isId(value) ? named(value) : value;
  if (Array.isArray(value)) return value.map(withNames);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNames(inner)]));
}

function commandNamed(name: string) {
  const found = COMMANDS.find((command) => command.name === name);
  if (!found) throw new Error(`There is no command ${name}`);
  return found;
}

function definitionOf(type: string) {
  const found = EVENTS.find((definition) => definition.type === type);
  if (!found) throw new Error(`There is no event ${type}`);
  return found;
}
