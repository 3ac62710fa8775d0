/** COMMAND: the one way from a mutation to the writer lane. */
import type { UserId } from '../kernel/ids.ts';
import type { Position } from '../kernel/time.ts';
import type { Outcome } from '../log/submission.ts';

/** A command as a client sends it: the input is what was sent, not yet parsed. */
export interface Request {
  readonly actor: UserId;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string | null;
  readonly ifUnchangedSince?: Position | null;
  /** Why, in the caller's words: personal data, kept beside the log. */
  readonly reason?: string | null;
}

export interface Gateway {
  /** Throws a Refusal (VALIDATION) for malformed input; everything else that refuses is the lane's outcome. */
  submit(request: Request): Promise<Outcome>;
}
