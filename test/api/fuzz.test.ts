// Random and hostile requests, made from the schema: a few hundred here, thousands in test/long.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fuzz, openFuzz } from '../fuzz/fuzz.ts';
import { eachDatabase } from '../support/databases.ts';

eachDatabase('whatever is sent', (fresh) => {
  let fuzz: Fuzz;
  beforeAll(async () => {
    fuzz = await openFuzz(fresh());
  });
  afterAll(() => fuzz.close());

  it('is answered, and never by a fault of the server', async () => {
    const { statuses, answered } = await fuzz.send(500);
    // Most requests go further than the first check, or nothing would be tried.
    expect(statuses[200]).toBeGreaterThan(120);
    expect(statuses[400]).toBeGreaterThan(20);
    expect(answered.size).toBeGreaterThan(20);
  });
});
