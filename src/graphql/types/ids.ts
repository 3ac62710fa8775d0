/** QUERY: ids as arguments. */
import { type Id, isId } from '../../kernel/ids.ts';
import { invalid } from '../../kernel/refusal.ts';

/** An id that an argument holds; throws a Refusal (VALIDATION) that names the argument when it is none. */
export function readId(argument: string, text: string): Id {
  if (isId(text)) return text.toLowerCase() as Id;
  throw invalid(argument, `\`${argument}\` must be an id: a UUID.`, 'Pass on an `id` as it was answered.');
}

/** The same where the argument may be left out. */
export function readOptionalId(argument: string, text: string | null | undefined): Id | null {
  return text == null ? null : readId(argument, text);
}
