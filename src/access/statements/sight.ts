/** READ: in SQL, how much of a user the viewer may see: the row "a user's email and name" of the model's table. */
import { LEVELS } from '../../grants/levels.ts';
import { notExpired } from '../../projecting/living-rows.ts';
import type { Dollar } from './compose.ts';

/** What a statement answers for each user: nothing, the name, or the name and the email. */
export const SIGHT = { none: 0, name: 1, full: 2 } as const;

/** The kinds of grants by which one user comes to see another. */
const KINDS = `('ORGANIZATION_MEMBERSHIP', 'PROJECT_ROLE', 'INSTANCE_ACCESS', 'PERMISSION_SET')`;
export const LEVEL_KINDS = `(${Object.values(LEVELS)
  .map(({ name }) => `'${name}'`)
  .join(', ')})`;

/**
 * The owners of the organizations of the viewer's projects: they are on those projects too, by no grant. A CTE,
 * to be put first in every statement that uses the others of this file.
 */
export function projectOwners($: Dollar): string {
  const project = $.version('mine.id');
  const organization = $.version('project.parent_id');
  return `project_owner as materialized (
    select mine.id as project_id, project.parent_id as organization_id,
      (organization.attributes->>'ownerId')::uuid as user_id, mine.id = any(${$('adminOf')}) as administered
    from unnest(${$('projects')}) mine(id) cross join lateral ${project} project
      cross join lateral ${organization} organization)`;
}

/**
 * The sight of a user, given as an expression of type uuid that does not name the alias r, as is the Partner that the
 * user is at home with. What the viewer is, is judged at the head, what the user is, as of the position asked about.
 */
export function userSight($: Dollar, user: string, home: string): string {
  const grants = (condition: string) =>
    `exists (select from ${$.living('grant', `r.subject_id = ${user} and r.kind in ${KINDS}`)} held where ${condition})`;
  const onProject = (projects: string) =>
    `held.kind = 'PROJECT_ROLE' and held.target_id = any(${projects}) and ${notExpired('held', $('moment'))}`;
  const member = `held.kind = 'ORGANIZATION_MEMBERSHIP' and held.target_id = any(${$('managed')})`;
  const onInstance = (condition: string) =>
    `held.kind in ('INSTANCE_ACCESS', 'PERMISSION_SET') and (${condition}) and ${notExpired('held', $('moment'))}`;
  const managed = onInstance(`held.scope_id = any(${$('usersEdited')})`);
  const holding = onInstance(`held.kind = 'PERMISSION_SET'
    and (held.scope_id = any(${$('setInstances')}) or held.target_id = any(${$('setsRead')}))`);
  const owner = (condition: string) =>
    `exists (select from project_owner where project_owner.user_id = ${user}${condition})`;
  const oversees = `cardinality(${$('overseen')}) > 0`;
  // Whoever has no part in the Partner Portal asks nothing about it.
  const onLevel = (condition: string) => {
    const key = `r.subject_id = ${user} and r.kind in ${LEVEL_KINDS} and r.target_id = any(${$('overseen')})`;
    return `exists (select from ${$.living('grant', key)} held where ${notExpired('held', $('moment'))} and ${condition})`;
  };
  const changeable = `(held.value <> 'WRITE_AND_DEPLOY' or held.target_id = any(${$('deployed')}))`;
  return `case
    when ${$('lists')} or ${user} = ${$('viewer')} then ${SIGHT.full}
    when ${grants(`(${member}) or (${onProject($('adminOf'))}) or (${managed})`)} then ${SIGHT.full}
    when ${owner(' and project_owner.administered')} then ${SIGHT.full}
    when ${home} = any(${$('partners')}) or (${oversees} and ${onLevel(changeable)}) then ${SIGHT.full}
    when ${grants(`(${onProject($('projects'))}) or (${holding})`)} or ${owner('')} then ${SIGHT.name}
    when ${oversees} and ${onLevel('true')} then ${SIGHT.name}
    else ${SIGHT.none} end`;
}
