/** What goes into the lane, and what comes out of it. */
import type { RecordedEvent } from '../kernel/event.ts';
import type { CommandId, Id, UserId } from '../kernel/ids.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { Position, Time } from '../kernel/time.ts';

/** One command, its input parsed by its definition. */
export interface CommandCall {
  readonly commandId: CommandId;
  readonly name: string;
  readonly input: unknown;
  /** 32 random bytes, used up here: the salts of the command's personal values derive from them. */
  readonly seed: Buffer;
}

/** A line of history: it has a time of its own, and its import is advanced in the same transaction. */
export interface Line {
  readonly importId: Id;
  readonly importedBy: UserId;
  readonly occurredAt: Time;
  /** 1, 2, 3 ... in the file; any other than the import's next is refused. */
  readonly number: number;
  /** SHA-256 (hex) chained over the file's lines up to this one. */
  readonly digest: string;
}

/** What one caller asks to be done, all of it or nothing. */
export interface Submission {
  readonly actor: UserId;
  readonly commands: readonly CommandCall[];
  /** Why, in the caller's words: personal data, kept beside the log for every event of the commands. */
  readonly reason?: string;
  /** Refused when something changed after it for what the command is about. */
  readonly ifUnchangedSince?: Position;
  readonly idempotency?: { readonly key: string; readonly contentHash: string };
  readonly line?: Line;
}

export interface Accepted {
  readonly accepted: true;
  /** Whether the outcome is that of an earlier submission with the same idempotency key. */
  readonly replayed: boolean;
  /** Whether there are events. */
  readonly changed: boolean;
  /** The positions of its events; last < first when there are none. */
  readonly first: Position;
  readonly last: Position;
  /** Where to read the answer: all of the submission is visible there. */
  readonly position: Position;
  /** Its events; empty when replayed, and when they are too many to be at hand: read them from the log. */
  readonly events: readonly RecordedEvent[];
  /** The id of the first command: of the earlier submission when replayed. */
  readonly commandId: CommandId;
}

export interface Refused {
  readonly accepted: false;
  readonly refusal: Refusal;
  /** The head at which it was refused. */
  readonly position: Position;
}

export type Outcome = Accepted | Refused;
