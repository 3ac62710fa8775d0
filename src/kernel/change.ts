/** PROJECT: what an event may do to the temporal rows. Four verbs; applying them is generic code (projecting/). */
import type { Id, UserId } from './ids.ts';
import type { Time } from './time.ts';

export type EntityType =
  | 'User'
  | 'Identity'
  | 'ApiToken'
  | 'Organization'
  | 'Project'
  | 'Environment'
  | 'Invitation'
  | 'Partner'
  | 'Instance'
  | 'PermSet';

/** The attributes of an entity at one position: flat, JSON values only, no personal data. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What names one grant among all: a user holds at most one grant of a kind on a target in a slot. */
export interface GrantKey {
  readonly kind: string;
  readonly subject: UserId;
  readonly target: Id;
  /** What tells several grants of one kind on one target apart: an environment type, a permission, or ''. */
  readonly slot: string;
}

export type Change =
  | {
      /** A new entity. */
      readonly do: 'create';
      readonly type: EntityType;
      readonly id: Id;
      /** The scope that its grants are found by; never changes: its organization, or itself. */
      readonly scope: Id;
      /** What it lies in: a project's organization, an environment's project, a user's home Partner. */
      readonly parent: Id | null;
      /** The unique key among the living entities of its type (a folded name, a user's email commitment). */
      readonly key: string | null;
      readonly attributes: Attributes;
    }
  | {
      /** A new version of an entity: what is named replaces, the rest stays. */
      readonly do: 'alter';
      readonly id: Id;
      readonly parent?: Id | null;
      readonly key?: string | null;
      readonly attributes?: Attributes;
    }
  | { readonly do: 'delete'; readonly id: Id }
  | {
      /** A grant begins. One with the same key must have been closed first: a changed grant is a close and an open. */
      readonly do: 'open';
      readonly grant: GrantKey;
      readonly scope: Id;
      readonly value: string;
      readonly expiresAt: Time | null;
    }
  | { readonly do: 'close'; readonly grant: GrantKey };
