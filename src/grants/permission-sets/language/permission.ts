/** What a permission says: an action on a feature, perhaps on named things only (docs/permission-language.md). */
export interface Permission {
  /** Case-sensitive; {@link ANY} only together with an action that is it, too. */
  readonly feature: string;
  readonly action: string;
  /** The things that it is limited to, sorted, each once, at least one; null: it is not limited. */
  readonly values: readonly string[] | null;
}

/** The wildcard: every action on a feature, or every action on every feature. */
export const ANY = '*';

/** Every action on every feature. */
export const EVERYTHING: Permission = { feature: ANY, action: ANY, values: null };

/** Values as a permission holds them: sorted, each once. */
export function valueList(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort();
}
