/** ORACLE: the personal values that lie beside the log, as read from their table. */

interface PersonalValue {
  readonly commitment: string;
  readonly userId: string | null;
  readonly field: string;
  readonly saltHex: string;
  readonly value: string;
  readonly lookup: string | null;
}

/** The values by the commitment that stands for them in the log. */
export type Personal = ReadonlyMap<string, PersonalValue>;

/** The value behind a commitment; null where it was erased. */
export function valueBehind(personal: Personal, commitment: string | null): string | null {
  return commitment === null ? null : (personal.get(commitment)?.value ?? null);
}
