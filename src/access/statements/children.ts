/** READ: what lies in something: projects in organizations, environments in projects, tokens and identities of users. */
import { defineList } from './list.ts';

/** Organization -> projects. `whole`: all; otherwise those that the viewer is on. */
export const PROJECTS_OF_ORGANIZATIONS = defineList({
  name: 'projects-of-organizations',
  keys: ($) => `unnest(${$('organizations')}, ${$('whole')}) with ordinality k(organization_id, whole, n)`,
  source($, page) {
    const whole = page.open ? '' : ' and k.whole';
    const key = `r.parent_id = k.organization_id and r.type = 'Project'${whole}${page.within('r.entity_id')}`;
    const all = $.living('entity_version', key, {
      columns: 'r.entity_id as id',
      page: page.ordered('r.entity_id'),
    });
    if (page.open) return `(select entry.id from ${all} entry ${page.ordered('entry.id')})`;
    const own = `select mine.id from unnest(${$('projects')}) mine(id)
        cross join lateral ${$.version('mine.id')} project
      where project.parent_id = k.organization_id and not k.whole${page.within('mine.id')}`;
    return `(select entry.id from (select * from ${all} whole_list union all ${own}) entry ${page.ordered('entry.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Project',
});

/** Project -> environments, of one type or (null) of all. Whoever may read one may read them all. */
export const ENVIRONMENTS_OF_PROJECTS = defineList({
  name: 'environments-of-projects',
  keys: ($) =>
    `(select *, true as whole from unnest(${$('ids')}, ${$('types')}) with ordinality key(project_id, type, n)) k`,
  source($, page) {
    const key = `r.parent_id = k.project_id and r.type = 'Environment'${page.within('r.entity_id')}
      and (k.type is null or r.attributes->>'type' = k.type)`;
    const all = $.living('entity_version', key, {
      columns: 'r.entity_id as id',
      page: page.ordered('r.entity_id'),
    });
    return `(select entry.id from ${all} entry ${page.ordered('entry.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Environment',
});

/** User -> what the user signs in with, of one type of entity. */
const credentialsOfUsers = (name: string, type: 'ApiToken' | 'Identity') =>
  defineList({
    name,
    keys: ($) => `(select *, true as whole from unnest(${$('users')}) with ordinality key(user_id, n)) k`,
    source($, page) {
      const key = `r.parent_id = k.user_id and r.type = '${type}'${page.within('r.entity_id')}`;
      const all = $.living('entity_version', key, {
        columns: 'r.entity_id as id',
        page: page.ordered('r.entity_id'),
      });
      return `(select entry.id from ${all} entry ${page.ordered('entry.id')})`;
    },
    entry: 'entry.id::text',
    finds: type,
  });

export const TOKENS_OF_USERS = credentialsOfUsers('tokens-of-users', 'ApiToken');
export const IDENTITIES_OF_USERS = credentialsOfUsers('identities-of-users', 'Identity');

/**
 * Organization -> the invitations in it, to one target or (null) to any, of some states: those of each state lie in a
 * place of their own, and a place that is not asked about is null.
 */
export const INVITATIONS_IN_ORGANIZATIONS = defineList({
  name: 'invitations-in-organizations',
  keys: ($) =>
    `(select *, true as whole from unnest(${$('ids')}, ${$('pending')}, ${$('accepted')}, ${$('cancelled')})
      with ordinality key(target_id, pending, accepted, cancelled, n)) k`,
  source($, page) {
    const key = `r.parent_id = place.id and r.type = 'Invitation'${page.within('r.entity_id')}
      and (k.target_id is null or r.attributes->>'targetId' = k.target_id::text)`;
    const there = $.living('entity_version', key, {
      columns: 'r.entity_id as id',
      page: page.ordered('r.entity_id'),
    });
    return `(select entry.id from unnest(array[k.pending, k.accepted, k.cancelled]) place(id)
      cross join lateral ${there} entry ${page.ordered('entry.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Invitation',
});

/** Email -> invitations that are pending for it, however it is spelt. */
export const INVITATIONS_FOR_EMAILS = defineList({
  name: 'invitations-for-emails',
  keys: ($) => `(select *, true as whole from unnest(${$('texts')}) with ordinality key(lookup, n)) k`,
  source($, page) {
    const key = `r.type = 'Invitation' and r.key = personal.commitment${page.within('r.entity_id')}`;
    const pending = $.living('entity_version', key, { columns: 'r.entity_id as id' });
    return `(select pending.id from personal cross join lateral ${pending} pending
      where personal.lookup = k.lookup and personal.field = 'email' ${page.ordered('pending.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Invitation',
});
