/** READ: the first statement of every request: the head of the log, who asks, and what they hold at the head. */
import {
  livingRowsAtHead,
  livingVersion,
  livingVersionAtHead,
  notExpired,
} from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { personalOf } from './entity-rows.ts';
import { packed } from './packed.ts';

/** The kinds of grants that decide what somebody may read. */
const KINDS = `('PLATFORM_ROLE', 'ORGANIZATION_MEMBERSHIP', 'ORGANIZATION_PERMISSION', 'PROJECT_ROLE', 'INSTANCE_ACCESS',
  'PARTNER_ACCESS', 'PERMISSION_SET')`;

/** A Permission Set that is held: its permissions, and the sets that they mention, by name. */
export type SetRow = readonly [
  id: string,
  instance: string,
  permissions: readonly string[],
  mentioned: readonly (readonly [name: string, id: string])[] | null,
];

/** What the first statement finds depends on the credential, on time, and on this. */
export interface HeadRow {
  readonly position: string;
  readonly import_id: string | null;
  readonly live: boolean;
  /** How often the projections were built anew. */
  readonly builds: string;
}

export interface PinRow extends HeadRow {
  readonly occurred_at: string;
  readonly recorded_at: string;
  /** When the first of what was found runs out: the token, or a grant. Null: nothing does. */
  readonly until: string | null;
  /** Null when the token is unknown, revoked or expired, no user is linked to the identity, or the user is gone. */
  readonly user_id: string | null;
  /** The Partner that the user is at home with, at the head. */
  readonly home_id: string | null;
  /** Whether the user lived at the position asked about; then email and name are those they had there. */
  readonly lived: boolean;
  readonly email: string | null;
  /** The email that the user has at the head, by which invitations are theirs; null where that is `email`. */
  readonly email_now: string | null;
  readonly name: string | null;
  /** The Partner that they were at home with there. */
  readonly home_then: string | null;
  /** Packed: kind, target, scope, value, slot, and the organization's owner where it is a membership. */
  readonly grants: string | null;
  /** The Permission Sets among them, as the JSON of a list of {@link SetRow}; null: none. */
  readonly sets: string | null;
  /** The last position that had happened by the time asked about. */
  readonly position_then: string | null;
  /** When the event of the position asked about happened. */
  readonly time_then: string | null;
}

/** What a request asks about: the position and time then, and who the viewer was there. */
const ASKED = {
  now: () => ({
    place: 'null::bigint as position_then, null::timestamptz as time_then',
    self: '(select viewer.attributes, viewer.home_id as parent_id)',
  }),
  time: ($: Dollar) => ({
    place: `(select e."position" from event e where e.occurred_at <= ${$('askedTime')}
      order by e.occurred_at desc, e."position" desc limit 1) as position_then, null::timestamptz as time_then offset 0`,
    self: livingVersion('viewer.user_id', 'asked.position_then'),
  }),
  position: ($: Dollar) => ({
    place: `null::bigint as position_then,
      (select e.occurred_at from event e where e."position" = ${$('askedPosition')}) as time_then`,
    self: livingVersion('viewer.user_id', $('askedPosition')),
  }),
} as const;
export type Asked = keyof typeof ASKED;

/** Who asks: whoever holds an API token, has proved an identity, or was authenticated already. */
const ASKING = {
  token: ($: Dollar) => `(
    select token.parent_id as user_id, (token.attributes->>'expiresAt')::timestamptz as expires_at
    from api_token_secret secret cross join lateral ${livingVersionAtHead('secret.token_id')} token
    where secret.token_hash = ${$('tokenHash')})`,
  identity: ($: Dollar) => `(
    select identity.parent_id as user_id, null::timestamptz as expires_at
    from personal cross join lateral
      ${livingRowsAtHead('entity_version', `r.type = 'Identity' and r.key = personal.commitment`)} identity
    where personal.lookup = ${$('identity')})`,
  user: ($: Dollar) => `(select ${$('userId')} as user_id, null::timestamptz as expires_at)`,
} as const;
export type Asking = keyof typeof ASKING;

const HEAD = 'head."position", head.import_id, head.live, head.builds';

/** The position, the viewer and their authority are read in one snapshot, so the viewer is judged at exactly this head. */
function pin(asking: Asking, asked: Asked): Composed {
  return compose(`pin-by-${asking}-${asked}`, ($) => {
    const now = `greatest(${$('now')}, head.recorded_at)`;
    const held = livingRowsAtHead('grant', `r.subject_id = viewer.user_id and r.kind in ${KINDS}`);
    const target = `case when held.kind in ('ORGANIZATION_MEMBERSHIP', 'PERMISSION_SET') then held.target_id end`;
    const mentions = livingRowsAtHead(
      'grant',
      `r.subject_id = held.target_id and r.kind = 'PERMSET_MENTION'`,
    );
    const bearer = `r.type = 'PermSet' and r.key = mention.slot and r.attributes->>'name' = mention.value`;
    const named = `(select jsonb_agg(jsonb_build_array(mention.value, bearer.entity_id)) from ${mentions} mention
      cross join lateral ${livingRowsAtHead('entity_version', bearer)} bearer)`;
    const set = `jsonb_build_array(held.target_id, held.scope_id, target.attributes->'permissions', ${named})`;
    const { place, self } = ASKED[asked]($);
    return `
      select ${HEAD}, head.occurred_at, head.recorded_at, least(viewer.expires_at, held.until) as until, asked.*,
        viewer.user_id, viewer.home_id, v.attributes is not null as lived, ${personalOf('email')} as email, ${asked === 'now' ? 'null' : personalOf('email', 'viewer')} as email_now, ${personalOf('name')} as name, v.parent_id as home_then,
        held.grants, held.sets
      from head cross join lateral (select ${place}) asked left join lateral (
        select u.entity_id as user_id, u.parent_id as home_id, u.attributes, asking.expires_at
        from ${ASKING[asking]($)} asking cross join lateral ${livingVersionAtHead('asking.user_id')} u
        where asking.expires_at is null or asking.expires_at > ${now}
      ) viewer on true left join lateral ${self} v on true left join lateral (
        select string_agg(${packed('held.kind', 'held.target_id', 'held.scope_id', 'held.value', 'held.slot', `target.attributes->>'ownerId'`)}, ';') as grants,
          (jsonb_agg(${set}) filter (where held.kind = 'PERMISSION_SET'))::text as sets,
          min(held.expires_at) as until
        from ${held} held left join lateral ${livingVersionAtHead(target)} target on true
        where ${notExpired('held', now)}
      ) held on true`;
  });
}

const both = (asking: Asking) => ({
  now: pin(asking, 'now'),
  time: pin(asking, 'time'),
  position: pin(asking, 'position'),
});

export const PIN = {
  token: both('token'),
  identity: both('identity'),
  user: both('user'),
} as const;

/** Whether the first statement would find what it found before: the credential is known, and the head is the same. */
export const STILL = {
  token: compose('pin-still-by-token', ($) => {
    const known = `select from api_token_secret secret where secret.token_hash = ${$('tokenHash')}`;
    return `select ${HEAD} from head where exists (${known})`;
  }),
  identity: compose('pin-still-by-identity', () => `select ${HEAD} from head`),
} as const;
