/** DECIDE: Permission Sets as decisions read them, and what the events about one have in common. */
import type { Scope, Target } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import type { Entity, State } from '../../kernel/state.ts';
import { PERMISSION_SET } from '../kinds/permission-set/kind.ts';
import type { Place } from '../lifecycle.ts';
import type { Permission } from './language/permission.ts';
import { parsePermissions } from './language/permission-list.ts';
import { setKey } from './set-key.ts';

export interface PermSet {
  readonly id: Id;
  readonly instance: Id;
  readonly name: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly permissions: readonly Permission[];
  /** The same as canonical texts, in their order. */
  readonly texts: readonly string[];
}

export function asPermSet({ id, scope, attributes }: Entity): PermSet {
  const texts = attributes.permissions as readonly string[];
  return {
    id,
    instance: scope,
    name: attributes.name as string,
    description: attributes.description as string | null,
    enabled: attributes.enabled as boolean,
    permissions: parsePermissions(texts),
    texts,
  };
}

export function setById(state: State, id: Id): PermSet | undefined {
  const entity = state.entity('PermSet', id);
  return entity && asPermSet(entity);
}

/** The set of an Instance whose name is that one but for its case. */
export function setByName(state: State, instance: Id, name: string): PermSet | undefined {
  const entity = state.entityByKey('PermSet', setKey(instance, name));
  return entity && asPermSet(entity);
}

/** Where a user's holding of a set is. */
export function holdingPlace({ id, instance }: Pick<PermSet, 'id' | 'instance'>, subject: UserId): Place {
  return { kind: PERMISSION_SET.name, subject, target: id, slot: '', scope: instance };
}

/** The part of the envelope that every event about a set shares. */
export function aboutSet({ id, instance }: Pick<PermSet, 'id' | 'instance'>): {
  readonly target: Target;
  readonly scope: Scope;
} {
  return { target: { type: 'PermSet', id }, scope: { instance } };
}
