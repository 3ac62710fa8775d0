/** The port through which decisions read the present: entities and open grants, as of the head. */
import type { Attributes, EntityType, GrantKey } from './change.ts';
import type { Id, UserId } from './ids.ts';
import type { Position, Time } from './time.ts';

/** An entity as it is now. */
export interface Entity {
  readonly type: EntityType;
  readonly id: Id;
  readonly scope: Id;
  readonly parent: Id | null;
  readonly key: string | null;
  readonly attributes: Attributes;
}

/** A grant that is open now. `from` is the position of the event that opened it. */
export interface Grant extends GrantKey {
  readonly scope: Id;
  readonly value: string;
  readonly expiresAt: Time | null;
  readonly from: Position;
}

/**
 * Reads are synchronous: what is not at hand makes the lane fetch it, set-wise for the whole batch, and decide
 * again. So a decision stays a plain pure function, and must not catch what a read throws.
 */
export interface State {
  /** The living entity of that type and id. */
  entity(type: EntityType, id: Id): Entity | undefined;
  /** The living entity of that type with that unique key (see {@link Entity.key}). */
  entityByKey(type: EntityType, key: string): Entity | undefined;
  /** The living user who is registered with that email, however it is spelt. */
  userByEmail(email: string): Entity | undefined;
  /** The identity that is linked to a user, as `identityText` writes it. */
  identity(text: string): Entity | undefined;
  /** The invitations that are pending for that email, however it is spelt, to whatever target; by id. */
  invitationsFor(email: string): readonly Entity[];
  /** The SHA-256 (hex) of the secret of an invitation's token; undefined when it has none. */
  tokenHashOf(invitation: Id): string | undefined;
  /** The living entities of that type that lie in a parent, by id. */
  children(parent: Id, type: EntityType): readonly Entity[];
  /** One open grant, by what names it; its scope is that by which it would be found among others. */
  grant(place: GrantKey & { readonly scope: Id }): Grant | undefined;
  /** All open grants of a user on a target that lies in a scope, by key. */
  grantsAt(subject: UserId, target: Id, scope: Id): readonly Grant[];
  /** All open grants of a user within a scope (an organization, or PORTAL), by key. */
  grantsOf(subject: UserId, scope: Id): readonly Grant[];
  /** All open grants of a user in every scope, by key. */
  allGrantsOf(subject: UserId): readonly Grant[];
  /** All open grants of a kind on a target, by key. */
  grantsOn(target: Id, kind: string): readonly Grant[];
  /** The personal value behind a commitment; undefined once erased. */
  personal(commitment: string): string | undefined;
  /** Reads something of each of many, so that what is not at hand is fetched for all of them at once. */
  each<Item, Answer>(items: readonly Item[], read: (item: Item, index: number) => Answer): Answer[];
  /** The position of the last event about a subject and target, or about a target where no subject is given; 0 if none. */
  lastEventAbout(target: Id, subject?: UserId): Position;
}
