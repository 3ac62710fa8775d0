/** Text that people type: names, titles, emails (decision A15). */
import { z } from 'zod';

/**
 * The stored key by which names are unique and emails are found: NFC, trimmed, lower case. Folded here only. Lower
 * case may leave what NFC composes (J with a caron has no letter of its own, j has one), hence NFC again.
 */
export function foldKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().normalize('NFC');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/;

/** Names have at most 200 UTF-16 units, and folding makes them twice as long at most. */
const LONGEST_KEY = 400;

/** Whether that can be the key of a name. */
export function isKey(text: string): boolean {
  return text !== '' && text.length <= LONGEST_KEY && isStorable(text) && text === foldKey(text);
}

/** What comes after the key of every name. */
export const AFTER_KEYS = '\u{10FFFF}'.repeat(LONGEST_KEY);

/** The one order of keys, everywhere: by their bytes, as the database compares what has the collation "C". */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Whether anything stored can be that text: the database knows neither NUL nor lone surrogates. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** One line of text: NFC, trimmed, 1 to `max` UTF-16 units, without control characters or lone surrogates. */
export function line(max: number) {
  return z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => text.length > 0, 'must not be blank')
    .refine((text) => text.length <= max, `must have at most ${max} characters`)
    .refine((text) => !UNPRINTABLE.test(text), 'must not contain control characters')
    .refine((text) => text.isWellFormed(), 'must not contain lone surrogates');
}

/** What an email address looks like: a local part, one @, a domain. */
export const EMAIL_SHAPE = /^[^\s@]+@[^\s@]+$/;

/** An email address: compared by {@link foldKey}, kept as it was typed. */
export const email = line(320).refine((text) => EMAIL_SHAPE.test(text), 'must be an email address');
