/**
 * PROJECT: the entities and open grants that are at hand in memory, as of the head plus what is being decided.
 * Events change them through the four verbs of a change; what a refusal makes void is undone.
 */
import type { Attributes, Change, EntityType, GrantKey } from '../kernel/change.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Entity, Grant } from '../kernel/state.ts';
import type { Position } from '../kernel/time.ts';
import { Journal } from './journal.ts';

/** What a change does to rows: the resolved form, in which a version is whole. */
export type RowChange =
  | { readonly do: 'entity'; readonly entity: Entity }
  | { readonly do: 'openVersion'; readonly entity: Entity }
  | { readonly do: 'closeVersion'; readonly id: Id }
  | { readonly do: 'openGrant'; readonly grant: Grant }
  | { readonly do: 'closeGrant'; readonly key: GrantKey };

export function grantKeyText(key: GrantKey): string {
  return `${key.subject}/${key.kind}/${key.target}/${key.slot}`;
}

/** The entity after a change that alters it: what the change names replaces, the rest stays. */
export function altered(before: Entity, change: Extract<Change, { do: 'alter' }>): Entity {
  return {
    ...before,
    parent: change.parent === undefined ? before.parent : change.parent,
    key: change.key === undefined ? before.key : change.key,
    attributes: { ...before.attributes, ...change.attributes } as Attributes,
  };
}

export class Present {
  readonly #entities = new Map<Id, Entity | null>();
  readonly #keys = new Map<string, Id>();
  readonly #children = new Map<Id, Set<Id>>();
  readonly #grants = new Map<string, Grant>();
  readonly #bySubject = new Map<UserId, Map<string, Grant>>();
  readonly #byTarget = new Map<Id, Map<string, Grant>>();
  readonly #expiring = new Map<string, Grant>();
  /** Grants that are closed here, and by which event: in the database, or in what was read of it, they may be open still. */
  readonly #closed = new Map<string, Position>();
  readonly #journal = new Journal();

  /** How much is held: entities and grants. */
  get size(): number {
    return this.#entities.size + this.#grants.size;
  }

  /** A point to return to with {@link undo}. */
  mark(): number {
    return this.#journal.mark();
  }

  undo(mark: number): void {
    this.#journal.undo(mark);
  }

  /** The database now holds all that was applied before the mark. Rows read before that may still be on their way. */
  committed(mark = this.mark()): void {
    this.#journal.committed(mark);
  }

  /** Whatever is learned from now on was read when the database held all events up to a position. */
  readsFrom(position: Position): void {
    for (const [text, closedBy] of this.#closed) if (closedBy <= position) this.#closed.delete(text);
  }

  /** Takes an entity as the database has it, unless it is known already; null says that there is none of that id. */
  learnEntity(id: Id, entity: Entity | null): void {
    if (this.#entities.has(id)) return;
    this.#entities.set(id, entity);
    if (entity) this.#index(entity);
  }

  /**
   * Takes an open grant as the database has it, unless it is known already, be it as closed. It is found again by what
   * it was read by: all of that is read together, and most grants are never asked for by anything else.
   */
  learnGrant(grant: Grant, readBy: 'subject' | 'target'): void {
    const text = grantKeyText(grant);
    if (this.#closed.has(text)) return;
    const known = this.#grants.get(text) ?? grant;
    if (known === grant) this.#setGrant(text, grant);
    if (readBy === 'subject') hold(this.#bySubject, known.subject, text, known);
    else hold(this.#byTarget, known.target, text, known);
  }

  /** The entity; null when it is known not to live; undefined when it is not at hand. */
  entity(id: Id): Entity | null | undefined {
    return this.#entities.get(id);
  }

  entityByKey(type: EntityType, key: string): Entity | undefined {
    const id = this.#keys.get(`${type}/${key}`);
    return id === undefined ? undefined : (this.#entities.get(id) ?? undefined);
  }

  children(parent: Id, type: EntityType): Entity[] {
    const found: Entity[] = [];
    for (const id of this.#children.get(parent) ?? []) {
      const entity = this.#entities.get(id);
      if (entity?.type === type) found.push(entity);
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  grant(key: GrantKey): Grant | undefined {
    return this.#grants.get(grantKeyText(key));
  }

  /** The grants of a user, within a scope if one is given, by key. */
  grantsOf(subject: UserId, scope?: Id): Grant[] {
    return select(this.#bySubject.get(subject), (grant) => scope === undefined || grant.scope === scope);
  }

  /** The grants of a user on a target, by key. */
  grantsAt(subject: UserId, target: Id): Grant[] {
    return select(this.#bySubject.get(subject), (grant) => grant.target === target);
  }

  /** The grants of a kind on a target, by key. */
  grantsOn(target: Id, kind: string): Grant[] {
    return select(this.#byTarget.get(target), (grant) => grant.kind === kind);
  }

  /** The open grants that end by themselves. */
  expiring(): Grant[] {
    return [...this.#expiring.values()];
  }

  /** Applies a change of the event at a position and says what it does to rows. An altered entity must be at hand. */
  apply(position: Position, change: Change): readonly RowChange[] {
    switch (change.do) {
      case 'create': {
        const { do: _, ...entity } = change;
        this.#put(entity.id, entity);
        return [
          { do: 'entity', entity },
          { do: 'openVersion', entity },
        ];
      }
      case 'alter': {
        const entity = altered(this.#living(change.id, position), change);
        this.#put(entity.id, entity);
        return [
          { do: 'closeVersion', id: entity.id },
          { do: 'openVersion', entity },
        ];
      }
      case 'delete':
        this.#put(change.id, null);
        return [{ do: 'closeVersion', id: change.id }];
      case 'open': {
        // Spelled out: this is done for every grant that is ever given, and an object spread costs ten times as much.
        const { kind, subject, target, slot } = change.grant;
        const { scope, value, expiresAt } = change;
        const grant: Grant = { kind, subject, target, slot, scope, value, expiresAt, from: position };
        this.#putGrant(grantKeyText(grant), grant);
        return [{ do: 'openGrant', grant }];
      }
      case 'close':
        this.#removeGrant(grantKeyText(change.grant), position);
        return [{ do: 'closeGrant', key: change.grant }];
      default:
        return change satisfies never;
    }
  }

  #living(id: Id, position: Position): Entity {
    const entity = this.#entities.get(id);
    if (!entity) throw new Error(`Event ${position} alters entity ${id}, which does not live`);
    return entity;
  }

  #put(id: Id, entity: Entity | null): void {
    const before = this.#entities.get(id);
    this.#entities.set(id, entity);
    if (before) this.#unindex(before);
    if (entity) this.#index(entity);
    this.#journal.add(() => {
      if (entity) this.#unindex(entity);
      if (before) this.#index(before);
      if (before === undefined) this.#entities.delete(id);
      else this.#entities.set(id, before);
    });
  }

  #index(entity: Entity): void {
    if (entity.key !== null) this.#keys.set(`${entity.type}/${entity.key}`, entity.id);
    if (entity.parent !== null) add(this.#children, entity.parent, entity.id);
  }

  #unindex(entity: Entity): void {
    const key = `${entity.type}/${entity.key}`;
    if (entity.key !== null && this.#keys.get(key) === entity.id) this.#keys.delete(key);
    if (entity.parent !== null) this.#children.get(entity.parent)?.delete(entity.id);
  }

  #putGrant(text: string, grant: Grant): void {
    this.#holdGrant(text, grant);
    this.#journal.add(() => this.#dropGrant(text, grant));
  }

  #removeGrant(text: string, position: Position): void {
    const before = this.#grants.get(text);
    if (before) this.#dropGrant(text, before);
    const closedBefore = this.#closed.get(text);
    this.#closed.set(text, position);
    this.#journal.add(() => {
      if (closedBefore === undefined) this.#closed.delete(text);
      else this.#closed.set(text, closedBefore);
      if (before) this.#holdGrant(text, before);
    });
  }

  #setGrant(text: string, grant: Grant): void {
    this.#grants.set(text, grant);
    if (grant.expiresAt !== null) this.#expiring.set(text, grant);
  }

  #holdGrant(text: string, grant: Grant): void {
    this.#setGrant(text, grant);
    hold(this.#bySubject, grant.subject, text, grant);
    hold(this.#byTarget, grant.target, text, grant);
  }

  #dropGrant(text: string, grant: Grant): void {
    this.#grants.delete(text);
    this.#expiring.delete(text);
    drop(this.#bySubject, grant.subject, text);
    drop(this.#byTarget, grant.target, text);
  }
}

/** The grants that satisfy a condition, in the order of their keys: decisions must not depend on what was read when. */
function select(held: ReadonlyMap<string, Grant> | undefined, condition: (grant: Grant) => boolean): Grant[] {
  if (!held) return [];
  const found: [string, Grant][] = [];
  for (const entry of held) if (condition(entry[1])) found.push(entry);
  if (found.length > 1) found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return found.map(([, grant]) => grant);
}

function hold<K>(index: Map<K, Map<string, Grant>>, key: K, text: string, grant: Grant): void {
  const held = index.get(key);
  if (held) held.set(text, grant);
  else index.set(key, new Map([[text, grant]]));
}

function drop<K>(index: Map<K, Map<string, Grant>>, key: K, text: string): void {
  const held = index.get(key);
  if (held?.delete(text) && held.size === 0) index.delete(key);
}

function add<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const set = index.get(key);
  if (set) set.add(value);
  else index.set(key, new Set([value]));
}
