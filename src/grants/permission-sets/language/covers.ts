/** Whether held permissions together allow what one permission says: the one place that compares permissions. */
import { ANY, type Permission } from './permission.ts';

/**
 * Over the union of all that is held (decision A19): a value list may be covered by several lists together. A list never
 * covers what is not limited, and only a wildcard covers a wildcard.
 */
export function covers(held: readonly Permission[], asked: Permission): boolean {
  if (held.some((each) => coversAlone(each, asked))) return true;
  if (asked.values === null) return false;
  const listed = new Set(
    held.filter((each) => isSameAction(each, asked)).flatMap(({ values }) => values ?? []),
  );
  return asked.values.every((value) => listed.has(value));
}

/** What is not limited covers its action with any list, or without. */
function coversAlone(held: Permission, asked: Permission): boolean {
  if (held.feature === ANY) return true;
  if (held.feature !== asked.feature) return false;
  return held.action === ANY || (held.action === asked.action && held.values === null);
}

function isSameAction(a: Permission, b: Permission): boolean {
  return a.feature === b.feature && a.action === b.action;
}
