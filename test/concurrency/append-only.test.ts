/** CONCURRENCY: not even the owner of the tables changes an event. (The role of the server: see integration/.) */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyRow } from '../property/every-row.ts';
import { type Installation, openInstallation } from '../property/installation.ts';
import { asOwner } from '../support/empty.ts';
import { OPENING } from '../support/oracle/opening.ts';

const CHANGES = [
  `update event set type = 'Harmless'`,
  'delete from event where position = 1',
  'truncate event',
  `update event_0 set leaf = '{}' where position = 1`,
  'delete from event_0',
  'truncate event_0',
  'truncate event_rest',
];

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
    for (const [n, command] of OPENING.entries()) await installation.send(command, `${n}`, 0);
  });
  afterAll(() => installation.close());

  test('what would change an event is refused', async () => {
    const before = await everyRow(installation.database);
    for (const text of CHANGES) {
      await expect(asOwner(installation.created, text), text).rejects.toMatchObject({ code: '42501' });
    }
    expect(await everyRow(installation.database)).toEqual(before);
  });
});
