/** COMMAND: what an accepted command did, as its answer reads it: at its own commit position (rule T6). */
import type { Read } from '../../access/read.ts';
import { invitationToken } from '../../grants/invitations/token.ts';
import { CommandEvents } from '../../history/command-events.ts';
import type { RecordedEvent } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import type { Accepted } from '../../log/submission.ts';

/** An invitation that a command sent. */
export interface SentInvitation {
  readonly id: Id;
  readonly token: string | null;
}

const SENDS: ReadonlySet<string> = new Set(['InvitationCreated', 'InvitationResent']);

export class Done {
  readonly accepted: Accepted;
  /** As the client sent it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The secrets of the tokens that it issued, shown once: never to a replay. */
  readonly secrets: readonly string[];
  readonly events: CommandEvents;

  constructor(
    accepted: Accepted,
    input: Readonly<Record<string, unknown>>,
    secrets: readonly string[],
    read: Read,
  ) {
    this.accepted = accepted;
    this.input = input;
    this.secrets = accepted.replayed ? [] : secrets;
    this.events = new CommandEvents(read, accepted);
  }

  /** The user whom the command was about, when it changed something. */
  async subject(): Promise<UserId | undefined> {
    return (await this.events.find(({ subject }) => subject !== undefined))?.subject;
  }

  /** The thing that the command itself was about, when it changed something. */
  async target(): Promise<Id | undefined> {
    return (await this.events.find(() => true))?.target.id;
  }

  /** What the command was about, or lay in, when it changed something: of that type. */
  async place(type: RecordedEvent['target']['type']): Promise<Id | undefined> {
    const found = await this.events.find((event) => placeIn(event, type) !== undefined);
    return found && placeIn(found, type);
  }

  /** Its own events of some types, in their order. */
  async ofTypes(...types: readonly string[]): Promise<RecordedEvent[]> {
    return (await this.events.all()).filter(({ type }) => types.includes(type));
  }

  /** The invitations that it sent, each with its token unless this is a replay: tokens are made in the order of events. */
  async sent(): Promise<SentInvitation[]> {
    const sent = (await this.events.all()).filter(({ type }) => SENDS.has(type));
    return sent.map(({ target: { id } }, index) => {
      const secret = this.secrets[index];
      return { id, token: secret === undefined ? null : invitationToken(id, secret) };
    });
  }
}

function placeIn({ target, scope }: RecordedEvent, type: RecordedEvent['target']['type']): Id | undefined {
  if (target.type === type) return target.id;
  if (type === 'Organization') return scope.organization;
  return type === 'Project' ? scope.project : undefined;
}
