/**
 * DECIDE: what commands will most likely read, guessed from the ids in their inputs and fetched in the same round
 * trip as the lock. Only a matter of speed: what is guessed wrongly is fetched when a decision misses it.
 */
import type { Call, Row, Statement } from '../database/sql.ts';
import { type Id, isId, type UserId } from '../kernel/ids.ts';
import type { LaneState } from './lane-state.ts';
import {
  ENTITY_COLUMNS,
  entityOf,
  GRANT_COLUMNS,
  learnEntities,
  learnGrants,
  openGrants,
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
    cross join lateral (values (a.id), (a.scope_id)) as near(id)
    ${openVersions('r.entity_id = near.id', 'r.entity_id')} ${entityOf('near.id')}`,
};

/** What users hold around the named entities. */
const GRANTS: Statement = {
  name: 'lane-foreseen-grants',
  text: `select ${GRANT_COLUMNS} from unnest($1::uuid[], $2::uuid[]) as k(anchor, subject) ${entityOf('k.anchor')}
    ${openGrants(`e.type <> 'User' and r.subject_id = k.subject`, 'r.subject_id, r.kind, r.target_id, r.slot')}
    where g.scope_id = e.scope_id`,
};

/** A named entity, and who may be asked about there: the actor and whoever else the input names. */
interface Pair {
  readonly anchor: Id;
  readonly subject: UserId;
}

export interface Forethought {
  readonly calls: readonly Call[];
  /** Takes the rows of the calls into the state. */
  learn(answers: readonly Row[][]): void;
}

/** What to fetch ahead for some submissions; undefined when all that can be guessed is at hand. */
export function foresee(state: LaneState, submissions: readonly Submission[]): Forethought | undefined {
  const ids = new Set<Id>();
  const pairs = new Map<string, Pair>();
  for (const { actor, commands } of submissions) {
    for (const { input } of commands) {
      const named = idsIn(input);
      if (named.length > MOST_IDS) continue;
      for (const anchor of named) {
        if (state.peek(anchor) === undefined) ids.add(anchor);
        for (const subject of [actor, ...named] as UserId[]) {
          if (isWorthAsking(state, anchor, subject)) pairs.set(anchor + subject, { anchor, subject });
        }
      }
    }
  }
  if (ids.size === 0 && pairs.size === 0) return undefined;
  const anchors = [...ids];
  const asked = [...pairs.values()];
  return {
    calls: [
      { statement: ENTITIES, values: [anchors] },
      { statement: GRANTS, values: [asked.map((pair) => pair.anchor), asked.map((pair) => pair.subject)] },
    ],
    learn([entities = [], grants = []]) {
      learnEntities(state, entities);
      for (const id of anchors) state.learnEntity(id, null);
      learnGrants(state, grants);
      for (const { anchor, subject } of asked) {
        const entity = state.peek(anchor);
        if (entity && entity.type !== 'User') state.know({ read: 'grantsOf', subject, scope: entity.scope });
      }
    },
  };
}

/** The ids among the fields of an input. */
function idsIn(input: unknown): Id[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.values(input).filter((value): value is Id => typeof value === 'string' && isId(value));
}

/** Whether it is possible, as far as is known, that one holds something around the other, and not known what. */
function isWorthAsking(state: LaneState, anchor: Id, subject: UserId): boolean {
  const [place, user] = [state.peek(anchor), state.peek(subject)];
  if (subject === anchor || place === null || place?.type === 'User') return false;
  if (user === null || (user && user.type !== 'User')) return false;
  return !place || !state.isKnown({ read: 'grantsOf', subject, scope: place.scope });
}
