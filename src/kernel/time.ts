/** Moments and positions: the two ways to say "when". */
import type { Brand } from './brand.ts';

/**
 * A moment as RFC 3339 text in UTC with exactly three fractional digits (`2020-02-15T00:00:00.000Z`), the form
 * that is hashed. Two such texts compare as the moments do.
 */
export type Time = Brand<string, 'Time'>;

/**
 * A place in the log: 1, 2, 3 ... without gaps, in the order of commits; 0 is the empty log. A safe integer in
 * this process, a bigint in the database, a decimal text in every JSON.
 */
export type Position = number;

/** The position that no event reaches: the end of a row that is still open (2^63 - 1 in the database). */
export const OPEN_END = '9223372036854775807';

/** The earliest moment of any log: the genesis events of an installation carry it (rule T3). */
export const EPOCH = '1970-01-01T00:00:00.000Z' as Time;

/** The clock is a port, so that tests turn it. */
export interface Clock {
  now(): Time;
}

export const systemClock: Clock = { now: () => toTime(new Date()) };

/** The moment of a Date, in the one textual form. Throws a RangeError on an invalid Date. */
export function toTime(date: Date): Time {
  return date.toISOString() as Time;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Reads any RFC 3339 date-time, with any offset; digits beyond milliseconds are cut. Undefined when the text is
 * no such moment, or falls outside the years 0001 to 9999, which the database knows.
 */
export function parseTime(text: string): Time | undefined {
  if (!RFC3339.test(text)) return undefined;
  const day = Number(text.slice(8, 10));
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return undefined;
  const monthEnd = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  if (day > monthEnd) return undefined;
  const iso = date.toISOString();
  return iso.length === 24 && iso >= '0001' ? (iso as Time) : undefined;
}

export function laterOf(a: Time, b: Time): Time {
  return a > b ? a : b;
}

/** Reads a position from its decimal text; undefined when it is none (sign, fraction, leading zero, over 2^53). */
export function parsePosition(text: string): Position | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
