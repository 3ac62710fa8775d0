/** ORACLE: reads the tables of an installation as they are, with plain statements of its own. */
import type { Reader, Statement } from '../../../src/database/sql.ts';
import type { Personal } from './personal.ts';
import type { GrantRow, VersionRow } from './rows.ts';
import { readStored, type StoredEvent } from './stored-event.ts';

/** An event's row: what is stored, and the columns that find it. */
export interface EventRow {
  readonly event: StoredEvent;
  readonly leaf: string;
  readonly leafHashHex: string;
  /** Position, type, time, actor, command and the ids that events are found by, as the columns have them. */
  readonly columns: Readonly<Record<string, string | null>>;
}

const EVENTS: Statement = {
  name: 'oracle-events',
  text: `select leaf, encode(leaf_hash, 'hex') as hash, position::text as position, type, occurred_at, actor,
      command_id::text as command_id, subject_id::text as subject_id, target_id::text as target_id,
      organization_id::text as organization_id, project_id::text as project_id,
      partner_id::text as partner_id, instance_id::text as instance_id
    from event e where e.position > $1::bigint order by e.position`,
};

/** The events after a position, in order. */
export async function readEvents(reader: Reader, after = 0): Promise<EventRow[]> {
  const rows = await reader.query<Record<string, string | null>>(EVENTS, [after]);
  return rows.map(({ leaf, hash, ...columns }) => ({
    event: readStored(String(leaf)),
    leaf: String(leaf),
    leafHashHex: String(hash),
    columns,
  }));
}

const PERSONAL: Statement = {
  name: 'oracle-personal',
  text: `select commitment, user_id::text as user_id, field, encode(salt, 'hex') as salt, value, lookup from personal
    order by commitment`,
};

export async function readPersonal(reader: Reader): Promise<Personal> {
  const rows = await reader.query<Record<string, string>>(PERSONAL);
  return new Map(
    rows.map((row) => [
      String(row.commitment),
      {
        commitment: String(row.commitment),
        userId: row.user_id ?? null,
        field: String(row.field),
        saltHex: String(row.salt),
        value: String(row.value),
        lookup: row.lookup ?? null,
      },
    ]),
  );
}

const FOREVER = '9223372036854775807';
const until = (text: unknown): number | null => (text === FOREVER ? null : Number(text));

const VERSIONS: Statement = {
  name: 'oracle-versions',
  text: `select v.valid_from::text as f, v.ordinal, v.valid_until::text as u, v.span, v.entity_id::text as id, v.type,
      e.scope_id::text as scope, e.type as entity_type, e.valid_from::text as entity_from, v.parent_id::text as parent,
      v.key, v.attributes
    from projection.entity_version v left join projection.entity e on e.id = v.entity_id
    order by v.valid_from, v.ordinal`,
};

/** All rows of entities. Throws where a version and its anchor do not fit. */
export async function readVersionRows(reader: Reader): Promise<VersionRow[]> {
  const rows = await reader.query(VERSIONS);
  return rows.map((row) => {
    if (row.type !== row.entity_type || Number(row.entity_from) > Number(row.f)) {
      throw new Error(`version and anchor disagree: ${JSON.stringify(row)}`);
    }
    return {
      from: Number(row.f),
      until: until(row.u),
      id: String(row.id),
      type: String(row.type),
      scope: String(row.scope),
      parent: row.parent as string | null,
      key: row.key as string | null,
      attributes: row.attributes as Record<string, unknown>,
    };
  });
}

const GRANTS: Statement = {
  name: 'oracle-grants',
  text: `select valid_from::text as f, ordinal, valid_until::text as u, span, kind, subject_id::text as subject,
      target_id::text as target, scope_id::text as scope, slot, value, expires_at
    from projection."grant" order by valid_from, ordinal`,
};

/** All rows of grants. */
export async function readGrantRows(reader: Reader): Promise<GrantRow[]> {
  const rows = await reader.query(GRANTS);
  return rows.map((row) => ({
    from: Number(row.f),
    until: until(row.u),
    kind: String(row.kind),
    subject: String(row.subject),
    target: String(row.target),
    scope: String(row.scope),
    slot: String(row.slot),
    value: String(row.value),
    expiresAt: row.expires_at as string | null,
  }));
}

const HEAD: Statement = {
  name: 'oracle-head',
  text: 'select position::text as position, occurred_at, recorded_at from head',
};

/** The head as its row has it. */
export async function readHead(reader: Reader) {
  const [row] = await reader.query<Record<string, string>>(HEAD);
  if (!row) throw new Error('the log has no head');
  return {
    position: Number(row.position),
    occurredAt: String(row.occurred_at),
    recordedAt: String(row.recorded_at),
  };
}

const OUTCOMES: Statement = {
  name: 'oracle-outcomes',
  text: 'select id::text as id, command_id::text as command_id from command',
};

/** The ids of commands by the ids under which their outcomes are remembered. */
export async function readOutcomes(reader: Reader): Promise<Map<string, string>> {
  const rows = await reader.query<{ id: string; command_id: string }>(OUTCOMES);
  return new Map(rows.map((row) => [row.id, row.command_id]));
}
