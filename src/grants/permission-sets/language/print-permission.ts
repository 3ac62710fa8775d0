/** Writes a permission in its one canonical form: reading that gives the same permission again. */
import type { Permission } from './permission.ts';

export function printPermission({ feature, action, values }: Permission): string {
  const list = values === null ? '' : `(${values.map(quoted).join(',')})`;
  return `${feature}=${action}${list}`;
}

function quoted(value: string): string {
  return `'${value.replaceAll(/['\\]/g, (mark) => `\\${mark}`)}'`;
}
