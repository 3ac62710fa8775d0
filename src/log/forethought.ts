/**
 * DECIDE: what commands will most likely read, guessed from the ids in their inputs and fetched in the same round
 * trip as the lock. Only a matter of speed: what is guessed wrongly is fetched when a decision misses it.
 */
import type { Call, Row, Statement } from '../database/sql.ts';
import { type Id, isId, type UserId } from '../kernel/ids.ts';
import type { LaneState } from './lane-state.ts';
import { lookUpKeys, type RememberedOutcome, readOutcomes } from './outcomes.ts';
import {
  ENTITY_COLUMNS,
  entityOf,
  GRANT_COLUMNS,
  learnEntities,
  learnGrants,
  openGrantsOf,
  openVersions,
} from './state-loader.ts';
import type { Submission } from './submission.ts';

/** Inputs that name more things than this are left to be fetched as they are missed. */
const MOST_IDS = 4;

/** The named entities, and what each lies in. */
const ENTITIES: Statement = {
  name: 'lane-foreseen-entities',
  text: `select ${ENTITY_COLUMNS} from unnest($1::uuid[]) as k(id)
    cross join lateral (select * from projection.entity r where r.id = k.id offset 0) a
    cross join lateral (select a.id, a.type, a.scope_id
      union all (select r.id, r.type, r.scope_id from projection.entity r where r.id = a.scope_id and a.scope_id <> a.id)) e
    ${openVersions('r.entity_id = e.id', 'r.entity_id')}`,
};

/** What users hold around the named entities: whoever acts, all there; others, on the entity itself and on what it lies in. */
const GRANTS: Statement = {
  name: 'lane-foreseen-grants',
  text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) as k(anchor, subject, scope, acts)
    left join lateral (select r.scope_id from projection.entity r
      where k.scope is null and r.id = k.anchor and r.type <> 'User' offset 0) a on true
    cross join lateral (select coalesce(k.scope, a.scope_id) as id offset 0) scope
    ${openGrantsOf('k.subject', 'scope.id is not null')}
    where g.scope_id = scope.id and (k.acts or g.target_id in (k.anchor, scope.id))`,
};

/** The emails of the named users, each with what is pending for it, however it is spelt. */
const OFFERS: Statement = {
  name: 'lane-foreseen-offers',
  text: `select o.commitment, o.value, o.lookup, i.commitment as invited, i.id, i.type, i.scope_id, i.parent_id, i.key, i.attributes
    from unnest($1::uuid[]) as k(id)
    ${openVersions(`r.entity_id = k.id and r.type = 'User'`, 'r.entity_id')}
    cross join lateral (select * from personal p where p.commitment = v.key offset 0) o
    left join lateral (select p.commitment, ${ENTITY_COLUMNS} from personal p
      ${openVersions(`r.type = 'Invitation' and r.key = p.commitment`, 'r.type, r.key')} ${entityOf('v.entity_id')}
      where p.lookup = o.lookup offset 0) i on true`,
};

/** A named entity, and who may be asked about there: the actor and whoever else the input names. */
interface Pair {
  readonly anchor: Id;
  readonly subject: UserId;
  /** The scope of the entity where it is at hand: it may be one that the database does not have yet. */
  readonly scope: Id | null;
  /** Whether it is the actor: what they may do there follows from all that they hold. */
  readonly acts: boolean;
}

/** What is read before some submissions are decided, in the round trip before. */
interface ReadAhead {
  readonly calls: readonly Call[];
  /** Takes the rows of the calls into the state, and answers the outcomes that their keys remember. */
  learn(answers: readonly Row[][]): Map<Id, RememberedOutcome>;
}

export function readAhead(state: LaneState, submissions: readonly Submission[]): ReadAhead {
  const foreseen = foresee(state, submissions);
  const ahead = foreseen?.calls ?? [];
  return {
    calls: [...ahead, ...lookUpKeys(submissions)],
    learn(answers) {
      foreseen?.learn(answers.slice(0, ahead.length));
      return readOutcomes(answers[ahead.length] ?? []);
    },
  };
}

interface Forethought {
  readonly calls: readonly Call[];
  /** Takes the rows of the calls into the state. */
  learn(answers: readonly Row[][]): void;
}

/** What to fetch ahead for some submissions; undefined when all that can be guessed is at hand. */
function foresee(state: LaneState, submissions: readonly Submission[]): Forethought | undefined {
  const ids = new Set<Id>();
  const users = new Set<Id>();
  const pairs = new Map<string, Pair>();
  for (const { actor, commands } of submissions) {
    for (const { input } of commands) {
      const named = idsIn(input);
      if (named.length > MOST_IDS) continue;
      for (const anchor of named) {
        const entity = state.peek(anchor);
        if (entity === undefined) ids.add(anchor);
        if (entity === undefined || (entity?.type === 'User' && !state.knowsOffersTo(entity)))
          users.add(anchor);
        for (const subject of [actor, ...named] as UserId[]) {
          const acts = subject === actor;
          if (!isWorthAsking(state, anchor, subject, acts ? 'scope' : 'target')) continue;
          const pair = { anchor, subject, scope: state.peek(anchor)?.scope ?? null, acts };
          if (acts || !pairs.has(anchor + subject)) pairs.set(anchor + subject, pair);
        }
      }
    }
  }
  if (ids.size === 0 && users.size === 0 && pairs.size === 0) return undefined;
  const anchors = [...ids];
  const asked = [...pairs.values()];
  return {
    calls: [
      { statement: ENTITIES, values: [anchors] },
      { statement: OFFERS, values: [[...users]] },
      {
        statement: GRANTS,
        values: [
          asked.map((pair) => pair.anchor),
          asked.map((pair) => pair.subject),
          asked.map((pair) => pair.scope),
          asked.map((pair) => pair.acts),
        ],
      },
    ],
    learn([entities = [], offers = [], grants = []]) {
      learnEntities(state, entities);
      learnOffers(state, offers);
      for (const id of anchors) state.learnEntity(id, null);
      learnGrants(state, grants, 'subject');
      // The scopes that were read: those that were sent, and those of the entities that the database has.
      const scopes = new Map(entities.map((row) => [row.id as Id, row.scope_id as Id]));
      for (const { anchor, subject, scope, acts } of asked) {
        const read = scope ?? scopes.get(anchor);
        if (!read || state.peek(anchor)?.type === 'User') continue;
        if (acts) state.know({ read: 'grantsOf', subject, scope: read });
        else for (const target of [anchor, read]) state.know({ read: 'grantsAt', subject, target });
      }
    },
  };
}

function learnOffers(state: LaneState, rows: readonly Row[]): void {
  const pending = rows.filter((row) => row.invited !== null);
  learnEntities(state, pending);
  for (const row of pending) state.learnLookup(String(row.lookup), String(row.invited));
  for (const row of rows) {
    state.learnPersonal(String(row.commitment), String(row.value));
    state.know({ read: 'entityByLookup', type: 'Invitation', lookup: String(row.lookup) });
  }
}

/** The ids among the fields of an input. */
function idsIn(input: unknown): Id[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.values(input).filter((value): value is Id => typeof value === 'string' && isId(value));
}

/** Whether it is possible, as far as is known, that one holds something around the other, and not known what. */
function isWorthAsking(state: LaneState, anchor: Id, subject: UserId, within: 'scope' | 'target'): boolean {
  const [place, user] = [state.peek(anchor), state.peek(subject)];
  if (subject === anchor || place === null || place?.type === 'User') return false;
  if (user === null || (user && user.type !== 'User')) return false;
  if (!place) return true;
  if (state.isKnown({ read: 'grantsOf', subject, scope: place.scope })) return false;
  return within === 'scope' || !state.isKnown({ read: 'grantsAt', subject, target: anchor });
}
