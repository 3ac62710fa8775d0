/** DECIDE: names for what a decision may read, so that what is missing can be fetched set-wise and read again. */
import type { EntityType } from '../kernel/change.ts';
import type { Id, UserId } from '../kernel/ids.ts';

export type StateKey =
  | { readonly read: 'entity'; readonly id: Id }
  | { readonly read: 'entityByKey'; readonly type: EntityType; readonly key: string }
  | { readonly read: 'entityByLookup'; readonly type: EntityType; readonly lookup: string }
  | { readonly read: 'tokenHashOf'; readonly id: Id }
  | { readonly read: 'children'; readonly parent: Id; readonly type: EntityType }
  | {
      readonly read: 'grant';
      readonly kind: string;
      readonly subject: UserId;
      readonly target: Id;
      readonly slot: string;
    }
  | { readonly read: 'grantsAt'; readonly subject: UserId; readonly target: Id }
  | { readonly read: 'grantsOf'; readonly subject: UserId; readonly scope: Id }
  | { readonly read: 'allGrantsOf'; readonly subject: UserId }
  | { readonly read: 'grantsOn'; readonly target: Id; readonly kind: string }
  | { readonly read: 'fewGrantsOn'; readonly target: Id; readonly kind: string }
  | { readonly read: 'personal'; readonly commitment: string }
  | { readonly read: 'lastEventAbout'; readonly target: Id; readonly subject: UserId | undefined };

/** The one function that makes a text of a key: all that decides the answer is in it. */
export function stateKeyText(key: StateKey): string {
  let text = '';
  for (const name in key) text += `/${key[name as keyof StateKey]}`;
  return text;
}

/** Thrown by reads whose answers are not at hand; caught by the lane alone, which fetches them and decides again. */
export class StateMiss {
  readonly keys: readonly StateKey[];
  constructor(...keys: readonly StateKey[]) {
    this.keys = keys;
  }
}

/** Thrown by {@link LaneState.fewGrantsOn} where they are too many: the lane then takes them page by page. */
export class TooMany {}
