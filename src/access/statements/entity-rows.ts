/** READ: entities as rows, each once, whatever the statement found them by. */
import type { EntityType } from '../../kernel/change.ts';
import type { Dollar } from './compose.ts';
import { SIGHT, userSight } from './sight.ts';

/** An entity as it was at the position; of a user, what the viewer may see of it. */
export interface EntityRow {
  readonly id: string;
  readonly type: EntityType;
  readonly parent_id: string | null;
  /** Of an environment or an invitation: the organization that it belongs to. */
  readonly scope_id: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly email: string | null;
  readonly name: string | null;
  readonly sight: number;
}

export interface EntityOptions {
  /** Whether users are found: they come with their personal values, and with the sight of the viewer. */
  readonly finds: 'users' | 'others' | 'any';
  /** Whether the viewer may see all of all users found. */
  readonly open?: boolean;
  /** Further columns, of the alias `d` of what was found. */
  readonly also?: string;
}

/** A personal value of a user or an invitation, which is `v` unless told otherwise; null once erased. */
export function personalOf(field: 'email' | 'name', alias = 'v'): string {
  return `(select personal.value from personal where personal.commitment = ${alias}.attributes->>'${field}')`;
}

/** The sight of a user `d`, whose version is `v`, found with the column `whole`; open: the viewer may see all of all that are found. */
export function sightOf($: Dollar, open: boolean): string {
  return open
    ? `${SIGHT.full}`
    : `case when d.whole then ${SIGHT.full} else ${userSight($, 'd.id', 'v.parent_id')} end`;
}

/** The types of what bears an email. */
const WITH_EMAIL = { others: `'Invitation'`, any: `'User', 'Invitation'` } as const;

/**
 * A select of entity rows. `found` is a subquery with the columns `id` and `whole`: whether it is known already that
 * the viewer may see all of it. Needs the CTE of sight.ts where it may find users, unless it is open.
 */
export function entityRows($: Dollar, found: string, { finds, open = false, also }: EntityOptions): string {
  const ofUser = (value: string, otherwise: string) => {
    if (finds === 'others') return otherwise;
    return finds === 'users' ? value : `case when v.type = 'User' then ${value} else ${otherwise} end`;
  };
  const email =
    finds === 'users'
      ? personalOf('email')
      : `case when v.type in (${WITH_EMAIL[finds]}) then ${personalOf('email')} end`;
  const scope = `case when v.type in ('Environment', 'Invitation') then
    (select anchor.scope_id from projection.entity anchor where anchor.id = d.id) end`;
  return `select d.id, v.type, v.parent_id, ${finds === 'users' ? 'null::uuid' : scope} as scope_id, v.attributes,
      ${email} as email, ${ofUser(personalOf('name'), 'null')} as name,
      ${ofUser(finds === 'others' ? '' : sightOf($, open), `${SIGHT.full}`)} as sight${also ? `, ${also}` : ''}
    from ${found} d cross join lateral ${$.version('d.id')} v`;
}
