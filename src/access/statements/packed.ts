/**
 * READ: many narrow rows as one text. A page of edges arrives as one row, entries separated by `;` and their fields
 * by blanks: reading a row costs this process far more than reading the same within a text. Only ids, numbers and
 * words of fixed vocabularies are packed, none of which holds either separator.
 */
import { timeOf } from '../../database/row-values.ts';
import type { Time } from '../../kernel/time.ts';

/** The SQL of one entry. Only the last field may be null: nulls are left out. */
export function packed(...fields: readonly string[]): string {
  return `concat_ws(' ', ${fields.join(', ')})`;
}

/** The fields of each entry of a packed text. */
export function unpack(text: string | null): string[][] {
  return text === null ? [] : text.split(';').map((entry) => entry.split(' '));
}

/** The entries of a packed text by their first field, each without it. */
export function unpackByFirst(text: string | null): ReadonlyMap<string, string[][]> {
  const found = new Map<string, string[][]>();
  for (const entry of text?.split(';') ?? []) {
    const end = entry.indexOf(' ');
    const [first, fields] = [entry.slice(0, end), entry.slice(end + 1).split(' ')];
    const others = found.get(first);
    if (others) others.push(fields);
    else found.set(first, [fields]);
  }
  return found;
}

/** A moment that was packed as the last field, from index `at` on: the database writes it with a blank inside. */
export function unpackTime(entry: readonly string[], at: number): Time | null {
  const [date, time] = [entry[at], entry[at + 1]];
  return date === undefined || time === undefined ? null : timeOf(`${date} ${time}`);
}
