/** PROJECT: folds a page of the log in memory and says what it writes into a copy of the projections. */
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import type { Attributes, Change, EntityType } from '../kernel/change.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { Id } from '../kernel/ids.ts';
import { OPEN_END, type Position } from '../kernel/time.ts';
import { parseLeaf } from '../log/leaf.ts';
import type { EventRegistry } from '../log/registry.ts';
import type { CopySchema } from './copy-tables.ts';
import { Present } from './present.ts';
import { RowBatch } from './row-batch.ts';
import { writeRows } from './write-rows.ts';

/** What the events of a page change: computed while the page before is still being written. */
export interface PageChanges {
  readonly changes: readonly (readonly [Position, readonly Change[]])[];
  readonly last: Position;
}

/** The pure part of projecting: what each event of a page changes. Throws on an event that cannot be read. */
export function changesOf(page: readonly Row[], events: EventRegistry): PageChanges {
  const read = page.map((row) => events.upcast(parseLeaf(row.leaf as string)));
  return changesOfEvents(read, events);
}

export function changesOfEvents(page: readonly RecordedEvent[], events: EventRegistry): PageChanges {
  const changes = page.map((event) => [event.position, events.changes(event)] as const);
  return { changes, last: page.at(-1)?.position ?? 0 };
}

/** Folds a page and sends what it writes. Its transaction sees what the pages before it wrote. */
export async function foldPage(
  transaction: Transaction,
  schema: CopySchema,
  page: PageChanges,
): Promise<readonly Call[]> {
  const present = new Present();
  for (const entity of await entitiesToAlter(transaction, schema, page))
    present.learnEntity(entity.id, entity);
  const batch = new RowBatch();
  for (const [position, changes] of page.changes) {
    batch.add(
      position,
      changes.flatMap((change) => present.apply(position, change)),
    );
  }
  return writeRows(batch, schema);
}

/** The entities that the page alters and does not create itself, as the copy has them. */
async function entitiesToAlter(transaction: Transaction, schema: CopySchema, page: PageChanges) {
  const ids = new Set<Id>();
  const created = new Set<Id>();
  for (const [, changes] of page.changes) {
    for (const change of changes) {
      if (change.do === 'create') created.add(change.id);
      else if (change.do === 'alter' && !created.has(change.id)) ids.add(change.id);
    }
  }
  if (ids.size === 0) return [];
  const [rows = []] = await transaction.send([{ statement: openVersions(schema), values: [[...ids]] }]);
  return rows.map((row) => ({
    id: row.id as Id,
    type: row.type as EntityType,
    scope: row.scope_id as Id,
    parent: row.parent_id as Id | null,
    key: row.key as string | null,
    attributes: row.attributes as Attributes,
  }));
}

function openVersions(schema: CopySchema): Statement {
  return {
    name: `fold-open-versions-${schema}`,
    text: `select e.id, e.type, e.scope_id, v.parent_id, v.key, v.attributes from unnest($1::uuid[]) as k(id)
      join ${schema}.entity_version v on v.entity_id = k.id and v.valid_until = ${OPEN_END}
      join ${schema}.entity e on e.id = k.id`,
  };
}
