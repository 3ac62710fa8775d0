/** DECIDE: fetches what decisions missed, one statement for each sort of read however many commands ask. */
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import type { Attributes, EntityType } from '../kernel/change.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Entity, Grant } from '../kernel/state.ts';
import { OPEN_END, type Time } from '../kernel/time.ts';
import type { LaneState } from './lane-state.ts';
import type { StateKey } from './state-key.ts';

/**
 * By what is read: the transaction that holds the log's lock, or beside it while the batch before is being committed.
 * What that one changes is at hand, so it does not matter whether a read sees it already.
 */
export type Reads = Pick<Transaction, 'send'>;

/** One sort of read: how it is asked for many keys at once, and what its rows teach. */
interface Loading<Key extends StateKey = StateKey> {
  readonly statement: Statement;
  values(keys: readonly Key[], state: LaneState): readonly unknown[];
  learn(state: LaneState, rows: readonly Row[], keys: readonly Key[]): void;
}

/** What makes an {@link Entity} and a {@link Grant}, from the aliases e, v and g. */
export const ENTITY_COLUMNS = 'e.id, e.type, e.scope_id, v.parent_id, v.key, v.attributes';
export const GRANT_COLUMNS =
  'g.valid_from, g.kind, g.subject_id, g.target_id, g.scope_id, g.slot, g.value, g.expires_at';

// Plans are made while the tables are empty, and kept. So each key is looked up by itself, in the order of the index
// that finds it: no plan can then read a whole index instead, or find that starting from the other side is as cheap.

/** Joins what is to the left with the entity of an id, as `e`. */
export function entityOf(id: string): string {
  return `cross join lateral (select * from projection.entity r where r.id = ${id} offset 0) e`;
}

/** Joins with the versions that are open, as `v`; the condition names them `r`, and `order` is the index that finds them. */
export function openVersions(condition: string, order: string): string {
  return `cross join lateral (select * from projection.entity_version r
    where ${condition} and r.valid_until = ${OPEN_END} order by ${order} offset 0) v`;
}

/** The same with the grants that are open, as `g`. */
function openGrants(condition: string, order: string, limit = 'all'): string {
  return `cross join lateral (select * from projection."grant" r
    where ${condition} and r.valid_until = ${OPEN_END} order by ${order} limit ${limit} offset 0) g`;
}

/** The order of the index that finds what a subject holds. */
const OF_SUBJECT = 'r.subject_id, r.kind, r.target_id, r.slot';

/** What is open of a kind on a target, and the order of the index that finds it. */
const ON_TARGET = [
  'r.target_id = k.target and r.kind = k.kind',
  'r.target_id, r.kind, r.subject_id',
] as const;

/** The open grants of a subject; `condition` says when they are asked for at all. */
export function openGrantsOf(subject: string, condition = 'true'): string {
  return openGrants(`${condition} and r.subject_id = ${subject}`, OF_SUBJECT);
}

const LOADINGS: { readonly [Read in StateKey['read']]: Loading<Extract<StateKey, { read: Read }>> } = {
  entity: {
    statement: {
      name: 'lane-entities',
      text: `select ${ENTITY_COLUMNS} from unnest($1::uuid[]) as k(id)
        ${openVersions('r.entity_id = k.id', 'r.entity_id')} ${entityOf('k.id')}`,
    },
    values: (keys) => [keys.map((key) => key.id)],
    learn(state, rows, keys) {
      learnEntities(state, rows);
      for (const key of keys) state.learnEntity(key.id, null);
    },
  },
  entityByKey: {
    statement: {
      name: 'lane-entities-by-key',
      text: `select ${ENTITY_COLUMNS} from unnest($1::text[], $2::text[]) as k(type, key)
        ${openVersions('r.type = k.type and r.key = k.key', 'r.type, r.key')} ${entityOf('v.entity_id')}`,
    },
    values: (keys) => [keys.map((key) => key.type), keys.map((key) => key.key)],
    learn: learnEntities,
  },
  entityByLookup: {
    statement: {
      name: 'lane-entities-by-lookup',
      text: `select p.lookup, p.commitment, ${ENTITY_COLUMNS} from unnest($1::text[], $2::text[]) as k(type, lookup)
        join personal p on p.lookup = k.lookup
        ${openVersions('r.type = k.type and r.key = p.commitment', 'r.type, r.key')} ${entityOf('v.entity_id')}`,
    },
    values: (keys) => [keys.map((key) => key.type), keys.map((key) => key.lookup)],
    learn(state, rows) {
      learnEntities(state, rows);
      for (const row of rows) state.learnLookup(String(row.lookup), String(row.commitment));
    },
  },
  tokenHashOf: {
    statement: {
      name: 'lane-token-hashes',
      text: 'select s.invitation_id, s.token_hash from unnest($1::uuid[]) as k(id) join invitation_secret s on s.invitation_id = k.id',
    },
    values: (keys) => [keys.map((key) => key.id)],
    learn(state, rows, keys) {
      for (const row of rows) state.learnTokenHash(row.invitation_id as Id, String(row.token_hash));
      for (const key of keys) state.learnTokenHash(key.id, null);
    },
  },
  children: {
    statement: {
      name: 'lane-children',
      text: `select ${ENTITY_COLUMNS} from unnest($1::uuid[], $2::text[]) as k(parent, type)
        ${openVersions('r.parent_id = k.parent and r.type = k.type', 'r.parent_id, r.type, r.entity_id')}
        ${entityOf('v.entity_id')}`,
    },
    values: (keys) => [keys.map((key) => key.parent), keys.map((key) => key.type)],
    learn: learnEntities,
  },
  grant: {
    statement: {
      name: 'lane-grants-by-key',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as k(subject, kind, target, slot)
        ${openGrants('r.subject_id = k.subject and r.kind = k.kind and r.target_id = k.target and r.slot = k.slot', OF_SUBJECT)}`,
    },
    values: (keys) => [
      keys.map((key) => key.subject),
      keys.map((key) => key.kind),
      keys.map((key) => key.target),
      keys.map((key) => key.slot),
    ],
    learn: (state, rows) => learnGrants(state, rows, 'subject'),
  },
  grantsAt: {
    statement: {
      name: 'lane-grants-of-subject-on-target',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::uuid[]) as k(subject, target)
        ${openGrantsOf('k.subject')} where g.target_id = k.target`,
    },
    values: (keys) => [keys.map((key) => key.subject), keys.map((key) => key.target)],
    learn: (state, rows) => learnGrants(state, rows, 'subject'),
  },
  grantsOf: {
    statement: {
      name: 'lane-grants-of-subject-in-scope',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::uuid[]) as k(subject, scope)
        ${openGrantsOf('k.subject')} where g.scope_id = k.scope`,
    },
    values: (keys) => [keys.map((key) => key.subject), keys.map((key) => key.scope)],
    learn: (state, rows) => learnGrants(state, rows, 'subject'),
  },
  allGrantsOf: {
    statement: {
      name: 'lane-grants-of-subject',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[]) as k(subject)
        ${openGrantsOf('k.subject')}`,
    },
    values: (keys) => [keys.map((key) => key.subject)],
    learn: (state, rows) => learnGrants(state, rows, 'subject'),
  },
  grantsOn: {
    statement: {
      name: 'lane-grants-on-target',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::text[]) as k(target, kind)
        ${openGrants(...ON_TARGET)}`,
    },
    values: (keys) => [keys.map((key) => key.target), keys.map((key) => key.kind)],
    learn: (state, rows) => learnGrants(state, rows, 'target'),
  },
  fewGrantsOn: {
    statement: {
      name: 'lane-few-grants-on-target',
      text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::text[]) as k(target, kind)
        ${openGrants(...ON_TARGET, '$3::int')}`,
    },
    values: (keys, state) => [
      keys.map((key) => key.target),
      keys.map((key) => key.kind),
      fewEach(state, keys) + 1,
    ],
    learn(state, rows, keys) {
      const found = new Map(keys.map((key) => [`${key.target}/${key.kind}`, [] as Row[]]));
      for (const row of rows) found.get(`${row.target_id}/${row.kind}`)?.push(row);
      for (const key of keys) {
        const grants = found.get(`${key.target}/${key.kind}`) ?? [];
        if (grants.length > fewEach(state, keys)) state.learnMany(key);
        else learnGrants(state, grants, 'target');
      }
    },
  },
  personal: {
    statement: {
      name: 'lane-personal',
      text: 'select p.commitment, p.value from unnest($1::text[]) as k(commitment) join personal p on p.commitment = k.commitment',
    },
    values: (keys) => [keys.map((key) => key.commitment)],
    learn(state, rows, keys) {
      for (const row of rows) state.learnPersonal(String(row.commitment), String(row.value));
      for (const key of keys) state.learnPersonal(key.commitment, null);
    },
  },
  lastEventAbout: {
    statement: {
      name: 'lane-last-event-about',
      text: `select k.target, k.subject, coalesce((
          select max(e.position) from event e
          where e.target_id = k.target and (k.subject is null or e.subject_id = k.subject)), 0)::bigint as position
        from unnest($1::uuid[], $2::uuid[]) as k(target, subject)`,
    },
    values: (keys) => [keys.map((key) => key.target), keys.map((key) => key.subject ?? null)],
    learn(state, rows) {
      for (const row of rows) {
        state.learnLastEvent(
          row.target as Id,
          (row.subject as UserId | null) ?? undefined,
          Number(row.position),
        );
      }
    },
  },
};

/** How many grants of each are few, so that all of them together are. */
function fewEach({ sweptAtOnce }: LaneState, keys: readonly StateKey[]): number {
  return Math.floor(sweptAtOnce / keys.length);
}

const DUE: Statement = {
  name: 'lane-due',
  text: `select ${GRANT_COLUMNS} from projection."grant" g where g.valid_until = ${OPEN_END} and g.expires_at is not null and g.expires_at <= $1::timestamptz`,
};

/** Fetches what is missing, in one round trip, inside the transaction that holds the log's lock. */
export async function loadState(reads: Reads, state: LaneState, missing: readonly StateKey[]): Promise<void> {
  const bySort = new Map<StateKey['read'], StateKey[]>();
  for (const key of missing) {
    const sort = bySort.get(key.read);
    if (sort) sort.push(key);
    else bySort.set(key.read, [key]);
  }
  const sorts = [...bySort];
  const calls: Call[] = sorts.map(([read, keys]) => {
    const loading: Loading = LOADINGS[read];
    return { statement: loading.statement, values: loading.values(keys, state) };
  });
  const answers = await reads.send(calls);
  for (const [index, [read, keys]] of sorts.entries()) {
    const loading: Loading = LOADINGS[read];
    loading.learn(state, answers[index] ?? [], keys);
    for (const key of keys) state.know(key);
  }
}

/** Fetches the open grants whose time is up at a moment. */
export async function loadDue(reads: Reads, state: LaneState, now: Time): Promise<void> {
  const [rows] = await reads.send([{ statement: DUE, values: [now] }]);
  learnGrants(state, rows ?? [], 'subject');
}

export function learnEntities(state: LaneState, rows: readonly Row[]): void {
  for (const row of rows) {
    const entity: Entity = {
      type: row.type as EntityType,
      id: row.id as Id,
      scope: row.scope_id as Id,
      parent: row.parent_id as Id | null,
      key: row.key as string | null,
      attributes: row.attributes as Attributes,
    };
    state.learnEntity(entity.id, entity);
  }
}

export function learnGrants(state: LaneState, rows: readonly Row[], readBy: 'subject' | 'target'): void {
  for (const row of rows) state.learnGrant(grantOf(row), readBy);
}

/** The grant of a row of {@link GRANT_COLUMNS}. */
export function grantOf(row: Row): Grant {
  return {
    kind: row.kind as string,
    subject: row.subject_id as UserId,
    target: row.target_id as Id,
    scope: row.scope_id as Id,
    slot: row.slot as string,
    value: row.value as string,
    expiresAt: row.expires_at as Time | null,
    from: Number(row.valid_from),
  };
}
