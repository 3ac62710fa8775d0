/**
 * READ and DECIDE: what somebody may do with an Instance or a Partner: what the level that they are granted on this very
 * thing gives. Nothing around it counts: neither does an Instance follow from its Partner, nor the reverse (IN-14, IN-15).
 */
import { rank } from '../grants/kind.ts';
import { LEVELS, type Levelled, type LevelOn } from '../grants/levels.ts';
import { grantKind } from '../grants/registry.ts';
import type { Right } from '../grants/rights.ts';
import type { Id } from '../kernel/ids.ts';
import { type Access, type GrantFact, rightsOf } from './standing.ts';

const LEVELLED: ReadonlySet<string> = new Set(Object.values(LEVELS).map(({ name }) => name));

/** What a user may do with one Instance or one Partner. */
export interface LevelStanding<Type extends Levelled = Levelled, G = unknown> {
  readonly access: Access<LevelOn<Type>, G> | undefined;
  readonly rights: ReadonlySet<Right>;
  /** Whether the level held is at least that one. */
  reaches(level: string): boolean;
}

/** The standing that a grant gives, or its absence. */
export function standingOn<Type extends Levelled, G extends { readonly value: string }>(
  type: Type,
  grant: G | undefined,
): LevelStanding<Type, G> {
  const kind = LEVELS[type];
  const access: Access<LevelOn<Type>, G> | undefined = grant && {
    kind: kind.name,
    value: grant.value as LevelOn<Type>,
    source: 'GRANTED',
    grant,
  };
  return {
    access,
    rights: rightsOf(access ? [access] : []),
    reaches: (level) => access !== undefined && rank(kind, access.value) >= rank(kind, level),
  };
}

/** Whether a grant is access to an Instance or a Partner. */
export function isOnLevel({ kind }: GrantFact): boolean {
  return LEVELLED.has(kind);
}

/** The Instances and Partners that the holder of grants may modify: there they may read who has access. */
export function modifiable(grants: readonly GrantFact[]): Set<Id> {
  const held = grants.filter(({ kind, value }) => grantKind(kind).rights[value]?.includes('MODIFY'));
  return new Set(held.filter(isOnLevel).map(({ target }) => target));
}

/** Whether one may read a grant of another on an Instance or a Partner, from the grants of both. */
export function seesAccessOf(mine: readonly GrantFact[], theirs: readonly GrantFact[]): boolean {
  const seen = modifiable(mine);
  return theirs.some((grant) => isOnLevel(grant) && seen.has(grant.target));
}
