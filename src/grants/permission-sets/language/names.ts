/** The names of Permission Sets in permissions: what `permset=...` limits itself to. */
import { type Permission, valueList } from './permission.ts';

/** The feature whose values are names of Permission Sets of the same Instance. */
export const PERMSET = 'permset';

/** The names that permissions mention, sorted, each once. They match exactly, and perhaps no set bears them. */
export function namesIn(permissions: readonly Permission[]): readonly string[] {
  return valueList(permissions.flatMap(({ feature, values }) => (feature === PERMSET && values) || []));
}

/** The permission with one name in the place of another. */
export function withName(permission: Permission, from: string, to: string): Permission {
  const { feature, values } = permission;
  if (feature !== PERMSET || !values?.includes(from)) return permission;
  return { ...permission, values: valueList(values.map((value) => (value === from ? to : value))) };
}
