/**
 * READ: the times through which somebody had SSH that their roles no longer gave them (requirement PJ-28): the
 * positions through which it was applied, less those through which it was due.
 */
import { notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { mayReadSsh } from './ssh.ts';
import { sshByRole } from './ssh-by-role.ts';

/** Where exposures are asked about. */
export type ExposedIn = 'environment' | 'project' | 'organization' | 'user';

export interface ExposureRow {
  /** Counts the keys from 1. */
  readonly n: number;
  /** Null for a key that has none on its page. */
  readonly key: string | null;
  readonly user_id: string;
  readonly environment_id: string;
  readonly environment_name: string;
  readonly project_id: string;
  /** The position of the event that took the role; null when its time is up and no event says so yet. */
  readonly since: string | null;
  readonly began_at: string;
  readonly until: string | null;
  readonly ended_at: string | null;
  readonly preceded: boolean;
  readonly followed: boolean;
}

/** The versions that environments ever had, for one key `asked`. */
const VERSIONS: Readonly<Record<ExposedIn, ($: Dollar) => string>> = {
  environment: ($) => $.ever('entity_version', `r.entity_id = asked.id and r.type = 'Environment'`),
  project: ($) => inProject($, 'asked.id'),
  organization: ($) => inOrganization($, 'asked.id'),
  user: ($) => {
    const membership = $.ever('grant', `r.subject_id = asked.id and r.kind = 'ORGANIZATION_MEMBERSHIP'`);
    return `(select version.* from (select distinct member.target_id as id from ${membership} member) organization
      cross join lateral ${inOrganization($, 'organization.id')} version)`;
  },
};

function inProject($: Dollar, project: string): string {
  return $.ever('entity_version', `r.parent_id = ${project} and r.type = 'Environment'`);
}

function inOrganization($: Dollar, organization: string): string {
  const projects = $.ever('entity_version', `r.parent_id = ${organization} and r.type = 'Project'`);
  return `(select version.* from (select distinct created.entity_id as id from ${projects} created) project
    cross join lateral ${inProject($, 'project.id')} version)`;
}

function exposures($: Dollar, within: ExposedIn, backward: boolean): string {
  const [before, after] = [`${$('beforeText')} collate "C"`, `${$('afterText')} collate "C"`];
  return `with ${environments($, within)}, ${held($, within)}, ${exposed($)},
    page as (
      select * from (
        select exposed.*, row_number() over (partition by exposed.n order by exposed.key ${backward ? 'desc' : 'asc'}) as place
        from exposed where exposed.key > ${after} and exposed.key < ${before}) placed
      where placed.place <= ${$('limit')}),
    beyond as (
      select exposed.n, bool_or(exposed.key <= ${after}) as preceded, bool_or(exposed.key >= ${before}) as followed
      from exposed group by exposed.n)
    select asked.n::int, page.key, page.user_id, page.environment_id, page.environment_name, page.project_id, page.since, page.began_at,
      page.until, page.ended_at, coalesce(beyond.preceded, false) as preceded, coalesce(beyond.followed, false) as followed
    from asked left join page on page.n = asked.n left join beyond on beyond.n = asked.n
    order by asked.n, page.key`;
}

/** What the environments were, and through which positions: versions that differ in nothing of this are put together. */
function environments($: Dollar, within: ExposedIn): string {
  return `asked as (select k.id, k.n from unnest(${$('ids')}) with ordinality k(id, n)),
    environment as materialized (
      select asked.n, asked.id as asked_id, version.entity_id as id, version.parent_id as project_id,
        version.attributes->>'name' as name,
        (select anchor.scope_id from projection.entity anchor where anchor.id = version.entity_id) as organization_id,
        version.attributes->>'type' as type, version.attributes->>'sshMinRole' as min_role,
        version.attributes->'sshUserIds' as users, range_agg(version.life) as life
      from asked cross join lateral ${VERSIONS[within]($)} version
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9),
    policy as materialized (
      select n, asked_id, id, project_id, name, organization_id, type, min_role, range_agg(life) as life
      from environment group by 1, 2, 3, 4, 5, 6, 7, 8)`;
}

/**
 * For each user on each environment: when SSH was applied; when they were on the project; when something gave them SSH.
 * Gathered and then grouped, without a join of users with users, which would be taken for small and done pair by pair.
 */
function held($: Dollar, within: ExposedIn): string {
  const own = within === 'user' ? 'r.subject_id = policy.asked_id and ' : '';
  const roles = $.ever(
    'grant',
    `${own}r.target_id = policy.project_id and r.kind in ('PROJECT_ROLE', 'ENVIRONMENT_TYPE_ROLE')`,
  );
  const lapsed = `(upper_inf(r.life) and not ${notExpired('r', $('moment'))})`;
  const mine = within === 'user' ? ' and gathered.user_id = gathered.asked_id' : '';
  return `gathered as (
      select n, asked_id, id, project_id, name, organization_id, applied.user_id::uuid, life as applied,
        null::int8multirange as on_project, null::int8multirange as gives, null::timestamptz as lapsed_at
      from environment cross join lateral jsonb_array_elements_text(users) applied(user_id)
      union all
      select n, asked_id, id, project_id, name, organization_id, role.user_id, null,
        case when role.kind = 'PROJECT_ROLE' then role.life end,
        case when role.kind = 'PROJECT_ROLE' and role.value = 'ADMIN' then role.life
          when role.slot = policy.type and ${sshByRole('policy.min_role', 'role.value')} then role.life * policy.life end,
        role.lapsed_at
      from policy cross join lateral (
        select r.subject_id as user_id, r.kind, r.slot, r.value, case when ${lapsed} then r.expires_at end as lapsed_at,
          int8multirange(case when ${lapsed} then int8range(lower(r.life), ${$('position')} + 1) else r.life end) as life
        from ${roles} r) role
      union all
      select n, asked_id, id, project_id, name, organization_id, (owner.attributes->>'ownerId')::uuid, null,
        int8multirange(owner.life), int8multirange(owner.life), null
      from policy cross join lateral ${$.ever('entity_version', 'r.entity_id = policy.organization_id')} owner),
    held as (
      select n, id, project_id, name, user_id, range_agg(applied) as applied, range_agg(on_project) * range_agg(gives) as due,
        max(lapsed_at) filter (where gives is not null) as lapsed_at
      from gathered
      where ${mayReadSsh($, 'user_id', 'project_id', 'organization_id')}${mine}
      group by 1, 2, 3, 4, 5)`;
}

/** What was applied and not due. What begins and ends within one command is no exposure: a role gave way to another. */
function exposed($: Dollar): string {
  return `exposed as materialized (
      select held.n, held.user_id, held.id as environment_id,
        held.name as environment_name, held.project_id, first.position as since,
        coalesce(first.occurred_at, held.lapsed_at) as began_at, last.position as until, last.occurred_at as ended_at,
        concat_ws('.', lpad(lower(gap.life)::text, 16, '0'), held.id, held.user_id) collate "C" as key
      from held cross join lateral unnest(held.applied - coalesce(held.due, '{}'::int8multirange)) gap(life)
        left join event first on first.position = lower(gap.life) and first.position <= ${$('position')}
        left join event last on last.position = upper(gap.life)
      where (last.position is null or first.command_id is distinct from last.command_id)
        and (${$('open')} is null or (last.position is null) = ${$('open')}))`;
}

const composed = new Map<string, Composed>();

/** The exposures of each key, a page of them in either direction; `open`: only those that last, or only those that ended. */
export function exposuresStatement(within: ExposedIn, backward: boolean): Composed {
  const name = `ssh-exposures-of-${within}s${backward ? '-last' : ''}`;
  let statement = composed.get(name);
  if (!statement) {
    statement = compose(name, ($) => exposures($, within, backward));
    composed.set(name, statement);
  }
  return statement;
}
