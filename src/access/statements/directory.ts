/** READ: the lists of all users and of all organizations, as far as the viewer may see them. */
import { notExpired } from '../../projecting/living-rows.ts';
import type { Dollar } from './compose.ts';
import { defineList, type PageSql } from './list.ts';

/** All that lived, found by their anchors in the order of ids: for whoever may list them all (an open list). */
const everything = ($: Dollar, page: PageSql, type: string) => `(
  select anchor.id from projection.entity anchor
  where anchor.type = '${type}'${page.within('anchor.id')}
    and exists ${$.version('anchor.id')}
  ${page.ordered('anchor.id')})`;

const ONE_KEY = ($: Dollar) => `(select 1::bigint as n, ${$('lists')} as whole) k`;

/** Those whom the viewer shares an organization that they manage with, or a project; and the viewer. */
export const USERS = defineList({
  name: 'users',
  keys: ONE_KEY,
  source($, page) {
    if (page.open) return everything($, page, 'User');
    const subjects = (key: string) =>
      $.living('grant', `${key}${page.within('r.subject_id')}`, {
        columns: 'r.subject_id as id',
        page: page.ordered('r.subject_id'),
      });
    const members = subjects(`r.target_id = managed.id and r.kind = 'ORGANIZATION_MEMBERSHIP'`);
    const onProject = `r.target_id = mine.id and r.kind = 'PROJECT_ROLE' and ${notExpired('r', $('moment'))}`;
    return `(select distinct known.id from (
        select ${$('viewer')} as id where exists ${$.version($('viewer'))}${page.within($('viewer'))}
        union all select member.id from unnest(${$('managed')}) managed(id) cross join lateral ${members} member
        union all select sharing.id from unnest(${$('projects')}) mine(id) cross join lateral ${subjects(onProject)} sharing
        union all select owner.user_id from project_owner owner where true${page.within('owner.user_id')}
      ) known ${page.ordered('known.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'User',
});

/** Those that the viewer is a member of. */
export const ORGANIZATIONS = defineList({
  name: 'organizations',
  keys: ONE_KEY,
  source($, page) {
    if (page.open) return everything($, page, 'Organization');
    return `(select mine.id from unnest(${$('memberOf')}) mine(id)
      where exists ${$.version('mine.id')}${page.within('mine.id')}
      ${page.ordered('mine.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Organization',
});
