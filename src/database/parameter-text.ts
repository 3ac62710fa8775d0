/** READ and APPEND: the values of a statement in the form in which PostgreSQL reads them. */

/** A parameter as text, or as bytes where it is bytes; null is NULL. Arrays become array literals. */
export function parameterText(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return arrayText(value);
  return value instanceof Uint8Array ? bytesOf(value) : String(value);
}

function arrayText(elements: readonly unknown[]): string {
  return `{${elements.map(elementText).join(',')}}`;
}

function elementText(element: unknown): string {
  if (element === null || element === undefined) return 'NULL';
  if (Array.isArray(element)) return arrayText(element);
  if (element instanceof Uint8Array) return `"\\\\x${bytesOf(element).toString('hex')}"`;
  const text = String(element);
  return PLAIN.test(text) ? text : `"${text.replace(QUOTED, '\\$&')}"`;
}

/** What stands for itself in an array literal: letters, digits and what ids and moments are written with; but not `null`. */
const PLAIN = /^(?!null$)[\w.:+-]+$/i;
const QUOTED = /["\\]/g;

function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
