// What the planner knows of the projections grows with the log, on a database that gathers nothing by itself too.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../src/database/sql.ts';
import { Statistics } from '../../src/following/statistics.ts';
import { newId } from '../../src/kernel/ids.ts';
import { eachDatabase } from '../support/databases.ts';
import { type Installation, install, OPERATOR } from '../support/installation.ts';

const KNOWN: Statement = {
  name: 'test-known-rows',
  text: `select c.reltuples::integer as rows from pg_class c
    where c.relnamespace = 'projection'::regnamespace and c.relname = 'entity'`,
};

eachDatabase('statistics', (fresh) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await install(fresh().database);
  });
  afterAll(() => installation.close());

  const register = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () => {
        const id = newId();
        const input = { id, email: `${id}@example.org`, name: 'Somebody' };
        const command = { commandId: newId<'Command'>(), name: 'createUser', input, seed: randomBytes(32) };
        return installation.lane.submit({ actor: OPERATOR, commands: [command] });
      }),
    );
  const known = async () => (await fresh().database.query(KNOWN))[0]?.rows;

  it('are gathered when the log has doubled, and not before', async () => {
    const statistics = new Statistics(fresh().database);
    expect(await statistics.refresh(), 'a log of two events').toBe(false);
    await register(598);
    expect(await statistics.refresh()).toBe(true);
    expect(await known()).toBe(599);
    await register(500);
    expect(await statistics.refresh(), 'it has grown, but not doubled').toBe(false);
    await register(101);
    expect(await statistics.refresh()).toBe(true);
    expect(await known()).toBe(1_200);
  });
});
