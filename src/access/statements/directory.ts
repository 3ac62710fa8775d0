/** READ: the lists of all users, organizations, Partners and Instances, as far as the viewer may see them. */
import { notExpired } from '../../projecting/living-rows.ts';
import type { Dollar } from './compose.ts';
import { defineList, type PageSql } from './list.ts';
import { BY_NAME } from './list-order.ts';
import { LEVEL_KINDS } from './sight.ts';

/** All that lived, found by their anchors in the order of ids: for whoever may list them all (an open list). */
const everything = ($: Dollar, page: PageSql, type: string) => `(
  select anchor.id from projection.entity anchor
  where anchor.type = '${type}'${page.within('anchor.id')}
    and exists ${$.version('anchor.id')}
  ${page.ordered('anchor.id')})`;

/** The same in the order of names, for a type whose names are unique. */
function everythingByName($: Dollar, page: PageSql, type: 'Organization'): string {
  const key = `r.type = '${type}' and r.key is not null${page.within('r.key')}`;
  const all = $.living('entity_version', key, {
    columns: 'r.entity_id as id, r.key',
    page: page.ordered('r.key'),
    ofType: true,
  });
  return `(select entry.* from ${all} entry ${page.ordered('entry.key')})`;
}

const ONE_KEY = ($: Dollar) => `(select 1::bigint as n, ${$('lists')} as whole) k`;

/** Those who are at home with a Partner. */
export const atHome = ($: Dollar, page: PageSql, partner: string) =>
  $.living('entity_version', `r.parent_id = ${partner} and r.type = 'User'${page.within('r.entity_id')}`, {
    columns: 'r.entity_id as id',
    page: page.ordered('r.entity_id'),
  });

/**
 * Those whom the viewer shares an organization that they manage with, or a project; those who are at home with a
 * Partner that the viewer reads, or have access to an Instance or a Partner that they may modify; who holds a Permission
 * Set that they read, or has anything on an Instance whose users they manage; and the viewer.
 */
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
    const onLevel = `r.target_id = mine.id and r.kind in ${LEVEL_KINDS} and ${notExpired('r', $('moment'))}`;
    const setsOn = (instances: string) =>
      `select seen.entity_id as id from unnest(${instances}) place(id)
        cross join lateral ${$.living('entity_version', `r.parent_id = place.id and r.type = 'PermSet'`)} seen`;
    const sets = `(${setsOn($('setInstances'))} union ${setsOn($('usersEdited'))} union select unnest(${$('setsRead')}))`;
    const still = notExpired('r', $('moment'));
    const holders = subjects(`r.target_id = readable.id and r.kind = 'PERMISSION_SET' and ${still}`);
    const withAccess = subjects(`r.target_id = place.id and r.kind = 'INSTANCE_ACCESS' and ${still}`);
    return `(select distinct known.id from (
        select ${$('viewer')} as id where exists ${$.version($('viewer'))}${page.within($('viewer'))}
        union all select member.id from unnest(${$('managed')}) managed(id) cross join lateral ${members} member
        union all select sharing.id from unnest(${$('projects')}) mine(id) cross join lateral ${subjects(onProject)} sharing
        union all select holder.id from ${sets} readable cross join lateral ${holders} holder
        union all select guest.id from unnest(${$('usersEdited')}) place(id) cross join lateral ${withAccess} guest
        union all select owner.user_id from project_owner owner where true${page.within('owner.user_id')}
        union all select home.id from unnest(${$('partners')}) mine(id) cross join lateral ${atHome($, page, 'mine.id')} home
        union all select holder.id from unnest(${$('overseen')}) mine(id) cross join lateral ${subjects(onLevel)} holder
      ) known ${page.ordered('known.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'User',
});

/** All of a type that lived; for whoever may not list them all, those of some ids. */
const directory = (name: string, type: 'Partner' | 'Instance') =>
  defineList({
    name,
    keys: ONE_KEY,
    source($, page) {
      if (page.open) return everything($, page, type);
      return `(select mine.id from unnest(${$('ids')}) mine(id)
        where exists ${$.version('mine.id')}${page.within('mine.id')}
        ${page.ordered('mine.id')})`;
    },
    entry: 'entry.id::text',
    finds: type,
  });

/** The same of organizations, by name. */
export const ORGANIZATIONS = defineList({
  name: 'organizations',
  order: BY_NAME,
  keys: ONE_KEY,
  source($, page) {
    if (page.open) return everythingByName($, page, 'Organization');
    return `(select mine.id, named.key from unnest(${$('ids')}) mine(id) cross join lateral ${$.version('mine.id')} named
      where true${page.within('named.key')} ${page.ordered('named.key')})`;
  },
  entry: 'entry.id::text',
  finds: 'Organization',
});

export const PARTNERS = directory('partners', 'Partner');
export const INSTANCES = directory('instances', 'Instance');
