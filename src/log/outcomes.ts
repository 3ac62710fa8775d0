/** APPEND: what became of commands: remembered for idempotency keys, and looked up when a COMMIT got no answer. */
import type { Call, Row, Statement } from '../database/sql.ts';
import { type CommandId, derivedId, type Id } from '../kernel/ids.ts';
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

const BY_ID: Statement = {
  name: 'outcomes-by-id',
  text: `select c.id, c.command_id, c.content_hash, c.first_position, c.last_position
    from unnest($1::uuid[]) as k(id) join command c on c.id = k.id`,
};

const REMEMBER: Statement = {
  name: 'outcomes-remember',
  text: `insert into command (id, command_id, content_hash, first_position, last_position, recorded_at)
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[])
    on conflict do nothing`,
};

const FORGET: Statement = {
  name: 'outcomes-forget',
  text: `delete from command where id in (
    select id from command where recorded_at < $1::timestamptz - interval '${DAYS_REMEMBERED} days' limit 10000)`,
};

/** The id under which the outcome of whoever's idempotency key is remembered. */
export function outcomeId(actor: string, key: string): Id {
  return derivedId('outcome', actor, key);
}

const idsOfOutcomes = new WeakMap<Submission, Id>();

/** The id under which the outcome of a submission with an idempotency key is remembered, worked out once. */
export function outcomeIdOf(submission: Submission): Id | undefined {
  const { actor, idempotency } = submission;
  if (!idempotency) return undefined;
  const known = idsOfOutcomes.get(submission);
  if (known) return known;
  const id = outcomeId(actor, idempotency.key);
  idsOfOutcomes.set(submission, id);
  return id;
}

/** The call that asks for the outcomes of the keys among some submissions; none when there are no keys. */
export function lookUpKeys(submissions: readonly Submission[]): readonly Call[] {
  const ids = submissions.map(outcomeIdOf).filter((id) => id !== undefined);
  return ids.length === 0 ? [] : [lookUpOutcomes(ids)];
}

export function lookUpOutcomes(ids: readonly Id[]): Call {
  return { statement: BY_ID, values: [ids] };
}

export function readOutcomes(rows: readonly Row[]): Map<Id, RememberedOutcome> {
  return new Map(
    rows.map((row) => [
      row.id as Id,
      {
        commandId: row.command_id as CommandId,
        contentHash: row.content_hash as string | null,
        first: Number(row.first_position),
        last: Number(row.last_position),
      },
    ]),
  );
}

export interface OutcomeToRemember extends RememberedOutcome {
  readonly id: Id;
  readonly recordedAt: Time;
}

export function rememberOutcomes(outcomes: readonly OutcomeToRemember[]): Call {
  return {
    statement: REMEMBER,
    values: [
      outcomes.map((each) => each.id),
      outcomes.map((each) => each.commandId),
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
