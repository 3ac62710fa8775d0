/** READ: users in organizations, from either side: each edge with its target, its grant and the permissions. */
import { notExpired } from '../../projecting/living-rows.ts';
import type { Dollar } from './compose.ts';
import { defineList } from './list.ts';
import { BY_NAME } from './list-order.ts';
import { packed } from './packed.ts';

const MEMBERSHIP = `r.kind = 'ORGANIZATION_MEMBERSHIP'`;
const ENTRY = packed('entry.id', 'entry.valid_from');

/** The permissions on a page: the other end of the edge, since when, which, until when. */
const permissions = ($: Dollar, mine: string, theirs: string) => {
  const key = `${mine} and r.kind = 'ORGANIZATION_PERMISSION'`;
  const held = $.living('grant', `${key} and r.${theirs} = any(page.ids)`, { seldomClosed: key });
  return `(
    select string_agg(${packed(`permission.${theirs}`, 'permission.valid_from', 'permission.value', 'permission.expires_at')}, ';')
    from ${held} permission where ${notExpired('permission', $('moment'))})`;
};

/** User -> organizations. `whole`: all of the user's; otherwise those that the viewer manages or shares a project of. */
export const ORGANIZATIONS_OF_USERS = defineList({
  name: 'organizations-of-users',
  order: BY_NAME,
  keys: ($) => `unnest(${$('users')}, ${$('whole')}) with ordinality k(user_id, whole, n)`,
  source($, page) {
    const common = $.living('grant', `r.subject_id = k.user_id and r.kind = 'PROJECT_ROLE'`);
    const shared = `select common.scope_id from ${common} common
        where common.target_id = any(${$('projects')}) and ${notExpired('common', $('moment'))}
      union all select project_owner.organization_id from project_owner where project_owner.user_id = k.user_id`;
    const visible = ` and (k.whole or r.target_id = any(${$('managed')}) or r.target_id in (${shared}))`;
    const mine = `r.subject_id = k.user_id and ${MEMBERSHIP}`;
    const held = $.living('grant', `${mine}${page.open ? '' : visible}`, {
      columns: 'r.target_id as id, r.valid_from',
      seldomClosed: mine,
    });
    return `(select held.*, named.key from ${held} held cross join lateral ${$.version('held.id')} named
      where true${page.within('named.key')} ${page.ordered('named.key')})`;
  },
  entry: ENTRY,
  extra: ($) => permissions($, 'r.subject_id = page.user_id', 'target_id'),
  finds: 'Organization',
});

/** Organization -> members. `whole`: all; otherwise the viewer and those who share a project there with the viewer. */
export const MEMBERS_OF_ORGANIZATIONS = defineList({
  name: 'members-of-organizations',
  keys: ($) => `unnest(${$('organizations')}, ${$('whole')}) with ordinality k(organization_id, whole, n)`,
  source($, page) {
    const columns = 'r.subject_id as id, r.valid_from';
    const ofTarget = `r.target_id = k.organization_id and ${MEMBERSHIP}`;
    const whole = page.open ? '' : ' and k.whole';
    const all = $.living('grant', `${ofTarget}${page.within('r.subject_id')}${whole}`, {
      columns,
      page: page.ordered('r.subject_id'),
    });
    if (page.open) return `(select held.id, held.valid_from from ${all} held ${page.ordered('held.id')})`;
    const onProject = `r.target_id = mine.id and r.kind = 'PROJECT_ROLE' and r.scope_id = k.organization_id
      and not k.whole${page.within('r.subject_id')} and ${notExpired('r', $('moment'))}`;
    const sharing = $.living('grant', onProject, {
      columns: 'r.subject_id as id',
      page: page.ordered('r.subject_id'),
    });
    const known = `(select distinct known.id from (
        select ${$('viewer')} as id where not k.whole${page.within($('viewer'))}
        union all select owner.user_id from project_owner owner
          where owner.organization_id = k.organization_id and not k.whole${page.within('owner.user_id')}
        union all select sharing.id from unnest(${$('projects')}) mine(id) cross join lateral ${sharing} sharing
      ) known ${page.ordered('known.id')})`;
    const some = $.living('grant', `r.subject_id = known.id and ${ofTarget}`, { columns });
    return `(select held.id, held.valid_from from (
        select * from ${all} whole_list
        union all select seen.* from ${known} known cross join lateral ${some} seen
      ) held ${page.ordered('held.id')})`;
  },
  entry: ENTRY,
  extra: ($) => permissions($, 'r.target_id = page.organization_id', 'subject_id'),
  finds: 'User',
});
