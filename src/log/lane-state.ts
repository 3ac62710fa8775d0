/** DECIDE: the present as the lane holds it. Valid as long as nobody else has appended since it was read. */
import type { Change, EntityType, GrantKey } from '../kernel/change.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Entity, Grant, State } from '../kernel/state.ts';
import { foldKey } from '../kernel/text.ts';
import type { Position, Time } from '../kernel/time.ts';
import { Journal } from '../projecting/journal.ts';
import { Present, type RowChange } from '../projecting/present.ts';
import type { PersonalRow } from './commitment.ts';
import { type StateKey, StateMiss, stateKeyText, TooMany } from './state-key.ts';

/** How many rows are kept from batch to batch before the lane starts afresh: about 120 MB. */
const MOST_ROWS = 300_000;

/** How many grants end before they are written: about 10 MB of events and rows. */
export const SWEPT_AT_ONCE = 4_000;

/** What an event leaves beside the log. */
export interface Beside {
  readonly personal: readonly PersonalRow[];
  readonly tokenHash: string | undefined;
}

/** A point in what was applied and is not committed yet. */
export interface Mark {
  readonly present: number;
  readonly last: number;
}

export class LaneState implements State {
  /** The head for which everything here holds; -1 when nothing is at hand. */
  position: Position = -1;
  #present = new Present();
  #known = new Set<string>();
  #many = new Set<string>();
  #personal = new Map<string, string | null>();
  #lookups = new Map<string, Set<string>>();
  #tokenHashes = new Map<Id, string | null>();
  #lastEvents = new Map<string, Position>();
  /** What recorded events were about, in their order: until reads see those events, it is known from here alone. */
  #touched: { readonly about: string; readonly position: Position }[] = [];
  #journal = new Journal();
  /** How many grants that end may be at hand at once. */
  readonly sweptAtOnce: number;

  constructor(sweptAtOnce = SWEPT_AT_ONCE) {
    this.sweptAtOnce = sweptAtOnce;
  }

  /** Makes the state one of that head: kept when it was, emptied when somebody else has appended or it grew large. */
  startAt(head: Position): void {
    if (this.position !== head || this.isFull) this.reset();
    this.position = head;
    this.readsFromHere();
  }

  /** Whatever is read from now on is read when the database holds all that is known to be committed. */
  readsFromHere(): void {
    this.#present.readsFrom(this.position);
    const later = this.#touched.findIndex(({ position }) => position > this.position);
    for (const { about, position } of this.#touched.splice(0, later < 0 ? this.#touched.length : later)) {
      if (this.#lastEvents.get(about) === position) this.#lastEvents.delete(about);
    }
  }

  /** Whether it holds so much that it should start afresh. */
  get isFull(): boolean {
    return this.#present.size + this.#known.size + this.#lastEvents.size > MOST_ROWS;
  }

  reset(): void {
    this.position = -1;
    this.forget();
  }

  /** Lets go of all that is at hand: the transaction that reads sees it written. */
  forget(): void {
    this.#present = new Present();
    this.#known = new Set();
    this.#many = new Set();
    this.#personal = new Map();
    this.#lookups = new Map();
    this.#tokenHashes = new Map();
    this.#lastEvents = new Map();
    this.#touched = [];
    this.#journal = new Journal();
  }

  // What the lane does with it.

  mark(): Mark {
    return { present: this.#present.mark(), last: this.#journal.mark() };
  }

  undo(mark: Mark): void {
    this.#present.undo(mark.present);
    this.#journal.undo(mark.last);
  }

  /** The database now holds all that was applied before the mark; by default all. */
  committed(head: Position, mark = this.mark()): void {
    this.#present.committed(mark.present);
    this.#journal.committed(mark.last);
    this.position = head;
  }

  /** Applies an event and says what it does to rows. */
  record(
    event: RecordedEvent,
    { personal, tokenHash }: Beside,
    changes: readonly Change[],
  ): readonly RowChange[] {
    if (tokenHash !== undefined) this.#renew(event.target.id, tokenHash);
    for (const row of personal) {
      this.#personal.set(row.commitment, row.value);
      if (row.lookup !== null) this.#learnLookup(row.lookup, row.commitment);
    }
    this.#touch(event.target.id, undefined, event.position);
    if (event.subject) this.#touch(event.target.id, event.subject, event.position);
    const rows: RowChange[] = [];
    for (const change of changes) {
      if (change.do === 'alter' && this.#present.entity(change.id) === undefined) {
        throw new StateMiss({ read: 'entity', id: change.id });
      }
      rows.push(...this.#present.apply(event.position, change));
    }
    return rows;
  }

  /** The open grants at hand whose time is up at a moment, in the order in which they expire (rule T4). */
  due(now: Time): Grant[] {
    return this.#present
      .expiring()
      .filter((grant) => grant.expiresAt !== null && grant.expiresAt <= now)
      .sort((a, b) =>
        a.expiresAt === b.expiresAt ? a.from - b.from : String(a.expiresAt) < String(b.expiresAt) ? -1 : 1,
      );
  }

  // What the loader brings.

  isKnown(key: StateKey): boolean {
    return this.#known.has(stateKeyText(key));
  }

  know(key: StateKey): void {
    this.#known.add(stateKeyText(key));
  }

  /** An entity if it is at hand; null when none lives by that id, undefined when that is not known. */
  peek(id: Id): Entity | null | undefined {
    return this.#present.entity(id);
  }

  /** Whether it is at hand what is pending for the email of a user. */
  knowsOffersTo({ key }: Entity): boolean {
    const email = key === null ? null : this.#personal.get(key);
    if (email === undefined) return false;
    return (
      email === null || this.isKnown({ read: 'entityByLookup', type: 'Invitation', lookup: foldKey(email) })
    );
  }

  learnEntity(id: Id, entity: Entity | null): void {
    this.#present.learnEntity(id, entity);
  }

  learnGrant(grant: Grant, readBy: 'subject' | 'target'): void {
    this.#present.learnGrant(grant, readBy);
  }

  learnMany(key: StateKey): void {
    this.#many.add(stateKeyText(key));
  }

  learnPersonal(commitment: string, value: string | null): void {
    if (!this.#personal.has(commitment)) this.#personal.set(commitment, value);
  }

  learnLookup(lookup: string, commitment: string): void {
    this.#learnLookup(lookup, commitment);
  }

  learnTokenHash(id: Id, tokenHash: string | null): void {
    if (!this.#tokenHashes.has(id)) this.#tokenHashes.set(id, tokenHash);
  }

  learnLastEvent(target: Id, subject: UserId | undefined, position: Position): void {
    const text = aboutText(target, subject);
    if (!this.#lastEvents.has(text)) this.#lastEvents.set(text, position);
  }

  // The port that decisions read.

  entity(type: EntityType, id: Id): Entity | undefined {
    const entity = this.#present.entity(id);
    if (entity === undefined) throw new StateMiss({ read: 'entity', id });
    return entity?.type === type ? entity : undefined;
  }

  entityByKey(type: EntityType, key: string): Entity | undefined {
    this.#need({ read: 'entityByKey', type, key });
    return this.#present.entityByKey(type, key);
  }

  userByEmail(email: string): Entity | undefined {
    return this.#byLookup('User', foldKey(email))[0];
  }

  identity(text: string): Entity | undefined {
    return this.#byLookup('Identity', text)[0];
  }

  invitationsFor(email: string): readonly Entity[] {
    return this.#byLookup('Invitation', foldKey(email));
  }

  tokenHashOf(invitation: Id): string | undefined {
    const tokenHash = this.#tokenHashes.get(invitation);
    if (tokenHash === undefined) throw new StateMiss({ read: 'tokenHashOf', id: invitation });
    return tokenHash ?? undefined;
  }

  children(parent: Id, type: EntityType): readonly Entity[] {
    this.#need({ read: 'children', parent, type });
    return this.#present.children(parent, type);
  }

  grant({ kind, subject, target, slot, scope }: GrantKey & { readonly scope: Id }): Grant | undefined {
    const key = { kind, subject, target, slot };
    if (!this.#knowsGrantsAt(subject, target, scope)) this.#need({ read: 'grant', ...key });
    return this.#present.grant(key);
  }

  grantsAt(subject: UserId, target: Id, scope: Id): readonly Grant[] {
    if (!this.#knowsGrantsAt(subject, target, scope))
      throw new StateMiss({ read: 'grantsAt', subject, target });
    return this.#present.grantsAt(subject, target);
  }

  #knowsGrantsAt(subject: UserId, target: Id, scope: Id): boolean {
    return (
      this.isKnown({ read: 'grantsAt', subject, target }) ||
      this.isKnown({ read: 'grantsOf', subject, scope }) ||
      this.isKnown({ read: 'allGrantsOf', subject })
    );
  }

  grantsOf(subject: UserId, scope: Id): readonly Grant[] {
    if (!this.isKnown({ read: 'allGrantsOf', subject })) this.#need({ read: 'grantsOf', subject, scope });
    return this.#present.grantsOf(subject, scope);
  }

  allGrantsOf(subject: UserId): readonly Grant[] {
    this.#need({ read: 'allGrantsOf', subject });
    return this.#present.grantsOf(subject);
  }

  grantsOn(target: Id, kind: string): readonly Grant[] {
    this.#need({ read: 'grantsOn', target, kind });
    return this.#present.grantsOn(target, kind);
  }

  /** The same where they are few enough to be at hand at once. Throws {@link TooMany} where they are not. */
  fewGrantsOn(target: Id, kind: string): readonly Grant[] {
    const key = { read: 'fewGrantsOn', target, kind } as const;
    if (!this.isKnown({ ...key, read: 'grantsOn' })) {
      this.#need(key);
      if (this.#many.has(stateKeyText(key))) throw new TooMany();
    }
    return this.#present.grantsOn(target, kind);
  }

  personal(commitment: string): string | undefined {
    const value = this.#personal.get(commitment);
    if (value === undefined) throw new StateMiss({ read: 'personal', commitment });
    return value ?? undefined;
  }

  lastEventAbout(target: Id, subject?: UserId): Position {
    const position = this.#lastEvents.get(aboutText(target, subject));
    if (position === undefined) throw new StateMiss({ read: 'lastEventAbout', target, subject });
    return position;
  }

  /** The living entities whose key is the commitment of a personal value that is found by that text, by id. */
  #byLookup(type: EntityType, lookup: string): Entity[] {
    this.#need({ read: 'entityByLookup', type, lookup });
    const commitments = [...(this.#lookups.get(lookup) ?? [])];
    return commitments
      .flatMap((commitment) => this.#present.entityByKey(type, commitment) ?? [])
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  each<Item, Answer>(items: readonly Item[], read: (item: Item, index: number) => Answer): Answer[] {
    const missing: StateKey[] = [];
    const answers: Answer[] = [];
    for (const [index, item] of items.entries()) {
      try {
        answers.push(read(item, index));
      } catch (error) {
        if (!(error instanceof StateMiss)) throw error;
        missing.push(...error.keys);
      }
    }
    if (missing.length > 0) throw new StateMiss(...missing);
    return answers;
  }

  #need(key: StateKey): void {
    if (!this.isKnown(key)) throw new StateMiss(key);
  }

  #renew(id: Id, tokenHash: string): void {
    const before = this.#tokenHashes.get(id);
    this.#tokenHashes.set(id, tokenHash);
    this.#journal.add(() => {
      if (before === undefined) this.#tokenHashes.delete(id);
      else this.#tokenHashes.set(id, before);
    });
  }

  #learnLookup(lookup: string, commitment: string): void {
    const known = this.#lookups.get(lookup);
    if (known) known.add(commitment);
    else this.#lookups.set(lookup, new Set([commitment]));
  }

  /** The event just recorded is the last one about what it names, whether or not anybody has asked before. */
  #touch(target: Id, subject: UserId | undefined, position: Position): void {
    const text = aboutText(target, subject);
    const before = this.#lastEvents.get(text);
    this.#lastEvents.set(text, position);
    this.#touched.push({ about: text, position });
    this.#journal.add(() => {
      if (before === undefined) this.#lastEvents.delete(text);
      else this.#lastEvents.set(text, before);
    });
  }
}

function aboutText(target: Id, subject: UserId | undefined): string {
  return `${target}/${subject ?? ''}`;
}
