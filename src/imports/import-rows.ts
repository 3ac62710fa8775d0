/** COMMAND: the rows of imports: what was begun, how far it is, where it stopped. */
import type { Call, Reader, Row, Statement } from '../database/sql.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Time } from '../kernel/time.ts';
import type { BadLine } from './bad-line.ts';
import { NO_LINES } from './digest.ts';

/** An import as it stands. */
export interface Import {
  readonly id: Id;
  readonly startedBy: UserId;
  readonly state: 'OPEN' | 'ENDED';
  /** How many lines of its file are applied, and how many events they made. */
  readonly lines: number;
  readonly events: number;
  /** The digest of the lines applied, see {@link NO_LINES} and `chainDigest`. */
  readonly digest: string;
}

const FIND: Statement = {
  name: 'import-find',
  text: 'select id, started_by, state, lines, events, digest from import where id = $1::uuid',
};
const FIND_OPEN: Statement = {
  name: 'import-find-open',
  text: `select id, started_by, state, lines, events, digest from import where state = 'OPEN'`,
};
const OTHERS: Statement = {
  name: 'import-others',
  text: `select 1 as other from import where id <> $1::uuid and (lines > 0 or state = 'OPEN') limit 1`,
};
const BEGIN: Statement = {
  name: 'import-begin',
  text: `with begun as (
      insert into import (id, started_by, state, digest, started_at)
      values ($1::uuid, $2::uuid, 'OPEN', $3::text, $4::timestamptz) returning id)
    update head set import_id = begun.id from begun`,
};
const END: Statement = {
  name: 'import-end',
  text: `with ended as (
      update import set state = 'ENDED', ended_at = $2::timestamptz where id = $1::uuid returning id)
    update head set import_id = null from ended`,
};
const STOPPED: Statement = {
  name: 'import-stopped',
  text: `update import set bad_line = $2::bigint, bad_code = $3::text, bad_message = $4::text
    where id = $1::uuid and state = 'OPEN'`,
};
const KNOWN_COMMANDS: Statement = {
  name: 'import-known-commands',
  text: 'select c.id from unnest($1::uuid[]) as k(id) join command c on c.id = k.id',
};

export const findOpenImport: Call = { statement: FIND_OPEN, values: [] };

export function findImport(id: Id): Call {
  return { statement: FIND, values: [id] };
}

/** Whether the log holds what another import brought, or will bring. */
export async function othersImported(reader: Reader, than: Id): Promise<boolean> {
  return (await reader.query(OTHERS, [than])).length > 0;
}

export function beginImportRow(id: Id, by: UserId, now: Time): Call {
  return { statement: BEGIN, values: [id, by, NO_LINES, now] };
}

export function endImportRow(id: Id, now: Time): Call {
  return { statement: END, values: [id, now] };
}

/** Records where an import stopped and why; forgotten as soon as it goes on. */
export function recordBadLine(id: Id, { line, refusal }: BadLine): Call {
  return { statement: STOPPED, values: [id, line, refusal.code, refusal.message] };
}

/** Which of some commands are in the log. */
export async function knownCommands(reader: Reader, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  const rows = ids.length === 0 ? [] : await reader.query(KNOWN_COMMANDS, [ids]);
  return new Set(rows.map((row) => row.id as Id));
}

export function toImport(row: Row | undefined): Import | undefined {
  return (
    row && {
      id: row.id as Id,
      startedBy: row.started_by as UserId,
      state: row.state as Import['state'],
      lines: Number(row.lines),
      events: Number(row.events),
      digest: row.digest as string,
    }
  );
}
