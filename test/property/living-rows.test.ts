/** PROPERTY: the one condition that says which rows lived at a position agrees with plain comparison, at every edge. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row, Statement } from '../../src/database/sql.ts';
import { livingRows, SPAN_WIDTHS, spanOf, spanOfSql } from '../../src/projecting/living-rows.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

const FOREVER = '9223372036854775807';
const SUBJECT = '01900000-0000-7000-8000-00000000000a';

/** A lifetime near the edges of the size classes; null = open. */
const lifetime = fc.option(
  fc
    .tuple(fc.constantFrom(1, ...SPAN_WIDTHS.slice(0, -1)), fc.integer({ min: -2, max: 2 }))
    .map(([width, off]) => Math.max(1, width + off)),
  { nil: null },
);
const row = fc.record({ from: fc.integer({ min: 1, max: 200_000_000 }), lifetime });

const INSERT: Statement = {
  name: 'living-rows-test-insert',
  text: `insert into projection."grant" (valid_from, ordinal, valid_until, span, kind, subject_id, target_id, scope_id, slot, value)
    select f, o, u, s, 'PROJECT_ROLE', $5::uuid, gen_random_uuid(), $5::uuid, '', 'VIEWER'
    from unnest($1::bigint[], $2::int[], $3::bigint[], $4::smallint[]) as r(f, o, u, s)`,
};
const HEAD: Statement = { name: 'living-rows-test-head', text: 'update head set position = $1::bigint' };
/** The condition in both of its forms: `seldomClosed` looks first whether any row of the key has ended. */
const LIVING = [{}, { seldomClosed: 'r.subject_id = $2::uuid' }].map((options, form): Statement => {
  const rows = livingRows('grant', 'r.subject_id = $2::uuid', '$1::bigint', {
    columns: 'r.valid_from, r.ordinal',
    ...options,
  });
  return {
    name: `living-rows-test-read-${form}`,
    text: `select $1::text as at, g.valid_from::text as f, g.ordinal from ${rows} g`,
  };
});
const SPANS: Statement = {
  name: 'living-rows-test-spans',
  text: `select ${spanOfSql('l.width')} as span from unnest($1::bigint[]) with ordinality as l(width, n) order by n`,
};

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let created: TestDatabase;
  beforeAll(async () => {
    created = await createDatabase(kind);
  });
  afterAll(() => created.drop());

  test('a row is found at every position of its life and at no other', async () => {
    const property = fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      const edges = rows.flatMap(({ from, lifetime }) => [from, from + (lifetime ?? 0)]);
      const positions = [...new Set(edges.flatMap((edge) => [edge - 1, edge, edge + 1]))].sort(
        (a, b) => a - b,
      );
      const transaction = await created.database.begin();
      try {
        const [, , ...found] = await transaction.send([
          { statement: HEAD, values: [Math.max(0, ...edges)] },
          {
            statement: INSERT,
            values: [
              rows.map(({ from }) => from),
              rows.map((_, ordinal) => ordinal),
              rows.map(({ from, lifetime }) => (lifetime === null ? FOREVER : String(from + lifetime))),
              rows.map(({ lifetime }) => (lifetime === null ? 0 : spanOf(lifetime))),
              SUBJECT,
            ],
          },
          ...LIVING.flatMap((statement) =>
            positions.map((at) => ({ statement, values: [String(at), SUBJECT] })),
          ),
        ]);
        const expected = positions.flatMap((at) =>
          rows.flatMap(({ from, lifetime }, ordinal) =>
            from <= at && (lifetime === null || at < from + lifetime) ? [`${at} ${from} ${ordinal}`] : [],
          ),
        );
        const forms = [found.slice(0, positions.length), found.slice(positions.length)];
        for (const form of forms) expect(form.flat().map(textOf).sort()).toEqual(expected.sort());
      } finally {
        await transaction.rollback();
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test('the class of a lifetime is the same in SQL and here', async () => {
    const widths = SPAN_WIDTHS.slice(0, -1).flatMap((width) => [width - 1, width, width + 1, width * 3]);
    const rows = await created.database.query<{ span: number }>(SPANS, [widths]);
    expect(rows.map(({ span }) => Number(span))).toEqual(widths.map(spanOf));
  });
});

function textOf(found: Row): string {
  return `${found.at} ${found.f} ${found.ordinal}`;
}
