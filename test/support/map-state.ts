/** The present as maps, folded from changes one by one: the simplest state that decisions can be made with. */
import type { Change, EntityType, GrantKey } from '../../src/kernel/change.ts';
import type { PersonalField, RecordedEvent } from '../../src/kernel/event.ts';
import type { Id, UserId } from '../../src/kernel/ids.ts';
import type { Entity, Grant, State } from '../../src/kernel/state.ts';
import { foldKey } from '../../src/kernel/text.ts';
import type { Position } from '../../src/kernel/time.ts';

const keyOf = ({ kind, subject, target, slot }: GrantKey) => [kind, subject, target, slot].join('/');
const byKey = (a: Grant, b: Grant) => (keyOf(a) < keyOf(b) ? -1 : 1);

export class MapState implements State {
  readonly entities = new Map<Id, Entity>();
  readonly grants = new Map<string, Grant>();
  readonly #personal = new Map<string, string>();
  readonly #tokenHashes = new Map<Id, string>();
  readonly #touched = new Map<string, Position>();

  /** Commitments for personal values: here their name and place, which is as unique as a hash. */
  commit(
    personal: Readonly<Partial<Record<PersonalField, string>>>,
    position: Position,
  ): RecordedEvent['personal'] {
    const entries = Object.entries(personal).map(([field, value]) => {
      const commitment = `${field}@${position}`;
      this.#personal.set(commitment, value);
      return [field, commitment];
    });
    return Object.fromEntries(entries);
  }

  apply(event: RecordedEvent, changes: readonly Change[]): void {
    this.#touched.set(event.target.id, event.position);
    if (event.subject) this.#touched.set(`${event.target.id}/${event.subject}`, event.position);
    for (const change of changes) this.#applyOne(change, event.position);
  }

  #applyOne(change: Change, from: Position): void {
    switch (change.do) {
      case 'create': {
        const { do: _do, ...entity } = change;
        if (this.entities.has(entity.id)) throw new Error(`${entity.id} exists`);
        this.entities.set(entity.id, entity);
        return;
      }
      case 'alter': {
        const { do: _do, id, attributes, ...rest } = change;
        const entity = this.entities.get(id);
        if (!entity) throw new Error(`${id} does not exist`);
        this.entities.set(id, { ...entity, ...rest, attributes: { ...entity.attributes, ...attributes } });
        return;
      }
      case 'delete':
        if (!this.entities.delete(change.id)) throw new Error(`${change.id} does not exist`);
        return;
      case 'open': {
        const { grant, scope, value, expiresAt } = change;
        if (this.grants.has(keyOf(grant))) throw new Error(`${keyOf(grant)} is open`);
        this.grants.set(keyOf(grant), { ...grant, scope, value, expiresAt, from });
        return;
      }
      case 'close':
        if (!this.grants.delete(keyOf(change.grant))) throw new Error(`${keyOf(change.grant)} is not open`);
        return;
      default:
        change satisfies never;
    }
  }

  /** Everything that is, as one text: equal before and after an event that changes nothing. */
  fingerprint(): string {
    const grants = [...this.grants.values()].sort(byKey).map(({ from: _from, ...grant }) => grant);
    return JSON.stringify([[...this.entities].sort(), grants]);
  }

  /** The grant that is the next to expire by a moment, in the order of rule T4. */
  nextDue(now: string): Grant | undefined {
    const due = [...this.grants.values()].filter(
      (grant) => grant.expiresAt !== null && grant.expiresAt <= now,
    );
    const order = (a: Grant, b: Grant) =>
      String(a.expiresAt).localeCompare(String(b.expiresAt)) || a.from - b.from;
    return due.sort(order)[0];
  }

  entity(type: EntityType, id: Id): Entity | undefined {
    const entity = this.entities.get(id);
    return entity?.type === type ? entity : undefined;
  }

  entityByKey(type: EntityType, key: string): Entity | undefined {
    return [...this.entities.values()].find((entity) => entity.type === type && entity.key === key);
  }

  userByEmail(email: string): Entity | undefined {
    return [...this.entities.values()].find((entity) => {
      const value = this.personal(String(entity.attributes.email));
      return entity.type === 'User' && value !== undefined && foldKey(value) === foldKey(email);
    });
  }

  identity(text: string): Entity | undefined {
    return [...this.entities.values()].find(
      (entity) => entity.type === 'Identity' && this.personal(String(entity.key)) === text,
    );
  }

  invitationsFor(email: string): Entity[] {
    const found = [...this.entities.values()].filter(({ type, key }) => {
      const value = type === 'Invitation' && key !== null ? this.personal(key) : undefined;
      return value !== undefined && foldKey(value) === foldKey(email);
    });
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  tokenHashOf(invitation: Id): string | undefined {
    return this.#tokenHashes.get(invitation);
  }

  /** What an event leaves beside the log. */
  keep(id: Id, tokenHash: string): void {
    this.#tokenHashes.set(id, tokenHash);
  }

  children(parent: Id, type: EntityType): Entity[] {
    const found = [...this.entities.values()].filter((each) => each.parent === parent && each.type === type);
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  grant(key: GrantKey): Grant | undefined {
    return this.grants.get(keyOf(key));
  }

  grantsAt(subject: UserId, target: Id): Grant[] {
    return this.allGrantsOf(subject).filter((grant) => grant.target === target);
  }

  grantsOf(subject: UserId, scope: Id): Grant[] {
    return this.allGrantsOf(subject).filter((grant) => grant.scope === scope);
  }

  allGrantsOf(subject: UserId): Grant[] {
    return [...this.grants.values()].filter((grant) => grant.subject === subject).sort(byKey);
  }

  grantsOn(target: Id, kind: string): Grant[] {
    return [...this.grants.values()]
      .filter((grant) => grant.target === target && grant.kind === kind)
      .sort(byKey);
  }

  each<Item, Answer>(items: readonly Item[], read: (item: Item, index: number) => Answer): Answer[] {
    return items.map(read);
  }

  personal(commitment: string): string | undefined {
    return this.#personal.get(commitment);
  }

  lastEventAbout(target: Id, subject?: UserId): Position {
    return this.#touched.get(subject ? `${target}/${subject}` : target) ?? 0;
  }
}
