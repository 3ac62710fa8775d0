/** APPEND: the calls that write events and what is kept beside them. Called inside the lane's transaction only. */

import { plainArray } from '../database/plain-array.ts';
import type { Call, Statement } from '../database/sql.ts';
import type { RecordedEvent, TargetType } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import type { PersonalRow } from './commitment.ts';
import { leafHash, toLeaf } from './leaf.ts';

const EVENTS: Statement = {
  name: 'append-events',
  text: `insert into event (position, type, occurred_at, actor, command_id, subject_id, target_id,
      organization_id, project_id, partner_id, instance_id, leaf, leaf_hash)
    select p, t, oc, a, c, s, ta, o, pr, pa, i, l, decode(h, 'hex')
    from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[],
      $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], string_to_array($12::text, chr(10)), $13::text[]) as r(p, t, oc, a, c, s, ta, o, pr, pa, i, l, h)`,
};

const PERSONAL: Statement = {
  name: 'append-personal',
  text: `insert into personal (commitment, user_id, author_id, field, salt, value, lookup)
    select c, u, a, f, decode(s, 'hex'), v, l
    from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) as r(c, u, a, f, s, v, l)`,
};

const API_TOKENS: Statement = {
  name: 'append-token-secrets',
  text: 'insert into api_token_secret (token_hash, token_id) select * from unnest($1::text[], $2::uuid[])',
};

/** Whoever sends an invitation again replaces its token. */
const INVITATIONS: Statement = {
  name: 'append-invitation-secrets',
  text: `insert into invitation_secret (token_hash, invitation_id) select * from unnest($1::text[], $2::uuid[])
    on conflict (invitation_id) do update set token_hash = excluded.token_hash`,
};

/** An event with what is kept beside it. */
export interface Appended {
  readonly event: RecordedEvent;
  readonly personal: readonly PersonalRow[];
  readonly tokenHash: string | undefined;
}

export function appendCalls(appended: readonly Appended[]): Call[] {
  if (appended.length === 0) return [];
  const events = appended.map(({ event }) => event);
  const leaves = events.map(toLeaf);
  const calls: Call[] = [
    {
      statement: EVENTS,
      values: [
        plainArray(events.map((event) => event.position)),
        plainArray(events.map((event) => event.type)),
        plainArray(events.map((event) => event.occurredAt)),
        plainArray(events.map((event) => event.actor)),
        plainArray(events.map((event) => event.commandId)),
        plainArray(events.map((event) => event.subject ?? null)),
        plainArray(events.map((event) => event.target.id)),
        plainArray(events.map((event) => event.scope.organization ?? null)),
        plainArray(events.map((event) => event.scope.project ?? null)),
        plainArray(events.map((event) => event.scope.partner ?? null)),
        plainArray(events.map((event) => event.scope.instance ?? null)),
        // A leaf holds no line feed: JSON escapes it.
        leaves.join('\n'),
        plainArray(leaves.map(leafHash)),
      ],
    },
  ];
  const personal = appended.flatMap((each) => each.personal);
  if (personal.length > 0) {
    calls.push({
      statement: PERSONAL,
      values: [
        personal.map((row) => row.commitment),
        personal.map((row) => row.userId),
        personal.map((row) => row.authorId),
        personal.map((row) => row.field),
        personal.map((row) => row.salt.toString('hex')),
        personal.map((row) => row.value),
        personal.map((row) => row.lookup),
      ],
    });
  }
  calls.push(...secretCalls(API_TOKENS, 'ApiToken', appended));
  calls.push(...secretCalls(INVITATIONS, 'Invitation', appended));
  return calls;
}

/** Keeps the hashes of the tokens that events issue for targets of a type: the last one of each. */
function secretCalls(statement: Statement, type: TargetType, appended: readonly Appended[]): Call[] {
  const hashes = new Map<Id, string>();
  for (const { event, tokenHash } of appended) {
    if (tokenHash !== undefined && event.target.type === type) hashes.set(event.target.id, tokenHash);
  }
  return hashes.size === 0 ? [] : [{ statement, values: [[...hashes.values()], [...hashes.keys()]] }];
}
