/** PROJECT: adds a page's rows to a copy of the projections with COPY, which costs half of what arrays do. */
import type { Call, Statement } from '../database/sql.ts';
import { OPEN_END, type Position } from '../kernel/time.ts';
import type { CopySchema } from './copy-tables.ts';
import { spanOf } from './living-rows.ts';
import type { NewRows } from './write-rows.ts';

const COLUMNS = {
  entity: 'id, type, scope_id, valid_from',
  entity_version: 'valid_from, ordinal, valid_until, span, entity_id, type, parent_id, key, attributes',
  grant:
    'valid_from, ordinal, valid_until, span, kind, subject_id, target_id, scope_id, slot, value, expires_at',
} as const;

type Table = keyof typeof COLUMNS;

/** The calls that add new rows. */
export function copyRows({ entities, versions, grants }: NewRows, schema: CopySchema): Call[] {
  const entityLines = entities.map(
    ({ entity: { id, type, scope }, from }) => `${id}\t${type}\t${scope}\t${from}\n`,
  );
  const versionLines = versions.map(({ from, ordinal, until, entity }) => {
    const { id, type, parent, key, attributes } = entity;
    const named = `${id}\t${type}\t${parent ?? NULL}\t${field(key)}`;
    return `${life(from, ordinal, until)}\t${named}\t${field(JSON.stringify(attributes))}\n`;
  });
  const grantLines = grants.map(({ ordinal, until, grant }) => {
    const { kind, subject, target, scope, slot, value, expiresAt, from } = grant;
    const named = `${kind}\t${subject}\t${target}\t${scope}\t${field(slot)}`;
    return `${life(from, ordinal, until)}\t${named}\t${field(value)}\t${expiresAt ?? NULL}\n`;
  });
  return [
    ...copy(schema, 'entity', entityLines),
    ...copy(schema, 'entity_version', versionLines),
    ...copy(schema, 'grant', grantLines),
  ];
}

function copy(schema: CopySchema, table: Table, lines: readonly string[]): Call[] {
  if (lines.length === 0) return [];
  return [{ statement: copyStatement(schema, table), values: [], copied: lines.join('') }];
}

function copyStatement(schema: CopySchema, table: Table): Statement {
  return {
    name: `copy-rows-${schema}-${table}`,
    text: `copy ${schema}."${table}" (${COLUMNS[table]}) from stdin`,
  };
}

function life(from: Position, ordinal: number, until: Position | null): string {
  return until === null
    ? `${from}\t${ordinal}\t${OPEN_END}\t0`
    : `${from}\t${ordinal}\t${until}\t${spanOf(until - from)}`;
}

const NULL = '\\N';
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/g;

/** Text that people typed, as COPY reads it. */
function field(text: string | null): string {
  return text === null ? NULL : text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);
}
