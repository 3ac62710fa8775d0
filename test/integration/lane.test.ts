// The writer lane on both databases: what one transaction takes, what harms what, and what stands first.
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { defineCommand } from '../../src/kernel/command.ts';
import type { NewEvent } from '../../src/kernel/event.ts';
import { type Id, newId, PORTAL, type UserId } from '../../src/kernel/ids.ts';
import type { Time } from '../../src/kernel/time.ts';
import { writeHead } from '../../src/log/head.ts';
import { Lane, type LaneOptions } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import type { Accepted, Outcome, Refused, Submission } from '../../src/log/submission.ts';
import { eachDatabase } from '../support/databases.ts';

const operator = newId<'User'>();
const clock = { time: '2026-01-01T00:00:00.000Z' as Time, now: () => clock.time };

/** A command whose decision is a bug, and one whose event the database rejects. */
const explode = defineCommand({
  name: 'explode',
  description: 'Throws.',
  from: 'api',
  input: z.object({}),
  authorize: () => ({ target: PORTAL as Id }),
  decide: () => {
    throw new Error('a bug in a decision');
  },
});
const poison = defineCommand({
  name: 'poison',
  description: 'Gives an event that the database rejects.',
  from: 'api',
  input: z.object({}),
  authorize: () => ({ target: PORTAL as Id }),
  decide: (_input, { actor }): NewEvent[] => [
    {
      type: 'UserProfileChanged',
      subject: actor,
      target: { type: 'User', id: 'no uuid' as Id },
      scope: {},
      cause: 'DIRECT',
      data: {},
    },
  ],
});

const registered = (id: UserId): NewEvent => ({
  type: 'UserRegistered',
  subject: id,
  target: { type: 'User', id },
  scope: {},
  cause: 'DIRECT',
  data: { homePartnerId: null },
  personal: { email: 'operator@example.org', name: 'Operator' },
});
const platformRole = (id: UserId, value: string): NewEvent => ({
  type: 'PermissionGranted',
  subject: id,
  target: { type: 'Portal', id: PORTAL },
  scope: {},
  cause: 'DIRECT',
  data: { kind: 'PLATFORM_ROLE', value, expiresAt: null },
});

eachDatabase('the writer lane', (fresh) => {
  const laneOf = (options: Partial<LaneOptions> = {}): Lane =>
    new Lane({
      database: fresh().database,
      events: createEventRegistry(EVENTS),
      commands: createCommandRegistry([...COMMANDS, explode, poison]),
      clock,
      expire,
      ...options,
    });
  let lane: Lane;

  const submission = (name: string, input: object, more: Partial<Submission> = {}): Submission => {
    const definition = [...COMMANDS, explode, poison].find((each) => each.name === name);
    const call = {
      commandId: newId<'Command'>(),
      name,
      input: definition?.input.parse(input),
      seed: randomBytes(32),
    };
    return { actor: operator, commands: [call], ...more };
  };
  const send = (name: string, input: object, more?: Partial<Submission>) =>
    lane.submit(submission(name, input, more));
  const newUser = (name: string) => ({ id: newId(), email: `${name}@example.org`, name });
  const head = async (): Promise<number> => {
    const rows = await fresh().database.query({ name: 'test-head', text: 'select position from head' });
    return Number(rows[0]?.position);
  };
  const types = async (after: number): Promise<unknown[]> => {
    const rows = await fresh().database.query(
      { name: 'test-types', text: 'select type from event where position > $1::bigint order by position' },
      [after],
    );
    return rows.map((row) => row.type);
  };

  beforeAll(async () => {
    clock.time = '2026-01-01T00:00:00.000Z' as Time;
    lane = laneOf();
    const genesis = {
      commandId: newId<'Command'>(),
      seed: randomBytes(32),
      events: [registered(operator), platformRole(operator, 'OPERATOR')],
    };
    const made = await Promise.all([lane.genesis(() => genesis), laneOf().genesis(() => genesis)]);
    expect(made.filter(Boolean), 'of two that make the genesis, one does').toHaveLength(1);
  });

  it('appends what is submitted together in the order of submission, without gaps', async () => {
    const before = await head();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => send('createUser', newUser(`together${n}`))),
    );
    expect(outcomes.map((outcome) => accepted(outcome).first)).toEqual(
      outcomes.map((_, n) => before + n + 1),
    );
    expect(await head()).toBe(before + 50);
  });

  it('lets a later command of a batch see what an earlier one changed', async () => {
    const [first, second] = await Promise.all([
      send('createOrganization', { id: newId(), name: 'acme' }),
      send('createOrganization', { id: newId(), name: 'ACME' }),
    ]);
    expect(accepted(first).changed).toBe(true);
    expect(refused(second).refusal.code).toBe('NAME_TAKEN');
  });

  it('appends all commands of a submission or none', async () => {
    const before = await head();
    const good = submission('createUser', newUser('half'));
    const taken = submission('createOrganization', { id: newId(), name: 'acme' });
    const outcome = await lane.submit({ actor: operator, commands: [...good.commands, ...taken.commands] });
    expect(refused(outcome).refusal.code).toBe('NAME_TAKEN');
    expect(await head()).toBe(before);
    expect(accepted(await send('createUser', newUser('half'))).changed, 'the email is still free').toBe(true);
  });

  it('fails only the command whose decision is a bug', async () => {
    const [before, bug, after] = await Promise.allSettled([
      send('createUser', newUser('before-bug')),
      send('explode', {}),
      send('createUser', newUser('after-bug')),
    ]);
    expect([before?.status, bug?.status, after?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails only the command whose events the database rejects, though it takes the batch down', async () => {
    const position = await head();
    const warnings: string[] = [];
    const careful = laneOf({ warn: (message) => warnings.push(message) });
    const [before, bad, after] = await Promise.allSettled([
      careful.submit(submission('createUser', newUser('before-poison'))),
      careful.submit(submission('poison', {})),
      careful.submit(submission('createUser', newUser('after-poison'))),
    ]);
    expect([before?.status, bad?.status, after?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await types(position)).toEqual(['UserRegistered', 'UserRegistered']);
    expect(warnings).toEqual(['A batch failed and is run one by one']);
  });

  it('decides anew what it decided while a batch was being committed that then failed', async () => {
    const position = await head();
    const warnings: string[] = [];
    const careful = laneOf({ warn: (message) => warnings.push(message) });
    const twice = newUser('series-twice');
    const names = Array.from({ length: 24 }, (_, n) => newUser(`series${n}`));
    const settled = await Promise.allSettled([
      careful.submit(submission('createUser', twice)),
      careful.submit(submission('poison', {})),
      ...names.map((user) => careful.submit(submission('createUser', user))),
      careful.submit(submission('createUser', { ...newUser('series-again'), email: twice.email })),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(
      settled.map((_, n) => (n === 1 ? 'rejected' : 'fulfilled')),
    );
    expect(await types(position)).toEqual(Array.from({ length: 25 }, () => 'UserRegistered'));
    const last = settled.at(-1);
    expect(last?.status === 'fulfilled' && refused(last.value).refusal.code).toBe('EMAIL_TAKEN');
    expect(warnings).toEqual(['A batch failed and is run one by one']);
  });

  it('answers a command of one batch from what the batch before it leaves behind', async () => {
    const organization = newId();
    const idempotency = { key: 'series', contentHash: 'a' };
    const creating = send('createOrganization', { id: organization, name: 'series' }, { idempotency });
    const between = Array.from({ length: 20 }, (_, n) => send('createUser', newUser(`between${n}`)));
    const [created, taken, replay, renamed] = await Promise.all([
      creating,
      send('createOrganization', { id: newId(), name: 'series' }),
      send('createOrganization', { id: organization, name: 'series' }, { idempotency }),
      send('renameOrganization', { organization, label: 'Series' }),
    ]);
    await Promise.all(between);
    expect(refused(taken).refusal.code).toBe('NAME_TAKEN');
    expect(accepted(replay)).toMatchObject({ replayed: true, first: accepted(created).first });
    expect(accepted(renamed).changed).toBe(true);
  });

  it('notices that another lane has appended', async () => {
    const other = laneOf();
    const organization = newId();
    accepted(await other.submit(submission('createOrganization', { id: organization, name: 'shared' })));
    expect(refused(await send('createOrganization', { id: newId(), name: 'shared' })).refusal.code).toBe(
      'NAME_TAKEN',
    );
    accepted(await send('renameOrganization', { organization, name: 'moved' }));
    expect(
      accepted(await other.submit(submission('createOrganization', { id: newId(), name: 'shared' }))).changed,
    ).toBe(true);
  });

  it('replays the outcome of an idempotency key, within a batch and across lanes, and refuses other content', async () => {
    const idempotency = { key: 'once', contentHash: 'a' };
    const user = newUser('once');
    const [first, again] = await Promise.all([
      send('createUser', user, { idempotency }),
      send('createUser', newUser('never'), { idempotency }),
    ]);
    const later = await laneOf().submit(submission('createUser', newUser('never'), { idempotency }));
    for (const replay of [again, later]) {
      expect(accepted(replay)).toMatchObject({
        replayed: true,
        first: accepted(first).first,
        last: accepted(first).last,
      });
    }
    const other = await send('createUser', newUser('never'), {
      idempotency: { key: 'once', contentHash: 'b' },
    });
    expect(refused(other).refusal.code).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('remembers an accepted command that changed nothing, and no refusal', async () => {
    const user = newUser('same');
    accepted(await send('createUser', user));
    const unchanged = { key: 'unchanged', contentHash: 'a' };
    const first = accepted(
      await send('updateProfile', { user: user.id, name: user.name }, { idempotency: unchanged }),
    );
    accepted(await send('createUser', newUser('between')));
    const replay = accepted(
      await send('updateProfile', { user: user.id, name: user.name }, { idempotency: unchanged }),
    );
    expect(first.changed).toBe(false);
    expect(replay).toMatchObject({ replayed: true, changed: false, position: first.position });
    const key = { key: 'refused first', contentHash: 'a' };
    expect(
      refused(await send('createUser', { ...newUser('x'), email: user.email }, { idempotency: key })).refusal
        .code,
    ).toBe('EMAIL_TAKEN');
    expect(accepted(await send('createUser', newUser('free'), { idempotency: key })).replayed).toBe(false);
  });

  it('refuses a command when what it is about has changed since', async () => {
    const organization = newId();
    const made = accepted(await send('createOrganization', { id: organization, name: 'version' }));
    accepted(
      await send('renameOrganization', { organization, label: 'One' }, { ifUnchangedSince: made.last }),
    );
    const late = await send(
      'renameOrganization',
      { organization, label: 'Two' },
      { ifUnchangedSince: made.last },
    );
    expect(refused(late).refusal).toMatchObject({
      code: 'VERSION_CONFLICT',
      facts: { lastChange: String(made.last + 1) },
    });
    const future = await send(
      'renameOrganization',
      { organization, label: 'Two' },
      { ifUnchangedSince: made.last + 1_000_000 },
    );
    expect(refused(future).refusal).toMatchObject({ code: 'VALIDATION', field: 'ifUnchangedSince' });
  });

  it('refuses what exceeds its queue, and takes nothing once it is closed', async () => {
    const small = laneOf({ mostWaiting: 2 });
    const outcomes = await Promise.all(
      [1, 2, 3].map((n) => small.submit(submission('createUser', newUser(`queue${n}`)))),
    );
    expect(outcomes.map((outcome) => outcome.accepted)).toEqual([true, true, false]);
    const last = small.submit(submission('createUser', newUser('last')));
    await small.close();
    expect((await last).accepted, 'what was taken is answered').toBe(true);
    expect(refused(await small.submit(submission('createUser', newUser('too-late')))).refusal.code).toBe(
      'OVERLOADED',
    );
  });

  it('expires what is due before it decides, once, each as a command of its own', async () => {
    const user = newUser('temporary');
    accepted(await send('createUser', user));
    const expiresAt = '2026-01-01T01:00:00.000Z';
    accepted(await send('grantPlatformRole', { user: user.id, role: 'AUDITOR', expiresAt }));
    const before = await head();
    clock.time = '2026-01-01T02:00:00.000Z' as Time;
    await Promise.all([lane.wake(), send('createUser', newUser('after-expiry')), laneOf().wake()]);
    expect((await types(before)).sort()).toEqual(['PermissionExpired', 'UserRegistered']);
    const rows = await fresh().database.query(
      {
        name: 'test-expired',
        text: "select occurred_at, actor from event where type = 'PermissionExpired' and position > $1::bigint",
      },
      [before],
    );
    expect(rows).toEqual([{ occurred_at: expiresAt, actor: 'system:expirer' }]);
  });

  it('moves the head on only from where it was found', async () => {
    const before = await head();
    const moved = lane.exclusive(async (transaction, { occurredAt, recordedAt }) => {
      const after = { position: before + 1, occurredAt, recordedAt, live: true };
      await transaction.send([writeHead(before - 1, after)]);
    });
    await expect(moved).rejects.toMatchObject({ name: 'DatabaseError', code: '23502' });
    expect(await head()).toBe(before);
  });

  it('runs exclusive work under the lock, and none of it stands when it fails', async () => {
    const before = await head();
    const statement = {
      name: 'test-import',
      text: "update head set import_id = '00000000-0000-0000-0000-000000000001'",
    };
    const failing = lane.exclusive(async (transaction) => {
      await transaction.send([{ statement, values: [] }]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(accepted(await send('createUser', newUser('not-importing'))).first).toBe(before + 1);
  });
});

function accepted(outcome: Outcome): Accepted {
  if (!outcome.accepted) throw new Error(`Refused: ${outcome.refusal.code} ${outcome.refusal.message}`);
  return outcome;
}

function refused(outcome: Outcome): Refused {
  if (outcome.accepted) throw new Error('Accepted, but a refusal was expected');
  return outcome;
}
