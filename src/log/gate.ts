/** DECIDE: what stands before any decision: an outcome that is remembered, an open import, the place of a line. */
import type { Id } from '../kernel/ids.ts';
import { invalid, Refusal } from '../kernel/refusal.ts';
import type { Time } from '../kernel/time.ts';
import type { Head } from './head.ts';
import { outcomeIdOf, type RememberedOutcome } from './outcomes.ts';
import type { Accepted, Line, Submission } from './submission.ts';

/** The outcome of an earlier submission with the same idempotency key. Refuses when that one asked for something else. */
export function replayed(
  submission: Submission,
  outcomes: ReadonlyMap<Id, RememberedOutcome>,
): Accepted | undefined {
  const id = outcomeIdOf(submission);
  const remembered = id && outcomes.get(id);
  if (!remembered) return undefined;
  if (remembered.contentHash !== submission.idempotency?.contentHash) {
    throw new Refusal(
      'IDEMPOTENCY_MISMATCH',
      'The idempotency key was used for a command with other content.',
      {
        field: 'idempotencyKey',
        remedy: 'Use a new key for a new command.',
      },
    );
  }
  const { first, last, commandId } = remembered;
  return {
    accepted: true,
    replayed: true,
    changed: last >= first,
    first,
    last,
    position: last,
    events: [],
    commandId,
  };
}

/** Where an import stands as a batch proceeds. */
export interface Progress {
  /** The number of the last line applied. */
  readonly lines: number;
  /** When the last event occurred. */
  readonly lastOccurredAt: Time;
  readonly now: Time;
}

/** Refuses live commands while history is imported, and lines that are out of place or out of time (rules T1 to T3). */
export function requirePlace(submission: Submission, head: Head, progress: Progress): void {
  if (submission.line) requireNextLine(submission.line, head, progress);
  else if (head.openImport) {
    const remedy = 'Try again when the import has ended.';
    throw new Refusal('IMPORT_IN_PROGRESS', 'History is being imported.', { remedy });
  }
}

function requireNextLine(line: Line, head: Head, { lines, lastOccurredAt, now }: Progress): void {
  if (head.openImport?.id !== line.importId) {
    const remedy = 'Begin an import; it can be resumed until it is ended.';
    throw new Refusal('IMPORT_CLOSED', 'This import is not open.', { remedy });
  }
  if (line.number !== lines + 1) {
    const remedy = 'Send the file from its beginning: what is applied is skipped.';
    throw invalid('line', `line ${line.number} is not the next one, ${lines + 1}`, remedy, {
      next: lines + 1,
    });
  }
  if (line.occurredAt < lastOccurredAt) {
    const message = `${line.occurredAt} is earlier than the last event, ${lastOccurredAt}`;
    throw invalid('occurredAt', message, 'Order the lines by time.');
  }
  if (line.occurredAt > now) {
    throw invalid('occurredAt', `${line.occurredAt} is in the future`, 'History lies in the past.');
  }
}
