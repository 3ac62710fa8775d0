/** Random and hostile requests, made from the schema, at length. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fuzz, openFuzz, ROOT_FIELDS } from '../fuzz/fuzz.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

describe.each(['postgres', 'pglite'] as const)('whatever is sent (%s)', (kind) => {
  let database: TestDatabase;
  let fuzz: Fuzz;
  const answered = new Set<string>();
  beforeEach(async () => {
    database = await createDatabase(kind);
    fuzz = await openFuzz(database);
  });
  afterEach(async () => {
    await fuzz.close();
    await database.drop();
  });

  // Each a world of its own, since much of it is gone after some thousand commands.
  it.each([1, 2, 3, 4])('is answered, and never by a fault of the server: %i', async () => {
    const report = await fuzz.send(2_500);
    for (const field of report.answered) answered.add(field);
  });

  it('reached every field at the root', () => {
    expect(ROOT_FIELDS.filter((field) => !answered.has(field))).toEqual([]);
  });
});
