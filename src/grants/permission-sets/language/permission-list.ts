/** The permissions of a set as texts: how they are kept in events and rows, and read from there. */
import { parsePermission } from './parse-permission.ts';
import type { Permission } from './permission.ts';
import { printPermission } from './print-permission.ts';

/** The canonical texts of permissions, sorted, each once: the order of a list means nothing. */
export function printPermissions(permissions: readonly Permission[]): readonly string[] {
  return [...new Set(permissions.map(printPermission))].sort();
}

/** The permissions of texts that are known to be well-formed. */
export function parsePermissions(texts: readonly string[]): readonly Permission[] {
  return texts.map(parsePermission);
}
