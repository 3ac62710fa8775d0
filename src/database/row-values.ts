/** READ and APPEND: how the values of a row arrive, the same from every database. Given per connection, never globally. */
import { types } from 'pg';
import type { Time } from '../kernel/time.ts';

const asText = (text: string): string => text;

/** `2020-02-15 00:00:00.12+00`, as PostgreSQL writes it in a session with time zone UTC and DateStyle ISO. */
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,3}))?\+00$/;

/** A timestamptz as {@link Time}. Throws on what Time cannot say: infinity, years beyond 9999, microseconds. */
export function timeOf(text: string): Time {
  const match = TIMESTAMP.exec(text);
  if (!match) throw new RangeError(`Not a moment in UTC with at most milliseconds: "${text}"`);
  const [, date, time, fraction = ''] = match;
  return `${date}T${time}.${fraction.padEnd(3, '0')}Z` as Time;
}

/** text[] and timestamptz[], which the driver has no names for. */
const TEXT_ARRAY: number = 1009;
const TIMESTAMPTZ_ARRAY: number = 1185;
const parseTextArray = types.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[];

/** By type: what differs from the driver's own reading (which gives int8 and uuid as text, jsonb parsed, bytea as Buffer). */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [types.builtins.INT8]: asText,
  [types.builtins.TIMESTAMPTZ]: timeOf,
  [TIMESTAMPTZ_ARRAY]: (text) =>
    parseTextArray(text).map((element) => (element === null ? null : timeOf(element))),
  [types.builtins.TIMESTAMP]: asText,
  [types.builtins.DATE]: asText,
};

/** The type parsers of one connection, in the form in which the driver takes them. */
export const ROW_VALUES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS[oid]) || types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};
