/** APPEND: arrays of ids and numbers as parameters, in the text that PostgreSQL reads; the driver would escape each element. */

/**
 * An array literal of elements that need no quotes: ids, numbers, moments, names of letters and digits. Null is NULL.
 *
 * Never for text that people typed, nor for empty text.
 */
export function plainArray(elements: readonly (string | number | null)[]): string {
  let text = '{';
  let separator = '';
  for (const element of elements) {
    text += separator;
    text += element === null ? 'NULL' : element;
    separator = ',';
  }
  return `${text}}`;
}
