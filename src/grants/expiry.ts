/** DECIDE: when a grant may end by itself (rules T4, T5). */
import { z } from 'zod';
import { invalid } from '../kernel/refusal.ts';
import { parseTime, type Time } from '../kernel/time.ts';
import type { GrantKind } from './kind.ts';

/** A moment in an input: any RFC 3339 date-time. */
const momentInput = z
  .string()
  .refine((text) => parseTime(text) !== undefined, 'must be an RFC 3339 date-time with its offset')
  .transform((text) => parseTime(text) as Time)
  .meta({ format: 'moment' });

/** When what is given ends by itself: left out keeps what is held, null clears it. */
export const expiresAtInput = momentInput
  .nullable()
  .optional()
  .describe('When it ends by itself; left out: as it is (never, for something new); null: never.');

/** Refuses an end that is not later than the command. Asked first: it is about the input alone. */
export function requireLaterThan(now: Time, expiresAt: Time | null | undefined): void {
  if (!expiresAt || expiresAt > now) return;
  throw invalid(
    'expiresAt',
    `expiresAt must be later than now (${now}), not ${expiresAt}.`,
    'Give a later moment.',
  );
}

/** Whether a grant of the kind may have that end (rule T5). */
export function mayEndAt(kind: GrantKind, value: string, expiresAt: Time | null | undefined): boolean {
  const mayExpire = typeof kind.mayExpire === 'function' ? kind.mayExpire(value) : kind.mayExpire;
  return mayExpire || !expiresAt;
}

/** Whether a new end, if one is given, lets a grant last longer than it does. */
export function prolongs(
  grant: { readonly expiresAt: Time | null },
  expiresAt: Time | null | undefined,
): boolean {
  if (expiresAt === undefined || grant.expiresAt === null) return false;
  return expiresAt === null || expiresAt > grant.expiresAt;
}
