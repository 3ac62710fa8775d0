/** READ: the first statement of every request: the head of the log, who asks, and what they hold at the head. */
import { livingRows, livingVersion, notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Parameter } from './compose.ts';
import { packed } from './packed.ts';

const HEAD = '(select "position" from head)';

/** The kinds of grants that decide what somebody may read. */
const KINDS = `('PLATFORM_ROLE', 'ORGANIZATION_MEMBERSHIP', 'ORGANIZATION_PERMISSION', 'PROJECT_ROLE')`;

export interface PinRow {
  readonly position: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly import_id: string | null;
  readonly live: boolean;
  /** Null when the token is unknown, revoked or expired, or its user is gone. */
  readonly user_id: string | null;
  /** Packed: kind, target, scope, value, slot, and the organization's owner where it is a membership. */
  readonly grants: string | null;
  /** The last position that had happened by the time asked about. */
  readonly position_then: string | null;
  /** When the event of the position asked about happened. */
  readonly time_then: string | null;
}

type Dollar = (parameter: Parameter) => string;

/** The position and the authority are read in one snapshot, so the viewer is judged at exactly this head. */
function pin(name: string, viewer: ($: Dollar) => string): Composed {
  return compose(name, ($) => {
    const now = `greatest(${$('now')}, head.recorded_at)`;
    const held = livingRows('grant', `r.subject_id = viewer.user_id and r.kind in ${KINDS}`, HEAD);
    const organization = livingVersion(
      `case when held.kind = 'ORGANIZATION_MEMBERSHIP' then held.target_id end`,
      HEAD,
    );
    return `
      select head."position", head.occurred_at, head.recorded_at, head.import_id, head.live, viewer.user_id,
        (select string_agg(${packed('held.kind', 'held.target_id', 'held.scope_id', 'held.value', 'held.slot', `organization.attributes->>'ownerId'`)}, ';')
          from ${held} held
          left join lateral ${organization} organization on true
          where ${notExpired('held', now)}) as grants,
        (select e."position" from event e where e.occurred_at <= ${$('askedTime')}
          order by e.occurred_at desc, e."position" desc limit 1) as position_then,
        (select e.occurred_at from event e where e."position" = ${$('askedPosition')}) as time_then
      from head left join lateral (
        select u.entity_id as user_id from ${viewer($)} asking cross join lateral ${livingVersion('asking.user_id', HEAD)} u
        where asking.expires_at is null or asking.expires_at > ${now}
      ) viewer on true`;
  });
}

/** On behalf of whoever holds an API token. */
export const PIN_BY_TOKEN = pin(
  'pin-by-token',
  ($) => `(
    select token.parent_id as user_id, (token.attributes->>'expiresAt')::timestamptz as expires_at
    from api_token_secret secret cross join lateral ${livingVersion('secret.token_id', HEAD)} token
    where secret.token_hash = ${$('tokenHash')})`,
);

/** On behalf of a user who was authenticated already: after their own command, which may have revoked the token. */
export const PIN_BY_USER = pin(
  'pin-by-user',
  ($) => `(select ${$('userId')} as user_id, null::timestamptz as expires_at)`,
);
