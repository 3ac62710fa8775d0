/**
 * ORACLE: canonical JSON (RFC 8785) written a second time, for the values that a log holds: texts, whole numbers,
 * booleans, null, lists and objects. Anything else is an error here, because no event may hold it.
 */

/** The one text of a value. Throws on a number that is no safe integer, on undefined and on lone surrogates. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new Error(`${value} does not belong into an event`);
    return String(value);
  }
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') throw new Error(`a ${typeof value} does not belong into an event`);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${quoted(key)}:${canonical(part)}`).join(',')}}`;
}

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** RFC 8785, section 3.2.2.2: only what must be escaped is, in its shortest form. */
function quoted(text: string): string {
  let result = '"';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const char = text.charAt(at);
    const high = unit >= 0xd800 && unit <= 0xdbff;
    if (high) {
      const low = text.charCodeAt(at + 1);
      if (!(low >= 0xdc00 && low <= 0xdfff))
        throw new Error('a lone surrogate does not belong into an event');
      result += text.slice(at, at + 2);
      at += 1;
    } else if (unit >= 0xdc00 && unit <= 0xdfff) {
      throw new Error('a lone surrogate does not belong into an event');
    } else {
      result += SHORT[char] ?? (unit < 0x20 ? `\\u${unit.toString(16).padStart(4, '0')}` : char);
    }
  }
  return `${result}"`;
}
