/** CONCURRENCY: a command that poisons its batch harms only itself. */
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import type { Change } from '../../src/kernel/change.ts';
import { type AnyCommandDefinition, defineCommand } from '../../src/kernel/command.ts';
import { type AnyEventDefinition, defineEvent } from '../../src/kernel/event.ts';
import { derivedId, type Id, type UserId } from '../../src/kernel/ids.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import { type Installation, OPERATOR_ID, openInstallation } from '../property/installation.ts';
import { EMAILS, NAMES, TOKENS, USERS } from '../support/oracle/cast.ts';
import { fold } from '../support/oracle/fold.ts';
import { readEvents, readHead } from '../support/oracle/read-log.ts';
import { living } from '../support/oracle/world.ts';

const input = z.strictObject({ id: z.string() });

/** An event that the product would never record: its change is what each poison makes it. */
function poisonEvent(type: string, change: (id: Id) => Change): AnyEventDefinition {
  return defineEvent({
    type,
    version: 1,
    description: 'Only in this test.',
    data: z.strictObject({}),
    changes: (event) => [change(event.target.id)],
  });
}

function poisonCommand(name: string, decide: (id: Id) => string): AnyCommandDefinition {
  return defineCommand({
    name,
    description: 'Only in this test.',
    from: 'anywhere',
    input,
    authorize: ({ id }) => ({ target: id as Id }),
    decide: ({ id }) => [
      {
        type: decide(id as Id),
        target: { type: 'User', id: id as Id },
        scope: {},
        cause: 'DIRECT',
        data: {},
      },
    ],
  });
}

const entity = (id: Id, more: Partial<Extract<Change, { do: 'create' }>>): Change => {
  return { do: 'create', type: 'User', id, scope: id, parent: null, key: null, attributes: {}, ...more };
};

const events = createEventRegistry([
  ...EVENTS,
  // No text of the database may hold a zero character, and no two living things of a type the same key.
  poisonEvent('ZeroCharacter', (id) => entity(id, { attributes: { name: 'a\u0000b' } })),
  poisonEvent('NoUuid', () => entity('not a uuid' as Id, {})),
  poisonEvent('TakenKey', (id) => entity(id, { key: 'the one key' })),
]);
const commands = createCommandRegistry([
  ...COMMANDS,
  poisonCommand('throws', () => {
    throw new TypeError('a bug in a decision');
  }),
  poisonCommand('recordsUnknown', () => 'NobodyDeclaredThis'),
  poisonCommand('zeroCharacter', () => 'ZeroCharacter'),
  poisonCommand('noUuid', () => 'NoUuid'),
]);

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let installation: Installation | undefined;
  let lane: Lane;
  let warned: string[] = [];

  beforeEach(async () => {
    installation ??= await openInstallation(kind);
    await installation.reset();
    warned = [];
    const warn = (message: string): void => void warned.push(message);
    lane = new Lane({ ...installation, events, commands, expire, warn });
  });
  afterAll(() => installation?.close());

  function submit(name: string, given: Readonly<Record<string, unknown>>) {
    const commandId = derivedId<'Command'>('poison', name, JSON.stringify(given));
    const seed = createHash('sha256').update(commandId).digest();
    const parsed = commands.find(name)?.input.parse(given);
    return lane.submit({
      actor: OPERATOR_ID as UserId,
      commands: [{ commandId, name, input: parsed, seed }],
    });
  }

  const user = (n: number) => submit('createUser', { id: USERS[n], email: EMAILS[n], name: NAMES[n] });
  const token = (n: number, secret: string) => {
    const tokenHash = createHash('sha256').update(secret).digest('hex');
    return submit('issueApiToken', { id: TOKENS[n], user: OPERATOR_ID, tokenHash });
  };

  /** Sends the poison between others that are wanted, all in one batch, and checks that only it came to nothing. */
  async function harmsOnlyItself(poison: () => Promise<unknown>): Promise<void> {
    if (!installation) throw new Error('there is no installation');
    const before = await readHead(installation.database);
    const settled = await Promise.allSettled([user(0), user(1), poison(), user(2), user(3)]);
    expect(settled.map((each) => each.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    const rows = await readEvents(installation.database);
    expect(rows).toHaveLength(before.position + 4);
    expect(living(fold(rows.map((row) => row.event)).users)).toHaveLength(5);
    // The lane goes on, and its memory is not that of the batch that was rolled back.
    await expect(user(4)).resolves.toMatchObject({ accepted: true, changed: true });
    await expect(submit('createUser', { id: TOKENS[0], email: EMAILS[1], name: 'x' })).resolves.toMatchObject(
      {
        accepted: false,
        refusal: { code: 'EMAIL_TAKEN' },
      },
    );
  }

  test.each(['throws', 'recordsUnknown', 'zeroCharacter', 'noUuid'])('a command that %s', async (name) => {
    await harmsOnlyItself(() => submit(name, { id: TOKENS[0] }));
  });

  test('a secret that the database has already', async () => {
    await expect(token(0, 'the same')).resolves.toMatchObject({ accepted: true });
    await harmsOnlyItself(() => token(1, 'the same'));
    expect(warned).toContain('A batch failed and is run one by one');
  });

  test('of two commands of one batch that the database cannot both take, the first stands', async () => {
    const settled = await Promise.allSettled([token(0, 'twice'), user(0), token(1, 'twice'), user(1)]);
    expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });
});
