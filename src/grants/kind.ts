/** A grant kind as data: what it is held on, which values it has, and by which events it begins and ends. */
import type { TargetType } from '../kernel/event.ts';
import type { Right } from './rights.ts';

export interface GrantKind {
  /** The name in the log and in the API. Part of the stored format. */
  readonly name: string;
  /** One sentence for people: what holding it means. */
  readonly description: string;
  readonly target: TargetType;
  /** The values from least to most where they are levels; unordered where each is a grant of its own. */
  readonly values: readonly string[];
  /**
   * What tells several grants of this kind on one target apart:
   * `none` = at most one; `value` = each value is a grant of its own; `environmentType` = one a type.
   */
  readonly slot: 'none' | 'value' | 'environmentType';
  /** The events that begin and end it; changes and expiries have the same events for all kinds. */
  readonly events: { readonly granted: string; readonly revoked: string };
  /** Whether a grant of this kind may end by itself (rule T5). */
  readonly mayExpire: boolean | ((value: string) => boolean);
  /** The rights that a value gives: the rows of the sources' matrix for this kind; derived, never stored. */
  readonly rights: Readonly<Record<string, readonly Right[]>>;
  /** The kinds that do not stand without it: what ends with it, for the same user, and how far around it. */
  readonly drags?: { readonly kinds: readonly string[]; readonly within: 'target' | 'scope' };
}

/** Kinds whose grants are recorded by the events that all kinds share. */
export const SHARED_EVENTS = { granted: 'PermissionGranted', revoked: 'PermissionRevoked' } as const;

/** How much a value of an ordered kind is: a higher number holds at least as much. */
export function rank(kind: GrantKind, value: string): number {
  return kind.values.indexOf(value);
}
