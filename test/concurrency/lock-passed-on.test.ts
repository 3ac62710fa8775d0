/** CONCURRENCY: while batches follow one another in one process, no other process comes between them. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database/pg-database.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId, type UserId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { HOLD_LOCK, LOCK_AND_READ_HEAD, TAKE_OVER_LOCK } from '../../src/log/head.ts';
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

test('a lock that could not be passed on is not kept', async () => {
  const { created, database, close } = await openInstallation('postgres');
  const leaving = await openDatabase(created.engine);
  const fails = {
    statement: { name: 'test-divide', text: 'select 1 / $1::integer as quotient' },
    values: [0],
  };
  try {
    const first = await leaving.begin();
    await first.send(LOCK_AND_READ_HEAD);
    const { committed, next } = first.commitAndBegin({
      calls: [HOLD_LOCK],
      opening: [fails, TAKE_OVER_LOCK],
    });
    await committed;
    await next.rollback();
    const other = await database.begin();
    await other.send(LOCK_AND_READ_HEAD);
    await other.rollback();
    // And whoever could not pass it on goes on with another connection.
    const again = await leaving.begin();
    await again.send(LOCK_AND_READ_HEAD);
    await again.rollback();
  } finally {
    await leaving.close();
    await close();
  }
});
