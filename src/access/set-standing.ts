/** READ and DECIDE: what somebody may do with the Permission Sets of one Instance, from those that they hold there (A17). */
import { covers } from '../grants/permission-sets/language/covers.ts';
import { PERMSET } from '../grants/permission-sets/language/names.ts';
import { EVERYTHING, type Permission } from '../grants/permission-sets/language/permission.ts';
import type { Id } from '../kernel/ids.ts';

/** What is asked of a holder of `permset`: seeing a set, changing it, deleting it. */
export type SetAction = 'read' | 'edit' | 'delete';

/** A set that is held. */
export interface HeldSet {
  readonly id: Id;
  readonly permissions: readonly Permission[];
}

export class SetStanding {
  /** The effective permissions: those of all sets held on the Instance. */
  readonly permissions: readonly Permission[];
  /** Whether they may assign and unassign what they see. */
  readonly managesUsers: boolean;
  /** Whether they hold every permission that there is. */
  readonly holdsEverything: boolean;
  /** The names of the sets that `permset=read` names for them. */
  readonly readNames: ReadonlySet<string>;
  readonly #held: ReadonlySet<Id>;

  constructor(held: readonly HeldSet[]) {
    const permissions = held.flatMap((set) => set.permissions);
    this.#held = new Set(held.map(({ id }) => id));
    this.permissions = permissions;
    this.managesUsers = covers(permissions, { feature: 'users', action: 'edit', values: null });
    this.holdsEverything = covers(permissions, EVERYTHING);
    const reading = permissions.filter(({ feature, action }) => feature === PERMSET && action === 'read');
    this.readNames = new Set(reading.flatMap(({ values }) => values ?? []));
  }

  /** Whether they see a set: they hold it, or `permset=read` shows it. */
  sees({ id, name }: { readonly id: Id; readonly name: string }): boolean {
    return this.#held.has(id) || this.may('read', name);
  }

  /** Whether they may do that to the set of a name; without one, to any set, which creating asks for. */
  may(action: SetAction, name?: string): boolean {
    return covers(this.permissions, { feature: PERMSET, action, values: name === undefined ? null : [name] });
  }

  /** Whether assigning the set of that name was delegated to them: then they need not hold what it holds (A18). */
  isDelegated(name: string): boolean {
    return this.managesUsers && this.readNames.has(name);
  }
}
