/** PROJECT: writes a batch's rows set-wise, into the projections that serve or into a copy that is being rebuilt. */
import { plainArray } from '../database/plain-array.ts';
import type { Call, Statement } from '../database/sql.ts';
import { OPEN_END } from '../kernel/time.ts';
import { spanOf, spanOfSql } from './living-rows.ts';
import { grantKeyText } from './present.ts';
import type { GrantEnd, GrantRow, RowBatch, VersionRow } from './row-batch.ts';

export type ProjectionSchema = 'projection' | 'projection_next' | 'projection_verify';

interface RowStatements {
  readonly entities: Statement;
  readonly versionEnds: Statement;
  readonly versions: Statement;
  readonly grantEnds: Statement;
  readonly grantChanges: Statement;
  readonly grants: Statement;
}

const prepared = new Map<ProjectionSchema, RowStatements>();

function rowStatements(schema: ProjectionSchema): RowStatements {
  const found = prepared.get(schema);
  if (found) return found;
  const made = makeStatements(schema);
  prepared.set(schema, made);
  return made;
}

/** Joins the keys `k` with the open rows of their grants, as `r`: one by one, since plans are made for empty tables. */
function openGrant(schema: ProjectionSchema): string {
  return `cross join lateral (select g.ctid as place, g.* from ${schema}."grant" g where g.subject_id = k.subject
    and g.kind = k.kind and g.target_id = k.target and g.slot = k.slot and g.valid_until = ${OPEN_END} offset 0) r`;
}

function makeStatements(schema: ProjectionSchema): RowStatements {
  const name = (part: string): string => `write-${schema}-${part}`;
  return {
    entities: {
      name: name('entities'),
      text: `insert into ${schema}.entity (id, type, scope_id, valid_from)
        select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[])`,
    },
    versionEnds: {
      name: name('version-ends'),
      text: `update ${schema}.entity_version v
        set valid_until = e.until, span = ${spanOfSql('(e.until - v.valid_from)')}
        from (select k.until, r.place from unnest($1::uuid[], $2::bigint[]) as k(id, until)
          cross join lateral (select v.ctid as place from ${schema}.entity_version v
            where v.entity_id = k.id and v.valid_until = ${OPEN_END} offset 0) r) e
        where v.ctid = e.place`,
    },
    versions: {
      name: name('versions'),
      text: `insert into ${schema}.entity_version
          (valid_from, ordinal, valid_until, span, entity_id, type, parent_id, key, attributes)
        select f, o, coalesce(u, ${OPEN_END}), s, i, t, p, k, a::jsonb
        from unnest($1::bigint[], $2::int[], $3::bigint[], $4::smallint[], $5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::text[])
          as r(f, o, u, s, i, t, p, k, a)`,
    },
    grantEnds: {
      name: name('grant-ends'),
      text: `update ${schema}."grant" g
        set valid_until = e.until, span = ${spanOfSql('(e.until - g.valid_from)')}
        from (select k.until, r.place
          from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[]) as k(subject, kind, target, slot, until)
          ${openGrant(schema)}) e
        where g.ctid = e.place`,
    },
    // The open row is changed in place and what it was is added as a closed one: no index of open rows is touched. Its
    // scope is its target's and never changes. Divides by zero where a row to change is not there.
    grantChanges: {
      name: name('grant-changes'),
      text: `with before as materialized (
          select r.place, r.valid_from, r.ordinal, r.scope_id, r.value, r.expires_at, k.subject, k.kind, k.target,
            k.slot, k.until, k.from_position, k.from_ordinal, k.new_value, k.new_expires_at
          from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::int[], $8::text[], $9::timestamptz[])
            as k(subject, kind, target, slot, until, from_position, from_ordinal, new_value, new_expires_at)
          ${openGrant(schema)}),
        kept as (insert into ${schema}."grant"
            (valid_from, ordinal, valid_until, span, kind, subject_id, target_id, scope_id, slot, value, expires_at)
          select valid_from, ordinal, until, ${spanOfSql('(until - valid_from)')}, kind, subject, target, scope_id, slot, value, expires_at
          from before),
        changed as (update ${schema}."grant" g set valid_from = before.from_position, ordinal = before.from_ordinal,
          value = before.new_value, expires_at = before.new_expires_at
        from before where g.ctid = before.place returning 1)
        select 1 / (count(*) = cardinality($1::uuid[]))::integer as whole from changed`,
    },
    grants: {
      name: name('grants'),
      text: `insert into ${schema}."grant"
          (valid_from, ordinal, valid_until, span, kind, subject_id, target_id, scope_id, slot, value, expires_at)
        select f, o, coalesce(u, ${OPEN_END}), s, k, su, t, sc, sl, v, e
        from unnest($1::bigint[], $2::int[], $3::bigint[], $4::smallint[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::timestamptz[])
          as r(f, o, u, s, k, su, t, sc, sl, v, e)`,
    },
  };
}

/** An open row of the database that ends, and the row of the same grant that is open in its place. */
interface GrantChange {
  readonly end: GrantEnd;
  readonly row: GrantRow;
}

/** Tells the grants that go on with another value from those that end and those that begin. */
function splitGrants({ grants, grantEnds }: RowBatch): {
  readonly changes: readonly GrantChange[];
  readonly ends: readonly GrantEnd[];
  readonly begun: readonly GrantRow[];
} {
  if (grantEnds.length === 0) return { changes: [], ends: [], begun: grants };
  const changes: GrantChange[] = [];
  const ends = new Map(grantEnds.map((end) => [grantKeyText(end), end]));
  const begun = grants.filter((row) => {
    const text = grantKeyText(row.grant);
    const end = row.until === null ? ends.get(text) : undefined;
    if (!end) return true;
    changes.push({ end, row });
    ends.delete(text);
    return false;
  });
  return { changes, ends: [...ends.values()], begun };
}

/** The rows that a batch adds to each table. */
export interface NewRows {
  readonly entities: RowBatch['entities'];
  readonly versions: readonly VersionRow[];
  readonly grants: readonly GrantRow[];
}

/**
 * The calls that write a batch: ends before beginnings, since a key may end and begin again in one batch.
 *
 * @param add the calls that add new rows.
 */
export function writeRows<Schema extends ProjectionSchema>(
  batch: RowBatch,
  schema: Schema,
  add: (rows: NewRows, schema: Schema) => Call[],
): Call[] {
  const { changes, ends, begun } = splitGrants(batch);
  const { entities, versions } = batch;
  return [...endRows(batch, ends, changes, schema), ...add({ entities, versions, grants: begun }, schema)];
}

function endRows(
  batch: RowBatch,
  grantEnds: readonly GrantEnd[],
  changes: readonly GrantChange[],
  schema: ProjectionSchema,
): Call[] {
  const statements = rowStatements(schema);
  const calls: Call[] = [];
  const ends = [...batch.versionEnds];
  if (ends.length > 0) {
    calls.push({
      statement: statements.versionEnds,
      values: [plainArray(ends.map(([id]) => id)), plainArray(ends.map(([, until]) => until))],
    });
  }
  if (grantEnds.length > 0) {
    calls.push({
      statement: statements.grantEnds,
      values: [
        plainArray(grantEnds.map((end) => end.subject)),
        plainArray(grantEnds.map((end) => end.kind)),
        plainArray(grantEnds.map((end) => end.target)),
        grantEnds.map((end) => end.slot),
        plainArray(grantEnds.map((end) => end.until)),
      ],
    });
  }
  if (changes.length > 0) {
    calls.push({
      statement: statements.grantChanges,
      values: [
        plainArray(changes.map(({ end }) => end.subject)),
        plainArray(changes.map(({ end }) => end.kind)),
        plainArray(changes.map(({ end }) => end.target)),
        changes.map(({ end }) => end.slot),
        plainArray(changes.map(({ end }) => end.until)),
        plainArray(changes.map(({ row }) => row.grant.from)),
        plainArray(changes.map(({ row }) => row.ordinal)),
        changes.map(({ row }) => row.grant.value),
        plainArray(changes.map(({ row }) => row.grant.expiresAt)),
      ],
    });
  }
  return calls;
}

/** Adds rows by arrays: statements that are prepared once, for batches of any size. */
export function insertRows({ entities, versions, grants }: NewRows, schema: ProjectionSchema): Call[] {
  const statements = rowStatements(schema);
  const calls: Call[] = [];
  if (entities.length > 0) {
    calls.push({
      statement: statements.entities,
      values: [
        plainArray(entities.map(({ entity }) => entity.id)),
        plainArray(entities.map(({ entity }) => entity.type)),
        plainArray(entities.map(({ entity }) => entity.scope)),
        plainArray(entities.map(({ from }) => from)),
      ],
    });
  }
  if (versions.length > 0) {
    calls.push({
      statement: statements.versions,
      values: [
        plainArray(versions.map((row) => row.from)),
        plainArray(versions.map((row) => row.ordinal)),
        plainArray(versions.map((row) => row.until)),
        plainArray(versions.map((row) => (row.until === null ? 0 : spanOf(row.until - row.from)))),
        plainArray(versions.map((row) => row.entity.id)),
        plainArray(versions.map((row) => row.entity.type)),
        plainArray(versions.map((row) => row.entity.parent)),
        versions.map((row) => row.entity.key),
        versions.map((row) => JSON.stringify(row.entity.attributes)),
      ],
    });
  }
  if (grants.length > 0) {
    calls.push({
      statement: statements.grants,
      values: [
        plainArray(grants.map((row) => row.grant.from)),
        plainArray(grants.map((row) => row.ordinal)),
        plainArray(grants.map((row) => row.until)),
        plainArray(grants.map((row) => (row.until === null ? 0 : spanOf(row.until - row.grant.from)))),
        plainArray(grants.map((row) => row.grant.kind)),
        plainArray(grants.map((row) => row.grant.subject)),
        plainArray(grants.map((row) => row.grant.target)),
        plainArray(grants.map((row) => row.grant.scope)),
        grants.map((row) => row.grant.slot),
        grants.map((row) => row.grant.value),
        plainArray(grants.map((row) => row.grant.expiresAt)),
      ],
    });
  }
  return calls;
}
