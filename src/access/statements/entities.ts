/** READ: entities by what names them: ids of any type, emails of users, names of organizations. */
import { PORTAL } from '../../kernel/ids.ts';
import { notExpired } from '../../projecting/living-rows.ts';
import { compose, type Dollar } from './compose.ts';
import { entityRows } from './entity-rows.ts';
import { projectOwners } from './sight.ts';

const byId = ($: Dollar) => `(select named.id, false as whole from unnest(${$('ids')}) named(id))`;

/** Of any type. */
export const ENTITIES_BY_ID = compose('entities-by-id', ($) => {
  return `with ${projectOwners($)} ${entityRows($, byId($), { finds: 'any' })}`;
});

export const USERS_BY_ID = compose('users-by-id', ($) => {
  return `with ${projectOwners($)} ${entityRows($, byId($), { finds: 'users' })}`;
});

/** For users whom the viewer may see whole. */
export const USERS_BY_ID_OPEN = compose('users-by-id-open', ($) => {
  return entityRows($, byId($), { finds: 'users', open: true });
});

/** Of any type but users. */
export const THINGS_BY_ID = compose('things-by-id', ($) => entityRows($, byId($), { finds: 'others' }));

/** With the column `text`: the folded email by which a user was found. */
export const USERS_BY_EMAIL = compose('users-by-email', ($) => {
  const holder = $.living('entity_version', `r.type = 'User' and r.key = personal.commitment`);
  const found = `(select holder.entity_id as id, false as whole, named.lookup as text
    from unnest(${$('texts')}) named(lookup)
      join personal on personal.lookup = named.lookup and personal.field = 'email'
      cross join lateral ${holder} holder)`;
  return `with ${projectOwners($)} ${entityRows($, found, { finds: 'users', also: 'd.text' })}`;
});

/** With the column `text`: the folded name by which an organization was found. */
export const ORGANIZATIONS_BY_NAME = compose('organizations-by-name', ($) => {
  const bearer = $.living('entity_version', `r.type = 'Organization' and r.key = named.key`);
  const found = `(select bearer.entity_id as id, false as whole, named.key as text
    from unnest(${$('texts')}) named(key) cross join lateral ${bearer} bearer)`;
  return entityRows($, found, { finds: 'others', also: 'd.text' });
});

/** What users hold everywhere, of one kind. */
export const HELD_EVERYWHERE = compose('held-everywhere', ($) => {
  const held = $.living(
    'grant',
    `r.subject_id = asked.id and r.kind = asked.kind and r.target_id = '${PORTAL}'`,
  );
  return `select held.subject_id, held.value, held.valid_from, held.expires_at
    from unnest(${$('users')}, ${$('types')}) asked(id, kind) cross join lateral ${held} held
    where ${notExpired('held', $('moment'))}
    order by held.value`;
});
