/** APPEND: personal data leaves the event here. The log keeps a commitment, an erasable row keeps salt and value. */
import { createHash, createHmac } from 'node:crypto';
import type { Actor } from '../kernel/actor.ts';
import type { NewEvent, PersonalField, RecordedEvent } from '../kernel/event.ts';
import { PERSONAL_FIELDS } from '../kernel/event.ts';
import { type Id, isId, type UserId } from '../kernel/ids.ts';
import { foldKey } from '../kernel/text.ts';

/** A personal value with what proves that an event meant it. */
export interface PersonalRow {
  readonly commitment: string;
  /** Whom it is about. */
  readonly userId: Id | null;
  /** Who wrote it, where it is a reason. Erasing either of the two erases it. */
  readonly authorId: Id | null;
  readonly field: PersonalField;
  readonly salt: Buffer;
  readonly value: string;
  readonly lookup: string | null;
}

/** SHA-256 (hex) of the 32-byte salt followed by the UTF-8 bytes of the value. */
export function commitment(salt: Buffer, value: string): string {
  return createHash('sha256').update(salt).update(value, 'utf8').digest('hex');
}

/**
 * The commitments for an event's personal values and the rows that stand behind them.
 *
 * `seed` is the command's 32 random bytes, which are never stored; the salt of each event and field is the
 * HMAC-SHA-256 of its place under that seed, so each is as random as the seed and knowing one tells of no other.
 */
export function commit(
  event: NewEvent,
  seed: Buffer,
  ordinal: number,
  actor: Actor,
): { personal: RecordedEvent['personal']; rows: readonly PersonalRow[] } {
  if (!event.personal) return { personal: undefined, rows: [] };
  const personal: Partial<Record<PersonalField, string>> = {};
  const rows: PersonalRow[] = [];
  for (const field of PERSONAL_FIELDS) {
    const value = event.personal[field];
    if (value === undefined) continue;
    const salt = createHmac('sha256', seed).update(`${ordinal}/${field}`).digest();
    const hash = commitment(salt, value);
    personal[field] = hash;
    const lookup = lookupOf(field, value);
    const authorId = field === 'reason' && isId(actor) ? (actor as UserId) : null;
    rows.push({ commitment: hash, userId: event.subject ?? null, authorId, field, salt, value, lookup });
  }
  return { personal, rows };
}

/** By what a value is found again: an email however it is spelt, an identity exactly; nothing else is looked for. */
function lookupOf(field: PersonalField, value: string): string | null {
  if (field === 'email') return foldKey(value);
  return field === 'identity' ? value : null;
}
