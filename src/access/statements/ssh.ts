/** READ: who has SSH on environments as it is applied, and who should have it by their roles (decision A25). */
import { notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { defineList, type List, type PageSql } from './list.ts';
import { packed } from './packed.ts';
import { sshByRole } from './ssh-by-role.ts';

/** Whether the viewer sees who has SSH there: as those who see the roles on the project do, and everybody for themself. */
export function mayReadSsh($: Dollar, user: string, project: string, organization: string): string {
  return `(${$('all')} or ${user} = ${$('viewer')} or ${organization} = any(${$('managed')})
    or ${project} = any(${$('adminOf')}))`;
}

/**
 * Of the version `e` of an environment in the organization `k.organization_id`: each user with whether SSH is applied to
 * them, and whether it should be: they are on the project, and a role of theirs gives it. One pass over the roles, since a
 * join of roles with roles is taken for small, and done pair by pair.
 */
function either($: Dollar, condition: string): string {
  const roles = $.living(
    'grant',
    `r.target_id = e.parent_id and r.kind in ('PROJECT_ROLE', 'ENVIRONMENT_TYPE_ROLE') and ${notExpired('r', $('moment'))}`,
    {
      columns: `r.subject_id as id, false as applied, r.kind = 'PROJECT_ROLE' as on_project, case r.kind
        when 'PROJECT_ROLE' then r.value = 'ADMIN'
        else r.slot = e.attributes->>'type' and ${sshByRole(`e.attributes->>'sshMinRole'`, 'r.value')} end as gives`,
    },
  );
  return `(select held.id, bool_or(held.applied) as applied, bool_or(held.on_project) and bool_or(held.gives) as desired
    from (
      select applied.id::uuid as id, true as applied, false as on_project, false as gives
        from jsonb_array_elements_text(e.attributes->'sshUserIds') applied(id)
      union all select role.* from ${roles} role
      union all select (organization.attributes->>'ownerId')::uuid, false, true, true
        from ${$.version('k.organization_id')} organization
    ) held ${condition} group by held.id)`;
}

const KEYS = ($: Dollar) =>
  `unnest(${$('ids')}, ${$('organizations')}, ${$('whole')}) with ordinality k(environment_id, organization_id, whole, n)`;

/** Environment -> users of whom one of the two is true. Those who have lost their roles need not be known: no key is whole. */
function sshList(name: string, which: 'applied' | 'desired'): List {
  return defineList({
    name,
    keys: KEYS,
    source($, page: PageSql) {
      const visible = mayReadSsh($, 'held.id', 'e.parent_id', 'k.organization_id');
      return `(select ssh.* from ${$.version('k.environment_id')} e
        cross join lateral ${either($, `where ${visible}${page.within('held.id')}`)} ssh
        where ssh.${which} ${page.ordered('ssh.id')})`;
    },
    entry: packed('entry.id', 'entry.applied', 'entry.desired'),
    finds: 'User',
  });
}

export const SSH_APPLIED = sshList('ssh-applied', 'applied');
export const SSH_DESIRED = sshList('ssh-desired', 'desired');

/** Whether anybody has SSH who should not, or should and has not: of all users, whomever the viewer may see. */
export const REDEPLOY_NEEDED: Composed = compose('redeploy-needed', ($) => {
  return `select k.environment_id as id, exists (
      select from ${$.version('k.environment_id')} e cross join lateral ${either($, '')} ssh
      where ssh.applied <> ssh.desired) as needed
    from unnest(${$('ids')}, ${$('organizations')}) k(environment_id, organization_id)`;
});
