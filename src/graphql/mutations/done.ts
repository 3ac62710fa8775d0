/** COMMAND: what an accepted command did, as its answer reads it: at its own commit position (rule T6). */
import type { Read } from '../../access/read.ts';
import { mayReadEvent } from '../../access/visibility.ts';
import { invitationToken } from '../../grants/invitations/token.ts';
import { type EventView, eventView } from '../../history/event-view.ts';
import { eventsOfCommand, namesOfSetsNow } from '../../history/events.ts';
import type { Cause } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import type { Accepted } from '../../log/submission.ts';

/** An invitation that a command sent. */
export interface SentInvitation {
  readonly id: Id;
  readonly token: string | null;
}

const SENDS: ReadonlySet<string> = new Set(['InvitationCreated', 'InvitationResent']);

/** The causes of what a command itself names; the others are of what it drags along. */
const OF_COMMANDS: ReadonlySet<Cause> = new Set(['DIRECT', 'BULK', 'DUPLICATE', 'PERMSET_IMPORT'] as const);

export class Done {
  readonly accepted: Accepted;
  /** As the client sent it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The secrets of the tokens that it issued, shown once: never to a replay. */
  readonly secrets: readonly string[];
  readonly #read: Read;
  #events: Promise<readonly EventView[]> | undefined;

  constructor(
    accepted: Accepted,
    input: Readonly<Record<string, unknown>>,
    secrets: readonly string[],
    read: Read,
  ) {
    this.accepted = accepted;
    this.input = input;
    this.secrets = accepted.replayed ? [] : secrets;
    this.#read = read;
  }

  /** Its events as far as the caller sees them: what they may read, and always what the command itself is about. */
  async events(): Promise<EventView[]> {
    const all = await this.#all();
    const direct = all.filter(({ cause }) => OF_COMMANDS.has(cause));
    const targets = new Set(direct.map(({ targetId }) => targetId));
    const subjects = new Set(direct.map(({ subjectId }) => subjectId));
    const named = (event: EventView) => targets.has(event.targetId) && subjects.has(event.subjectId);
    const others = all.filter((event) => !named(event));
    const setNamesNow = await namesOfSetsNow(this.#read, others);
    return all.filter((event) => {
      const setNameNow = setNamesNow.get(event.targetId) ?? null;
      return named(event) || mayReadEvent(this.#read.viewer, { ...event, setNameNow });
    });
  }

  /** The user whom the command was about, when it changed something. */
  async subject(): Promise<UserId | undefined> {
    return (await this.#all()).find(({ subject }) => subject !== undefined)?.subject;
  }

  /** The thing that the command itself was about, when it changed something. */
  async target(): Promise<Id | undefined> {
    return (await this.#all())[0]?.targetId;
  }

  /** What the command was about, or lay in, when it changed something: of that type. */
  async place(type: EventView['targetType']): Promise<Id | undefined> {
    for (const { targetType, targetId, scope } of await this.#all()) {
      if (targetType === type) return targetId;
      if (type === 'Organization' && scope.organization !== undefined) return scope.organization;
      if (type === 'Project' && scope.project !== undefined) return scope.project;
    }
    return undefined;
  }

  /** The invitations that it sent, each with its token unless this is a replay: tokens are made in the order of events. */
  async sent(): Promise<SentInvitation[]> {
    const sent = (await this.#all()).filter(({ type }) => SENDS.has(type));
    return sent.map(({ targetId: id }, index) => {
      const secret = this.secrets[index];
      return { id, token: secret === undefined ? null : invitationToken(id, secret) };
    });
  }

  /** All its events: at hand, or read from the log for a replay. */
  #all(): Promise<readonly EventView[]> {
    const { replayed, events, first, last } = this.accepted;
    this.#events ??= replayed
      ? eventsOfCommand(this.#read, first, last, () => true)
      : Promise.resolve(events.map(eventView));
    return this.#events;
  }
}
