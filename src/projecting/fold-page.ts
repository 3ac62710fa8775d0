/** PROJECT: folds a page of the log in memory and says what it writes into a copy of the projections. */
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import type { Attributes, Change, EntityType } from '../kernel/change.ts';
import type { Id } from '../kernel/ids.ts';
import type { Entity } from '../kernel/state.ts';
import { OPEN_END, type Position } from '../kernel/time.ts';
import { parseLeaf } from '../log/leaf.ts';
import type { EventRegistry } from '../log/registry.ts';
import { copyRows } from './copy-rows.ts';
import type { CopySchema } from './copy-tables.ts';
import { altered, type RowChange } from './present.ts';
import { RowBatch } from './row-batch.ts';
import { writeRows } from './write-rows.ts';

/** What the events of a page change: computed while the page before is still being written. */
export interface PageChanges {
  readonly changes: readonly (readonly [Position, readonly Change[]])[];
  /** The entities that the page alters: those that it does not create itself are in the copy by then. */
  readonly alters: ReadonlySet<Id>;
  readonly last: Position;
}

/**
 * The pure part of projecting: what each event after a position, up to another, changes. Throws on an event that cannot
 * be read, and unless each is the one after the other: a fold must not skip one.
 */
export function changesOf(
  leaves: readonly string[],
  after: Position,
  until: Position,
  events: EventRegistry,
): PageChanges {
  const changes: (readonly [Position, readonly Change[]])[] = [];
  const alters = new Set<Id>();
  let last = after;
  const requireNext = (position: Position): void => {
    if (position === last + 1) return;
    throw new Error(`The log is not whole after position ${last}; verify says what is wrong with it`);
  };
  for (const leaf of leaves) {
    const event = events.upcast(parseLeaf(leaf));
    requireNext(event.position);
    last = event.position;
    const ofEvent = events.changes(event);
    changes.push([last, ofEvent]);
    for (const change of ofEvent) if (change.do === 'alter') alters.add(change.id);
  }
  requireNext(until + 1);
  return { changes, alters, last };
}

/** Folds a page and says what it writes. `entities` are those of the copy that it alters. */
export function foldPage(schema: CopySchema, page: PageChanges, entities: Map<Id, Entity>): readonly Call[] {
  const batch = new RowBatch();
  for (const [position, changes] of page.changes) {
    const rows: RowChange[] = [];
    for (const change of changes) resolve(change, position, entities, rows);
    batch.add(position, rows);
  }
  return writeRows(batch, schema, copyRows);
}

/**
 * What a change does to rows, appended to `rows`. Grants need no look at what was before: the row that ends is
 * found by its key when the page is written. (Object spreads would show in the time of a rebuild.)
 */
function resolve(change: Change, position: Position, entities: Map<Id, Entity>, rows: RowChange[]): void {
  switch (change.do) {
    case 'create': {
      const { type, id, scope, parent, key, attributes } = change;
      const entity = { type, id, scope, parent, key, attributes };
      entities.set(id, entity);
      rows.push({ do: 'entity', entity }, { do: 'openVersion', entity });
      break;
    }
    case 'alter': {
      const before = entities.get(change.id);
      if (!before) throw new Error(`Event ${position} alters entity ${change.id}, which does not live`);
      const entity = altered(before, change);
      entities.set(entity.id, entity);
      rows.push({ do: 'closeVersion', id: entity.id }, { do: 'openVersion', entity });
      break;
    }
    case 'delete':
      entities.delete(change.id);
      rows.push({ do: 'closeVersion', id: change.id });
      break;
    case 'open': {
      const { kind, subject, target, slot } = change.grant;
      const { scope, value, expiresAt } = change;
      const grant = { kind, subject, target, slot, scope, value, expiresAt, from: position };
      rows.push({ do: 'openGrant', grant });
      break;
    }
    case 'close':
      rows.push({ do: 'closeGrant', key: change.grant });
      break;
    default:
      change satisfies never;
  }
}

/** The entities that the page alters, as the copy has them; its transaction sees what the pages before it wrote. */
export async function entitiesToAlter(
  transaction: Transaction,
  schema: CopySchema,
  { alters }: PageChanges,
): Promise<Map<Id, Entity>> {
  if (alters.size === 0) return new Map();
  const [rows = []] = await transaction.send([{ statement: openVersions(schema), values: [[...alters]] }]);
  return new Map(rows.map((row) => [row.id as Id, toEntity(row)]));
}

function toEntity(row: Row): Entity {
  return {
    id: row.id as Id,
    type: row.type as EntityType,
    scope: row.scope_id as Id,
    parent: row.parent_id as Id | null,
    key: row.key as string | null,
    attributes: row.attributes as Attributes,
  };
}

function openVersions(schema: CopySchema): Statement {
  return {
    name: `fold-open-versions-${schema}`,
    text: `select e.id, e.type, e.scope_id, v.parent_id, v.key, v.attributes from unnest($1::uuid[]) as k(id)
      join ${schema}.entity_version v on v.entity_id = k.id and v.valid_until = ${OPEN_END}
      join ${schema}.entity e on e.id = k.id`,
  };
}
