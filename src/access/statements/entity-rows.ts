/** READ: entities as rows, each once, whatever the statement found them by. */
import type { EntityType } from '../../kernel/change.ts';
import { livingVersion } from '../../projecting/living-rows.ts';
import type { Parameter } from './compose.ts';
import { userSight } from './sight.ts';

type Dollar = (parameter: Parameter) => string;

/** An entity as it was at the position; of a user, what the viewer may see of it. */
export interface EntityRow {
  readonly id: string;
  readonly type: EntityType;
  readonly parent_id: string | null;
  /** The organization that it belongs to; its own id where it belongs to none. */
  readonly scope_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly email: string | null;
  readonly name: string | null;
  readonly sight: number;
}

/** Whether a statement finds users: they come with their personal values, and with the sight of the viewer. */
export type Finds = 'users' | 'others' | 'any';

/**
 * A select of entity rows. `found` is a subquery with the columns `id` and `whole`: whether it is known already that
 * the viewer may see all of it. Needs the CTE of sight.ts where it may find users. `also` are further columns, of the
 * alias `d` of what was found.
 */
export function entityRows($: Dollar, found: string, finds: Finds, also?: string): string {
  const personal = (field: string) =>
    `(select personal.value from personal where personal.commitment = v.attributes->>'${field}')`;
  const ofUser = (value: string, otherwise: string) => {
    if (finds === 'others') return otherwise;
    return finds === 'users' ? value : `case when v.type = 'User' then ${value} else ${otherwise} end`;
  };
  return `select d.id, v.type, v.parent_id,
      (select anchor.scope_id from projection.entity anchor where anchor.id = d.id) as scope_id, v.attributes,
      ${ofUser(personal('email'), 'null')} as email, ${ofUser(personal('name'), 'null')} as name,
      ${ofUser(`case when d.whole then 2 else ${userSight($, 'd.id')} end`, '2')} as sight${also ? `, ${also}` : ''}
    from ${found} d cross join lateral ${livingVersion('d.id', $('position'))} v`;
}
