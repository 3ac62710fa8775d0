/** APPEND: what became of commands: remembered for idempotency keys, and looked up when a COMMIT got no answer. */
import type { Call, Row, Statement } from '../database/sql.ts';
import type { CommandId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';
import type { Submission } from './submission.ts';

export interface RememberedOutcome {
  readonly commandId: CommandId;
  readonly contentHash: string | null;
  readonly first: Position;
  readonly last: Position;
}

/** How long an outcome is remembered at least, in days (model, section 7). */
const DAYS_REMEMBERED = 30;

const BY_KEY: Statement = {
  name: 'outcomes-by-key',
  text: `select c.actor, c.key, c.id, c.content_hash, c.first_position, c.last_position
    from unnest($1::text[], $2::text[]) as k(actor, key) join command c on c.actor = k.actor and c.key = k.key`,
};

const BY_ID: Statement = {
  name: 'outcomes-by-id',
  text: 'select c.id from unnest($1::uuid[]) as k(id) join command c on c.id = k.id',
};

const REMEMBER: Statement = {
  name: 'outcomes-remember',
  text: `insert into command (id, actor, key, content_hash, first_position, last_position, recorded_at)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
    on conflict do nothing`,
};

const FORGET: Statement = {
  name: 'outcomes-forget',
  text: `delete from command where id in (
    select id from command where recorded_at < $1::timestamptz - interval '${DAYS_REMEMBERED} days' limit 10000)`,
};

/** The one function that makes the key under which an outcome is known: whose, and which. */
export function outcomeKey(actor: string, key: string): string {
  return JSON.stringify([actor, key]);
}

/** The call that asks for the outcomes of the keys among some submissions; none when there are no keys. */
export function lookUpKeys(submissions: readonly Submission[]): readonly Call[] {
  const keyed = submissions.filter((submission) => submission.idempotency !== undefined);
  if (keyed.length === 0) return [];
  const values = [keyed.map((each) => each.actor), keyed.map((each) => each.idempotency?.key)];
  return [{ statement: BY_KEY, values }];
}

export function readOutcomes(rows: readonly Row[]): Map<string, RememberedOutcome> {
  return new Map(
    rows.map((row) => [
      outcomeKey(row.actor as string, row.key as string),
      {
        commandId: row.id as CommandId,
        contentHash: row.content_hash as string | null,
        first: Number(row.first_position),
        last: Number(row.last_position),
      },
    ]),
  );
}

export function lookUpCommands(ids: readonly CommandId[]): Call {
  return { statement: BY_ID, values: [ids] };
}

export interface OutcomeToRemember extends RememberedOutcome {
  readonly actor: string;
  readonly key: string | null;
  readonly recordedAt: Time;
}

export function rememberOutcomes(outcomes: readonly OutcomeToRemember[]): Call {
  return {
    statement: REMEMBER,
    values: [
      outcomes.map((each) => each.commandId),
      outcomes.map((each) => each.actor),
      outcomes.map((each) => each.key),
      outcomes.map((each) => each.contentHash),
      outcomes.map((each) => each.first),
      outcomes.map((each) => each.last),
      outcomes.map((each) => each.recordedAt),
    ],
  };
}

/** Forgets outcomes older than {@link DAYS_REMEMBERED}, ten thousand at a time. */
export function forgetOutcomes(now: Time): Call {
  return { statement: FORGET, values: [now] };
}
