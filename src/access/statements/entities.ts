/** READ: entities by what names them: ids of any type, emails of users, names of organizations. */
import { livingRows, notExpired } from '../../projecting/living-rows.ts';
import { compose } from './compose.ts';
import { entityRows } from './entity-rows.ts';
import { projectOwners } from './sight.ts';

export const ENTITIES_BY_ID = compose('entities-by-id', ($) => {
  const found = `(select named.id, false as whole from unnest(${$('ids')}) named(id))`;
  return `with ${projectOwners($)} ${entityRows($, found, 'any')}`;
});

/** With the column `text`: the folded email by which a user was found. */
export const USERS_BY_EMAIL = compose('users-by-email', ($) => {
  const holder = livingRows(
    'entity_version',
    `r.type = 'User' and r.key = personal.commitment`,
    $('position'),
  );
  const found = `(select holder.entity_id as id, false as whole, named.lookup as text
    from unnest(${$('texts')}) named(lookup)
      join personal on personal.lookup = named.lookup and personal.field = 'email'
      cross join lateral ${holder} holder)`;
  return `with ${projectOwners($)} ${entityRows($, found, 'users', 'd.text')}`;
});

/** With the column `text`: the folded name by which an organization was found. */
export const ORGANIZATIONS_BY_NAME = compose('organizations-by-name', ($) => {
  const bearer = livingRows('entity_version', `r.type = 'Organization' and r.key = named.key`, $('position'));
  const found = `(select bearer.entity_id as id, false as whole, named.key as text
    from unnest(${$('texts')}) named(key) cross join lateral ${bearer} bearer)`;
  return entityRows($, found, 'others', 'd.text');
});

/** The platform roles that users hold. */
export const PLATFORM_ROLES = compose('platform-roles', ($) => {
  const held = livingRows('grant', `r.subject_id = asked.id and r.kind = 'PLATFORM_ROLE'`, $('position'));
  return `select held.subject_id, held.value, held.valid_from, held.expires_at
    from unnest(${$('users')}) asked(id) cross join lateral ${held} held
    where ${notExpired('held', $('moment'))}
    order by held.value`;
});
