/** CONCURRENCY: while batches follow one another in one process, no other process comes between them. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database/pg-database.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId, type UserId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import { OPERATOR_ID, openInstallation } from '../property/installation.ts';
import { readEvents } from '../support/oracle/read-log.ts';

test('what was decided while another batch was being committed is never void', async () => {
  const { created, close } = await openInstallation('postgres');
  const databases = await Promise.all([1, 2, 3].map(() => openDatabase(created.engine)));
  const warnings: unknown[] = [];
  const commands = createCommandRegistry(COMMANDS);
  const lanes = databases.map(
    (database) =>
      new Lane({
        database,
        events: createEventRegistry(EVENTS),
        commands,
        clock: systemClock,
        expire,
        warn: (message, error) => warnings.push(message, error),
      }),
  );
  const register = (lane: Lane, n: number) => {
    const commandId = newId<'Command'>();
    const input = { id: newId(), email: `user${n}-${commandId}@example.org`, name: `User ${n}` };
    return lane.submit({
      actor: OPERATOR_ID as UserId,
      commands: [{ commandId, name: 'createUser', input, seed: randomBytes(32) }],
    });
  };
  try {
    const answers = await Promise.all(
      lanes.flatMap((lane) => Array.from({ length: 300 }, (_, n) => register(lane, n))),
    );
    expect(warnings).toEqual([]);
    expect(answers.filter((answer) => !answer.accepted)).toEqual([]);
    const positions = (await readEvents(databases[0] ?? created.database)).map(({ event }) => event.position);
    expect(positions).toEqual(positions.map((_, n) => String(n + 1)));
  } finally {
    await Promise.all(databases.map((database) => database.close()));
    await close();
  }
});
