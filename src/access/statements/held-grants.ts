/** READ: what users hold on organizations and projects: every grant that counts there, whoever looks. */
import { GRANT_KINDS } from '../../grants/registry.ts';
import { notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { packed } from './packed.ts';

const KINDS = GRANT_KINDS.filter(({ target }) => target === 'Organization' || target === 'Project')
  .map(({ name }) => `'${name}'`)
  .join(', ');

export interface HeldGrantsRow {
  /** The index of the key, from 1; keys of organizations that there are not have no row. */
  readonly n: number;
  readonly owner: string;
  /** Packed: kind, slot, value, since when, until when. */
  readonly grants: string | null;
}

/** A key is a user, an organization, and what the grants are held on: the organization itself or a project of it. */
function heldGrants(atHead: boolean): Composed {
  const build = ($: Dollar) => {
    const on = `r.subject_id = k.user_id and r.kind in (${KINDS}) and r.target_id = k.target_id`;
    const entry = packed('held.kind', 'held.slot', 'held.value', 'held.valid_from', 'held.expires_at');
    const [head, isPosition] = atHead
      ? ['head cross join ', ` where head."position" = ${$('position')}`]
      : ['', ''];
    return `select k.n::int, organization.attributes->>'ownerId' as owner,
        (select string_agg(${entry}, ';') from ${$.living('grant', on)} held
          where ${notExpired('held', $('moment'))}) as grants
      from ${head}unnest(${$('users')}, ${$('organizations')}, ${$('ids')})
          with ordinality k(user_id, organization_id, target_id, n)
        cross join lateral ${$.version('k.organization_id')} organization${isPosition}`;
  };
  return compose(atHead ? 'held-grants' : 'held-grants-then', build, { atHead });
}

/** At the head where that is the position, else none; and at any position. */
export const HELD_GRANTS = { now: heldGrants(true), anytime: heldGrants(false) };
