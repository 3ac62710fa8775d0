// The Instance that tests of Permission Sets play on: ada administers it, dora was delegated, kim and lee work there.
import { by, idOf, people } from '../../support/given.ts';

export const create = (actor: string, name: string, permissions: readonly string[], more: object = {}) =>
  by(actor, 'createPermSet', { id: idOf(name), instance: idOf('shop'), name, permissions, ...more });
export const assign = (actor: string, set: string, users: readonly string[], more: object = {}) =>
  by(actor, 'assignPermSet', { set: idOf(set), users: users.map((user) => `${user}@x.io`), ...more });
export const unassign = (actor: string, set: string, ...users: readonly string[]) =>
  by(actor, 'unassignPermSet', { set: idOf(set), users: users.map((user) => `${user}@x.io`) });
export const rename = (actor: string, set: string, name: string, more: object = {}) =>
  by(actor, 'renamePermSet', { set: idOf(set), name, ...more });
export const edit = (actor: string, set: string, more: object) =>
  by(actor, 'editPermSet', { set: idOf(set), ...more });
export const change = (actor: string, what: 'enable' | 'disable' | 'delete', set: string) =>
  by(actor, `${what}PermSet`, { set: idOf(set) });

/** Somebody with a set of their own: its name is theirs in capitals. */
export const holding = (user: string, ...permissions: readonly string[]) => [
  ...people(user),
  create('op', user.toUpperCase(), permissions),
  assign('op', user.toUpperCase(), [user]),
];

export const house = [
  ...people('kim', 'lee', 'otto'),
  ...people('ann'),
  by('op', 'createPartner', { id: idOf('partner'), name: 'Partner', firstWriter: 'ann@x.io' }),
  by('op', 'grantCreateInstances', { user: idOf('ann') }),
  by('ann', 'createInstance', { id: idOf('shop'), partner: idOf('partner'), name: 'Shop' }),
  by('ann', 'createInstance', { id: idOf('other'), partner: idOf('partner'), name: 'Other' }),
  ...holding('ada', '*=*'),
];
