/** CONCURRENCY: no event is ever changed, by the server's role or by the owner of the tables. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyRow } from '../property/every-row.ts';
import { asOwner, type Installation, openInstallation } from '../property/installation.ts';
import { OPENING } from '../support/oracle/opening.ts';

const CHANGES = [
  `update event set type = 'Harmless'`,
  'delete from event where position = 1',
  'truncate event',
  `update event_0 set leaf = '{}' where position = 1`,
  'delete from event_0',
  'truncate event_0',
  'truncate event_rest',
  'insert into event select * from event where position = 1',
];

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
    for (const [n, command] of OPENING.entries()) await installation.send(command, `${n}`, 0);
  });
  afterAll(() => installation.close());

  test('the server runs as a role of its own', () => {
    expect(installation.database.restricted).toBe(true);
  });

  test.each(CHANGES)('the role of the server is refused: %s', async (text) => {
    const before = await everyRow(installation.database);
    const transaction = await installation.database.begin();
    const statement = { name: `append-only-${CHANGES.indexOf(text)}`, text };
    await expect(transaction.send([{ statement, values: [] }])).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|23505)$/),
    });
    await transaction.rollback();
    expect(await everyRow(installation.database)).toEqual(before);
  });

  test.each(CHANGES)('so is the owner of the tables: %s', async (text) => {
    const before = await everyRow(installation.database);
    await expect(asOwner(installation.created, text)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|23505)$/),
    });
    expect(await everyRow(installation.database)).toEqual(before);
  });
});
