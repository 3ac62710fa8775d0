/** Tenure's lane in this process, on a database that it brings up to date and gives its first events. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../../src/database/sql.ts';
import type { NewEvent } from '../../../src/kernel/event.ts';
import type { CommandId, UserId } from '../../../src/kernel/ids.ts';
import type { Clock } from '../../../src/kernel/time.ts';
import type { Lane } from '../../../src/log/lane.ts';
import type { EventRegistry } from '../../../src/log/registry.ts';
import type { Outcome, Submission } from '../../../src/log/submission.ts';
import { idOf } from '../dataset/dataset.ts';
import { load } from './product.ts';

/** The operator and auditor that the bench's installations begin with, and the secret of their token. */
export const OPERATOR = idOf('operator', 1);
export const OPERATOR_TOKEN = tokenOf(OPERATOR);

export interface OpenLane {
  readonly lane: Lane;
  readonly database: Database;
  readonly events: EventRegistry;
  readonly clock: Clock;
  /** The input as the gateway would hand it to the lane. */
  parse(name: string, input: unknown): unknown;
  /** Parses and does one command; throws when it is refused. */
  do(actor: string, name: string, input: unknown): Promise<Outcome>;
  close(): Promise<void>;
}

export async function openLane(url: string): Promise<OpenLane> {
  const { migrate } = await load<typeof import('../../../src/database/migrate.ts')>('database/migrate.ts');
  const { openDatabase } =
    await load<typeof import('../../../src/database/pg-database.ts')>('database/pg-database.ts');
  const { postgres } = await load<typeof import('../../../src/database/postgres.ts')>('database/postgres.ts');
  const { COMMANDS, EVENTS } = await load<typeof import('../../../src/features.ts')>('features.ts');
  const { expire } = await load<typeof import('../../../src/grants/lifecycle.ts')>('grants/lifecycle.ts');
  const { systemClock } = await load<typeof import('../../../src/kernel/time.ts')>('kernel/time.ts');
  const { Lane } = await load<typeof import('../../../src/log/lane.ts')>('log/lane.ts');
  const registry = await load<typeof import('../../../src/log/registry.ts')>('log/registry.ts');

  const engine = postgres(url);
  await migrate(engine);
  const database = await openDatabase(engine);
  const commands = registry.createCommandRegistry(COMMANDS);
  const events = registry.createEventRegistry(EVENTS);
  const lane = new Lane({ database, events, commands, clock: systemClock, expire });
  await lane.genesis(() => ({
    commandId: randomUUID() as CommandId,
    seed: randomBytes(32),
    events: genesis(),
  }));
  const parse = (name: string, input: unknown): unknown => {
    const definition = commands.find(name);
    if (definition === undefined) throw new Error(`no command ${name}`);
    return definition.input.parse(input);
  };
  return {
    lane,
    database,
    events,
    clock: systemClock,
    parse,
    async do(actor, name, input) {
      const outcome = await lane.submit(submission(actor, name, parse(name, input)));
      if (!outcome.accepted) throw new Error(`${name} ${JSON.stringify(input)}: ${outcome.refusal.message}`);
      return outcome;
    },
    async close() {
      await lane.close();
      await database.close();
      await engine.close();
    },
  };
}

/** One command with an idempotency key of its own, as a careful client sends it. */
export function submission(actor: string, name: string, input: unknown): Submission {
  const id = randomUUID() as CommandId;
  return {
    actor: actor as UserId,
    commands: [{ commandId: id, name, input, seed: randomBytes(32) }],
    idempotency: { key: id, contentHash: id },
  };
}

/** The secret of the API token that the bench gives a user, in the form that the product takes. */
export function tokenOf(user: string): string {
  return `tnr_${createHash('sha256').update(`token of ${user}`).digest('base64url')}`;
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function genesis(): NewEvent[] {
  const subject = OPERATOR as UserId;
  const about = { subject, scope: {}, cause: 'DIRECT' } as const;
  const portal = { type: 'Portal', id: '00000000-0000-0000-0000-000000000000' as UserId } as const;
  return [
    {
      ...about,
      type: 'UserRegistered',
      target: { type: 'User', id: subject },
      data: { homePartnerId: null },
      personal: { email: 'operator@example.org', name: 'Operator' },
    },
    ...['OPERATOR', 'AUDITOR'].map((value) => ({
      ...about,
      type: 'PermissionGranted',
      target: portal,
      data: { kind: 'PLATFORM_ROLE', value, expiresAt: null },
    })),
    {
      ...about,
      type: 'ApiTokenIssued',
      target: { type: 'ApiToken', id: idOf('token', 0) as UserId },
      data: { expiresAt: null, provisional: false },
      tokenHash: hashOf(OPERATOR_TOKEN),
    },
  ];
}
