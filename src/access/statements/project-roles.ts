/** READ: users on projects, from either side: each edge with its target, its grant and the roles on environment types. */
import { notExpired } from '../../projecting/living-rows.ts';
import type { Dollar } from './compose.ts';
import { defineList, type PageSql, type Together } from './list.ts';
import { packed } from './packed.ts';

/** A role that is held; for what an owner holds by being the owner, only the id. */
const ENTRY = packed('entry.id', 'entry.valid_from', 'entry.value', 'entry.expires_at');
const COLUMNS = 'r.valid_from, r.value, r.expires_at';
const DERIVED = 'null::bigint, null::text, null::timestamptz';

const TYPE_ROLE = `r.kind = 'ENVIRONMENT_TYPE_ROLE'`;

/** The roles on environment types on a page: the other end of the edge, since when, the type, the role, until when. */
const typeRoles = ($: Dollar, mine: string, theirs: string, unless = '') => {
  const [first, last] = ['page.ids[1]', 'page.ids[cardinality(page.ids)]'];
  // One range of the index: a type role needs a project role, so there is none of a project between those listed.
  const range = `r.${theirs} >= least(${first}, ${last}) and r.${theirs} <= greatest(${first}, ${last})`;
  const key = `${mine} and ${TYPE_ROLE} and ${range}`;
  return `(
    select string_agg(${packed(`held.${theirs}`, 'held.valid_from', 'held.slot', 'held.value', 'held.expires_at')}, ';')
    from ${$.living('grant', key)} held where ${notExpired('held', $('moment'))}${unless})`;
};

/**
 * The same of all members at once, from the side of their projects, where these are fewer keys. That reads the roles of
 * whoever else was on them, too: so only where most who were in the organization are asked about.
 */
const TYPE_ROLES_TOGETHER: Together = {
  by: 'users',
  cte($) {
    const enough = `2 * cardinality(${$('users')})`;
    const members = $.living('grant', `r.target_id = o.id and r.kind = 'ORGANIZATION_MEMBERSHIP'`, {
      columns: 'r.subject_id',
    });
    return `together as materialized (
      select listed.ids from (select array_agg(distinct entry.id) as ids from page cross join lateral unnest(page.ids) entry(id)) listed
      where cardinality(listed.ids) <= cardinality(${$('users')}) and (
          select count(*) from (select from (select distinct id from unnest(${$('organizations')}) listed(id)) o
            cross join lateral ${members} member limit ${enough}) counted) < ${enough})`;
  },
  facts($) {
    const key = `r.target_id = project.id and ${TYPE_ROLE} and ${notExpired('r', $('moment'))}`;
    const held = $.living('grant', key, {
      columns: 'r.subject_id, r.target_id, r.valid_from, r.slot, r.value, r.expires_at',
    });
    return `(
      select string_agg(${packed('held.subject_id', 'held.target_id', 'held.valid_from', 'held.slot', 'held.value', 'held.expires_at')}, ';')
      from together cross join lateral unnest(together.ids) project(id) cross join lateral ${held} held)`;
  },
};

/** The projects of an organization for a user who owns it, granted by nobody. */
const derivedProjects = ($: Dollar, page: PageSql, key: string) =>
  $.living('entity_version', `r.type = 'Project'${page.within('r.entity_id')} and ${key}`, {
    columns: `r.entity_id as id, ${DERIVED}`,
    page: page.ordered('r.entity_id'),
  });

const grantedProjects = ($: Dollar, page: PageSql, key: string) => {
  const held = `r.subject_id = k.user_id and r.kind = 'PROJECT_ROLE'`;
  const asked = `${held}${page.within('r.target_id')} and ${notExpired('r', $('moment'))} and ${key}`;
  return $.living('grant', asked, {
    columns: `r.target_id as id, ${COLUMNS}`,
    page: page.ordered('r.target_id'),
    seldomClosed: held,
  });
};

/**
 * User -> projects, those of owned organizations included; `organization_id` null means in all organizations.
 * `whole`: all; otherwise those of organizations that the viewer manages, and those that the viewer is on.
 */
export const PROJECTS_OF_USERS = defineList({
  name: 'projects-of-users',
  keys: ($) =>
    `unnest(${$('users')}, ${$('organizations')}, ${$('whole')}) with ordinality k(user_id, organization_id, whole, n)`,
  source($, page) {
    const asked = (column: string) => `(k.organization_id is null or ${column} = k.organization_id)`;
    const visible = (organization: string, project: string) =>
      page.open
        ? 'true'
        : `(k.whole or ${organization} = any(${$('managed')}) or ${project} = any(${$('projects')}))`;
    const granted = grantedProjects(
      $,
      page,
      `${asked('r.scope_id')} and ${visible('r.scope_id', 'r.target_id')}`,
    );
    if (!page.derived) return `(select * from ${granted} held ${page.ordered('held.id')})`;
    const membership = `r.subject_id = k.user_id and r.kind = 'ORGANIZATION_MEMBERSHIP'`;
    const options = { seldomClosed: membership };
    const owned = `(select member.target_id as organization_id
      from ${$.living('grant', `${membership} and ${asked('r.target_id')}`, options)} member
        cross join lateral ${$.version('member.target_id')} organization
      where organization.attributes->>'ownerId' = k.user_id::text)`;
    const inOwned = `r.parent_id = owned.organization_id and ${visible('owned.organization_id', 'r.entity_id')}`;
    return `(select held.* from (
        select * from ${granted} granted
        union all select derived.* from ${owned} owned cross join lateral ${derivedProjects($, page, inOwned)} derived
      ) held ${page.ordered('held.id')})`;
  },
  entry: ENTRY,
  extra: ($) => typeRoles($, 'r.subject_id = page.user_id', 'target_id'),
  finds: 'Project',
});

/**
 * Member -> projects in that organization. `owner`: the user owns it, and so is on all of them. `whole`: all;
 * otherwise those that the viewer is on.
 */
export const PROJECTS_OF_MEMBERS = defineList({
  name: 'projects-of-members',
  keys: ($) =>
    `unnest(${$('users')}, ${$('organizations')}, ${$('owner')}, ${$('whole')})
      with ordinality k(user_id, organization_id, owner, whole, n)`,
  source($, page) {
    const visible = (project: string) =>
      page.open ? 'true' : `(k.whole or ${project} = any(${$('projects')}))`;
    const held = `r.scope_id = k.organization_id and not k.owner and ${visible('r.target_id')}`;
    if (!page.derived) {
      return `(select * from ${grantedProjects($, page, held)} held ${page.ordered('held.id')})`;
    }
    const owned = `r.parent_id = k.organization_id and k.owner and ${visible('r.entity_id')}`;
    return `(select held.* from (
        select * from ${grantedProjects($, page, held)} granted
        union all select * from ${derivedProjects($, page, owned)} derived
      ) held ${page.ordered('held.id')})`;
  },
  entry: ENTRY,
  extra($) {
    const unless = $.atHead ? '' : ' and not exists (select from together)';
    return typeRoles($, 'r.subject_id = page.user_id', 'target_id', unless);
  },
  together: TYPE_ROLES_TOGETHER,
  finds: 'Project',
});

/** Project -> users, the owner of its organization included. */
export const USERS_OF_PROJECTS = defineList({
  name: 'users-of-projects',
  keys: ($) =>
    `unnest(${$('ids')}, ${$('organizations')}, ${$('whole')}) with ordinality k(project_id, organization_id, whole, n)`,
  source($, page) {
    const held = `r.target_id = k.project_id and r.kind = 'PROJECT_ROLE'${page.within('r.subject_id')}`;
    const granted = $.living('grant', `${held} and ${notExpired('r', $('moment'))}`, {
      columns: `r.subject_id as id, ${COLUMNS}`,
      page: page.ordered('r.subject_id'),
    });
    const owner = `(select (organization.attributes->>'ownerId')::uuid as id, ${DERIVED}
      from ${$.version('k.organization_id')} organization)`;
    return `(select held.* from (
        select * from ${granted} granted
        union all select * from ${owner} owner where true${page.within('owner.id')}
      ) held ${page.ordered('held.id')})`;
  },
  entry: ENTRY,
  extra: ($) => typeRoles($, 'r.target_id = page.project_id', 'subject_id'),
  finds: 'User',
});
