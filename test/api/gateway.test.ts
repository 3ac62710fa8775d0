// What the gateway makes of a mutation before the lane sees it.
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CommandRequest, createGateway } from '../../src/graphql/gateway.ts';
import { defineCommand } from '../../src/kernel/command.ts';
import type { UserId } from '../../src/kernel/ids.ts';
import { idInput, newIdInput } from '../../src/kernel/reference.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { line } from '../../src/kernel/text.ts';
import { createCommandRegistry } from '../../src/log/registry.ts';
import type { Outcome, Submission } from '../../src/log/submission.ts';

const ACTOR = '01890000-0000-7000-8000-000000000001' as UserId;
const THING = '01890000-0000-7000-8000-00000000ABCD';

const plant = defineCommand({
  name: 'plant',
  description: 'Plants something.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput().describe('The id.'),
    tokenHash: z.string().meta({ format: 'tokenHash' }).optional(),
    seedlings: z.array(line(10)).optional(),
    ids: z.array(newIdInput()).meta({ format: 'newId', per: 'seedlings' }),
    name: line(10),
    near: idInput().optional(),
    until: z.string().nullable().optional(),
    roles: z.strictObject({ project: z.enum(['A', 'B']).optional() }).optional(),
  }),
  authorize: ({ id }) => ({ target: id }),
  decide: () => [],
});

let submissions: Submission[];
let request: (more?: Partial<CommandRequest>, secret?: string) => Promise<unknown>;

beforeEach(() => {
  submissions = [];
  request = (more = {}, contentSecret = 'secret') =>
    createGateway({
      lane: {
        submit: async (submission) => {
          submissions.push(submission);
          return { accepted: true } as Outcome;
        },
      },
      commands: createCommandRegistry([plant]),
      contentSecret,
    }).submit({ actor: ACTOR, name: 'plant', input: { name: 'oak' }, ...more });
});

const input = (index = 0) => submissions[index]?.commands[0]?.input as Record<string, unknown>;
const hash = (index: number) => submissions[index]?.idempotency?.contentHash;
const refusal = async (promise: Promise<unknown>) => {
  const thrown = await promise.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Refusal);
  expect(submissions).toEqual([]);
  return thrown as Refusal;
};

describe('what it makes', () => {
  it('gives ids to what is created and to the command, and a seed of 32 bytes, new ones each time', async () => {
    await request();
    await request();
    const [one, two] = submissions.map(({ commands }) => commands[0]);
    expect(input(0).id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set([input(0).id, input(1).id, one?.commandId, two?.commandId]).size).toBe(4);
    expect(one?.seed).toHaveLength(32);
    expect(one?.seed.equals(two?.seed ?? one.seed)).toBe(false);
  });

  it('makes the secret of a token, and hands on its hash alone', async () => {
    const { secrets } = (await request()) as { secrets: string[] };
    expect(secrets).toEqual([expect.stringMatching(/^tnr_[\w-]{43}$/)]);
    expect(input().tokenHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(submissions)).not.toContain(secrets[0]);
  });

  it('makes one for each of a list where the input says so', async () => {
    await request({ input: { name: 'oak', seedlings: ['a', 'b'] } });
    expect(input().ids).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(input().ids as string[]).size).toBe(2);
    await request();
    expect(input(1).ids).toEqual([]);
  });

  it('does not let a caller choose what it makes', async () => {
    await request({ input: { name: 'oak', id: THING, tokenHash: 'x' } });
    expect(input().id).not.toBe(THING.toLowerCase());
    expect(input().tokenHash).not.toBe('x');
  });
});

describe('what it checks', () => {
  it('normalises the input as files are', async () => {
    await request({ input: { name: ' oak ', near: THING } });
    expect(input()).toMatchObject({ name: 'oak', near: THING.toLowerCase() });
  });

  it('tells null from left out where that differs, and nowhere else', async () => {
    await request({ input: { name: 'oak', near: null, until: null, roles: { project: null } } });
    expect(input()).toMatchObject({ name: 'oak', until: null, roles: {} });
    expect('near' in input()).toBe(false);
    await request({ input: { name: 'oak' } });
    expect('until' in input(1)).toBe(false);
  });

  it('names the field at fault, in nested input too', async () => {
    expect(await refusal(request({ input: { name: ' ' } }))).toMatchObject({
      code: 'VALIDATION',
      field: 'name',
      message: 'name: must not be blank.',
    });
    const nested = await refusal(request({ input: { name: 'oak', roles: { project: 'C' } } }));
    expect(nested).toMatchObject({ code: 'VALIDATION', field: 'roles.project', remedy: expect.any(String) });
    expect(await refusal(request({ input: { name: null } }))).toMatchObject({ field: 'name' });
  });

  it.each(['', 'x'.repeat(201), 'a\nb', 'ключ'])('refuses the idempotency key %j', async (idempotencyKey) => {
    expect(await refusal(request({ idempotencyKey }))).toMatchObject({
      code: 'VALIDATION',
      field: 'idempotencyKey',
    });
  });

  it('refuses a reason that is blank', async () => {
    expect(await refusal(request({ reason: ' ' }))).toMatchObject({ code: 'VALIDATION', field: 'reason' });
  });
});

describe('the hash of the content', () => {
  it('is that of what the client sent: the same for the same, whatever the order of its fields', async () => {
    const idempotencyKey = 'k';
    await request({ idempotencyKey, input: { name: 'oak', near: THING } });
    await request({ idempotencyKey, input: { near: THING, name: 'oak' } });
    await request({ idempotencyKey, input: { near: THING, name: 'oak', roles: null } });
    expect(hash(0)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(1)).toBe(hash(0));
    expect(hash(2)).toBe(hash(0));
  });

  it('differs when anything else differs, and between installations', async () => {
    const idempotencyKey = 'k';
    await request({ idempotencyKey });
    await request({ idempotencyKey, input: { name: 'elm' } });
    await request({ idempotencyKey, input: { name: 'oak', until: null } });
    await request({ idempotencyKey, reason: 'shade' });
    await request({ idempotencyKey, ifUnchangedSince: 7 });
    await request({ idempotencyKey }, 'another secret');
    expect(new Set([0, 1, 2, 3, 4, 5].map(hash)).size).toBe(6);
  });

  it('is made only for a key', async () => {
    await request({ ifUnchangedSince: 3, reason: 'shade' });
    expect(submissions[0]).toMatchObject({ actor: ACTOR, ifUnchangedSince: 3, reason: 'shade' });
    expect(submissions[0]?.idempotency).toBeUndefined();
  });
});
