/** READ: authenticates a request and pins it to one position, both in its first statement. */
import type { Row } from '../database/sql.ts';
import { parsePermissions } from '../grants/permission-sets/language/permission-list.ts';
import { identityText, type ProvenIdentity } from '../kernel/identity.ts';
import type { Id, PartnerId, UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { EPOCH, laterOf, type Position, type Time } from '../kernel/time.ts';
import { type Head, Read, type Source } from './read.ts';
import type { RecentPins } from './recent-pins.ts';
import type { GrantFact } from './standing.ts';
import type { Composed, Values } from './statements/compose.ts';
import { unpack } from './statements/packed.ts';
import { type Asked, type HeadRow, PIN, type PinRow, type SetRow, STILL } from './statements/pin.ts';
import { SIGHT } from './statements/sight.ts';
import { Viewer } from './viewer.ts';
import { type UserView, userView } from './views/entity-views.ts';

/** What a request asks about: a moment, a position, or (undefined) now. */
export type AsOf = { readonly time: Time } | { readonly position: Position } | undefined;

/** What a request was authenticated by: the SHA-256 (hex) of an API token, or an identity that was proved. */
export type Proof = { readonly tokenHash: string } | { readonly identity: ProvenIdentity };

/** A read that is being opened. */
export interface Opening {
  /**
   * Where the request will read if the first statement finds what it found last time, for whoever wants to begin
   * meanwhile. Nothing may be answered from it unless it turns out to be the read.
   */
  readonly assumed?: Read | undefined;
  /** Rejects with a Refusal: UNAUTHENTICATED for a token of nobody's, or AS_OF_OUT_OF_RANGE for what lies after now or after the head. */
  readonly read: Promise<Read>;
}

/** Opens the read of a request. An identity without a user is a viewer who holds nothing. */
export function openRead(source: Source, proof: Proof, asOf?: AsOf, recent?: RecentPins): Opening {
  const clock = source.clock.now();
  const asking = JSON.stringify([proof, asOf]);
  const expected = recent?.find(asking, clock);
  const assumed = expected && readFrom(source, proof, asOf, expected, clock);
  return { assumed, read: authenticate() };

  async function authenticate(): Promise<Read> {
    const by = 'identity' in proof ? 'identity' : 'token';
    const values = 'identity' in proof ? { identity: identityText(proof.identity) } : proof;
    if (assumed && (await isStill(source, STILL[by], values, expected))) return assumed;
    const statement = PIN[by][askedFor(asOf)];
    const row = await pin(source, statement, { ...values, ...askedBy(asOf) }, clock);
    const read = readFrom(source, proof, asOf, row, clock);
    recent?.keep(asking, row);
    return read;
  }
}

/** The read that a first statement sent at that moment leads to. Throws a Refusal. */
function readFrom(source: Source, proof: Proof, asOf: AsOf, row: PinRow, clock: Time): Read {
  const identity = 'identity' in proof ? proof.identity : undefined;
  const userId = (row.user_id ?? identity?.standIn) as UserId | undefined;
  if (userId === undefined) {
    throw new Refusal('UNAUTHENTICATED', 'The API token is unknown, revoked or expired.', {
      remedy: 'Issue a new one, or ask an operator for one.',
    });
  }
  const head = headOf(row);
  const viewer = viewerOf(row, userId, identity);
  const place = placeOf(head, laterOf(clock, head.recordedAt), asOf, row);
  return new Read({ source, head, viewer, self: selfOf(row), ...place, loaders: new Map() });
}

/** Whether the first statement would find what it found before, as far as that does not depend on time. */
async function isStill(
  source: Source,
  statement: Composed,
  values: Values,
  before: HeadRow,
): Promise<boolean> {
  const [head] = await source.database.query<HeadRow & Row>(statement, statement.bind(values));
  return HEAD.every((column) => head?.[column] === before[column]);
}

const HEAD: readonly (keyof HeadRow)[] = ['position', 'import_id', 'live', 'builds'];

/**
 * The read that answers a command: at its commit position, its author judged at the head as it is now (rule T6).
 * It shares the loaders of the request; their keys keep the positions apart.
 */
export async function readAfter(before: Read, position: Position): Promise<Read> {
  const { source, loaders } = before;
  const { userId, identity } = before.viewer;
  const clock = source.clock.now();
  const row = identity
    ? await pin(
        source,
        PIN.identity.position,
        { identity: identityText(identity), askedPosition: position },
        clock,
      )
    : await pin(source, PIN.user.position, { userId, askedPosition: position }, clock);
  const viewer = viewerOf(row, (row.user_id ?? userId) as UserId, identity);
  const place = { position, moment: null, time: (row.time_then as Time | null) ?? EPOCH, settled: true };
  return new Read({ source, head: headOf(row), viewer, self: selfOf(row), ...place, loaders });
}

/**
 * The read of the head, whatever moment the request asks about: for what decides the viewer's authority and does not
 * come with the viewer (rule T7).
 */
export function atHead(read: Read): Read {
  const { source, head, viewer, loaders } = read;
  const now = laterOf(source.clock.now(), head.recordedAt);
  const place = { position: head.position, moment: now, time: now, settled: false };
  const self = read.position === head.position ? read.self : undefined;
  return new Read({ source, head, viewer, self, ...place, loaders });
}

async function pin(source: Source, statement: Composed, values: Values, now: Time): Promise<PinRow> {
  const [row] = await source.database.query<PinRow & Row>(statement, statement.bind({ ...values, now }));
  if (!row) throw new Error('The log has no head');
  return row;
}

function askedFor(asOf: AsOf): Asked {
  if (!asOf) return 'now';
  return 'time' in asOf ? 'time' : 'position';
}

function askedBy(asOf: AsOf): Values {
  if (!asOf) return {};
  return 'time' in asOf ? { askedTime: asOf.time } : { askedPosition: asOf.position };
}

/** The position that a request reads at, and what it stands for. */
function placeOf(head: Head, now: Time, asOf: AsOf, row: PinRow) {
  if (!asOf) return { position: head.position, moment: now, time: now, settled: false };
  if ('position' in asOf) {
    const { position } = asOf;
    if (position > head.position) throw outOfRange(`position ${position}`, `the head, ${head.position}`);
    return { position, moment: null, time: (row.time_then as Time | null) ?? EPOCH, settled: true };
  }
  const { time } = asOf;
  if (time > now) throw outOfRange(time, `now, ${now}`);
  // An event that happens at the head's very moment may still come.
  return { position: Number(row.position_then ?? 0), moment: time, time, settled: time < head.occurredAt };
}

function outOfRange(asked: string, limit: string): Refusal {
  return new Refusal('AS_OF_OUT_OF_RANGE', `@asOf asks about ${asked}, which lies after ${limit}.`, {
    field: '@asOf',
    remedy: 'Ask about an earlier moment or position, or leave @asOf out to ask about now.',
  });
}

function headOf(row: PinRow): Head {
  return {
    position: Number(row.position),
    occurredAt: row.occurred_at as Time,
    recordedAt: row.recorded_at as Time,
    importId: row.import_id as Id | null,
    live: row.live,
  };
}

function viewerOf(row: PinRow, userId: UserId, identity: ProvenIdentity | undefined): Viewer {
  const grants: GrantFact[] = [];
  const owned = new Set<Id>();
  for (const [kind = '', target = '', scope = '', value = '', slot = '', owner] of unpack(row.grants)) {
    grants.push({ kind, target: target as Id, scope: scope as Id, value, slot });
    if (owner === userId) owned.add(target as Id);
  }
  const held = row.sets === null ? [] : (JSON.parse(row.sets) as SetRow[]);
  const sets = held.map(([id, instance, texts, mentioned]) => {
    const named = new Map((mentioned ?? []) as [string, Id][]);
    return { id: id as Id, instance: instance as Id, permissions: parsePermissions(texts), named };
  });
  const email = row.email_now ?? row.email;
  const home = row.home_id as PartnerId | null;
  return new Viewer({ userId, registered: row.user_id !== null, email, home, grants, owned, sets, identity });
}

/** The viewer as they were at the position; undefined where the first statement did not find them. */
function selfOf({ user_id, lived, email, name, home_then: parent_id }: PinRow): UserView | undefined {
  if (user_id === null || !lived) return undefined;
  return userView({ id: user_id, parent_id, sight: SIGHT.full, email, name });
}
