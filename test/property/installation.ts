/** What the properties run on: the real lane over a real database, with a clock that tests turn and fixed ids. */
import { createHash } from 'node:crypto';
import type { Database } from '../../src/database/sql.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import type { NewEvent } from '../../src/kernel/event.ts';
import { type CommandId, derivedId, PORTAL, type UserId } from '../../src/kernel/ids.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { type Clock, toTime } from '../../src/kernel/time.ts';
import { Lane, type LaneOptions } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import type { Outcome, Submission } from '../../src/log/submission.ts';
import { createDatabase, type DatabaseKind, type TestDatabase } from '../support/databases.ts';
import { empty } from '../support/empty.ts';
import { OPERATOR, START } from '../support/oracle/cast.ts';
import type { Command } from '../support/oracle/scenario.ts';

/** The user that the genesis of these installations makes. */
export const OPERATOR_ID = '01900000-0000-7000-8000-000000000001' as UserId;
export const OPERATOR_EMAIL = 'operator-canary@example.test';
export const OPERATOR_NAME = 'Operator-canary';

export const events = createEventRegistry(EVENTS);
export const commands = createCommandRegistry(COMMANDS);

/** A clock that stands still until it is turned. */
class TurnableClock implements Clock {
  #now = START;
  now() {
    return toTime(new Date(this.#now));
  }
  turn(ms: number): void {
    this.#now += ms;
  }
  reset(): void {
    this.#now = START;
  }
}

/** What a command came to: the lane's outcome, or the refusal of input that never reached it. */
export type Sent = Outcome & { readonly unparsed?: true };

type LaneLimits = Pick<LaneOptions, 'mostInBatch' | 'sweptAtOnce'>;

export interface Installation {
  readonly database: Database;
  readonly created: TestDatabase;
  readonly clock: TurnableClock;
  /** The lane; another one after {@link Installation.restart}. */
  lane(): Lane;
  /** The door to whatever lane there is. */
  readonly writer: Pick<Lane, 'submit' | 'exclusive'>;
  /** Sends one command. `commandId` names it; the same text gives the same ids. `head` is what `seen: 'head'` means. */
  send(command: Command, commandId: string, head: number): Promise<Sent>;
  /** A new lane over the same tables, which remembers nothing. */
  restart(options?: LaneLimits): Promise<void>;
  /** Empties the log and everything else, and writes the genesis again. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an installation on a fresh database. `watched` may stand between the lane and the database. */
export async function openInstallation(
  kind: DatabaseKind,
  watched = (database: Database): Database => database,
): Promise<Installation> {
  const created = await createDatabase(kind);
  const { database } = created;
  const clock = new TurnableClock();
  const newLane = (limits: LaneLimits = {}) =>
    new Lane({ database: watched(database), events, commands, clock, expire, ...limits });
  let lane = newLane();
  const reset = async (): Promise<void> => {
    await lane.close();
    await empty(created);
    clock.reset();
    lane = newLane();
    await lane.genesis(genesis);
  };
  await reset();
  return {
    created,
    database,
    clock,
    lane: () => lane,
    writer: {
      submit: (submission) => lane.submit(submission),
      exclusive: (work) => lane.exclusive(work),
    },
    send: (command, commandId, head) => send(lane, command, commandId, head),
    async restart(options) {
      await lane.close();
      lane = newLane(options);
    },
    reset,
    async close() {
      await lane.close();
      await created.drop();
    },
  };
}

function genesis() {
  const subject = OPERATOR_ID;
  const events: NewEvent[] = [
    {
      type: 'UserRegistered',
      subject,
      target: { type: 'User', id: subject },
      scope: {},
      cause: 'DIRECT',
      data: { homePartnerId: null },
      personal: { email: OPERATOR_EMAIL, name: OPERATOR_NAME },
    },
    ...['OPERATOR', 'AUDITOR'].map(
      (value): NewEvent => ({
        type: 'PermissionGranted',
        subject,
        target: { type: 'Portal', id: PORTAL },
        scope: {},
        cause: 'DIRECT',
        data: { kind: 'PLATFORM_ROLE', value, expiresAt: null },
      }),
    ),
  ];
  return {
    commandId: derivedId<'Command'>('genesis'),
    seed: createHash('sha256').update('genesis').digest(),
    events,
  };
}

/** Puts the operator's id in the place of the name that random commands have for it. */
function withOperator(value: unknown): unknown {
  if (value === OPERATOR) return OPERATOR_ID;
  if (Array.isArray(value)) return value.map(withOperator);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withOperator(part)]));
}

/** The secret of the token of an id, which commands of these runs issue. */
export function secretOf(tokenId: string): string {
  return `tnr_${createHash('sha256').update(`secret of ${tokenId}`).digest('base64url')}`;
}

/** The hash of the secret of what bears an id. */
function hashFor(id: unknown): string {
  return createHash('sha256')
    .update(secretOf(String(id)))
    .digest('hex');
}

/** The command with real ids, and with the secret's hash where a token is issued. */
export function concrete(command: Command): Command {
  const input = withOperator(command.input) as Record<string, unknown>;
  if ('tokenHash' in input)
    input.tokenHash = hashFor(input.id ?? input.invitationId ?? `${input.invitation}, again`);
  if (Array.isArray(input.tokenHashes)) input.tokenHashes = (input.ids as unknown[]).map(hashFor);
  if (typeof input.token === 'string')
    input.token = input.token.replace(/^(.*)\.SECRET$/, (_, id) => `${id}.${secretOf(id)}`);
  return { ...command, actor: String(withOperator(command.actor)), input };
}

/** The input of a command as its definition reads it; undefined where it is malformed. */
export function parseCommand(raw: Command): unknown {
  const { name, input } = concrete(raw);
  return commands.find(name)?.input.safeParse(input).data;
}

async function send(lane: Lane, raw: Command, commandId: string, head: number): Promise<Sent> {
  const command = concrete(raw);
  const parsed = commands.find(command.name)?.input.safeParse(command.input);
  if (!parsed?.success) {
    return {
      accepted: false,
      refusal: new Refusal('VALIDATION', String(parsed?.error)),
      position: head,
      unparsed: true,
    };
  }
  const submission: Submission = {
    actor: command.actor as UserId,
    commands: [
      {
        commandId: derivedId<'Command'>('test', commandId) satisfies CommandId,
        name: command.name,
        input: parsed.data,
        seed: createHash('sha256').update(`seed of ${commandId}`).digest(),
      },
    ],
    ...(command.reason === undefined ? {} : { reason: command.reason }),
    ...(command.seen === undefined ? {} : { ifUnchangedSince: command.seen === 'head' ? head : 0 }),
    ...(command.key === undefined
      ? {}
      : { idempotency: { key: command.key, contentHash: contentHash(command) } }),
  };
  return lane.submit(submission);
}

function contentHash({ name, input, seen }: Command): string {
  return createHash('sha256')
    .update(JSON.stringify([name, input, seen]))
    .digest('hex');
}
