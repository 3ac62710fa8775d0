/** READ: who holds Permission Sets, as the API shows it: a holding, and all holdings of a user on an Instance. */
import type { InstanceView, PermSetView, UserView } from './entity-views.ts';
import type { GrantView } from './grant-view.ts';

/** A set that a user holds. */
export interface SetHolding {
  readonly user: UserView;
  readonly set: PermSetView;
  readonly grant: GrantView;
}

/** An Instance on which a user holds sets. */
export interface SetsOnInstance {
  readonly user: UserView;
  readonly instance: InstanceView;
}

/** A permission that a user has on an Instance, and the sets that give it. */
export interface EffectivePermission {
  readonly permission: string;
  readonly givenBy: readonly PermSetView[];
}
