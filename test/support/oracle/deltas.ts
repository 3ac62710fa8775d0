/**
 * ORACLE: what exactly a command about Partners, Instances or Permission Sets changes: all that it says, and nothing
 * beside it. Of commands about anything else it says that none of that changes, but what a user who is deleted held.
 */
import { canonical } from './canonical.ts';
import { canonicalList, permissionOf, printed } from './permissions.ts';
import { type Personal, valueBehind } from './personal.ts';
import { folded, nameOf } from './rows.ts';
import type { Command } from './scenario.ts';
import { asOf, type Grant, type World } from './world.ts';

const KINDS = ['CREATE_INSTANCES', 'INSTANCE_ACCESS', 'PARTNER_ACCESS', 'PERMISSION_SET'];

/** What somebody holds: kind, subject and target to value and end. */
type Held = Map<string, { readonly value: string; readonly expiresAt: string | null }>;
/** What there is: the things of each list by id, and the home Partner of every user. */
type Things = Map<string, Readonly<Record<string, unknown>>>;

/** The part of a world that these commands are about. */
interface Portal {
  readonly held: Held;
  readonly things: Things;
}

const keyOf = (kind: string, subject: string, target: string): string => [kind, subject, target].join('/');

function portalAt(world: World, position: number): Portal {
  const grants = asOf(world.grants, position).filter(({ kind }) => KINDS.includes(kind));
  const things = [world.partners, world.instances, world.permSets].flatMap((list) =>
    asOf<Lasting>(list, position).map(({ from: _from, until: _until, ...row }) => [row.id, row] as const),
  );
  const homes = asOf(world.users, position).flatMap(({ id, homePartnerId: home }) =>
    home === null ? [] : [[id, { home }] as const],
  );
  return {
    held: new Map(
      grants.map(({ kind, subject, target, value, expiresAt }: Grant) => [
        keyOf(kind, subject, target),
        { value, expiresAt },
      ]),
    ),
    things: new Map<string, Readonly<Record<string, unknown>>>([...things, ...homes]),
  };
}

type Lasting = { readonly id: string; readonly from: number; until: number | null };

/** A command that was accepted, and what it was accepted in. */
export interface Accepted {
  readonly command: Command;
  readonly world: World;
  readonly personal: Personal;
  /** The positions before the first of its events, and of the last. */
  readonly before: number;
  readonly after: number;
  /** Whether it is a line of history, whose creations give their actor nothing (A27). */
  readonly inHistory: boolean;
}

/** What an accepted command changed that it should not have, or left as it was; nothing when all is well. */
export function stray(accepted: Accepted): string[] {
  const { command, world, before, after } = accepted;
  const expected = portalAt(world, before);
  DELTAS[command.name]?.(new Delta(expected, accepted), command.input);
  const found = portalAt(world, after);
  return [...unequal(expected.held, found.held), ...unequal(expected.things, found.things)].map(
    (flaw) => `after ${command.name} ${flaw}`,
  );
}

function unequal(expected: ReadonlyMap<string, unknown>, found: ReadonlyMap<string, unknown>): string[] {
  const keys = [...new Set([...expected.keys(), ...found.keys()])];
  return keys.flatMap((key) => {
    const [due, is] = [expected, found].map((map) => map.has(key) && canonical(map.get(key)));
    return due === is ? [] : [`${key} is ${is}, not ${due}`];
  });
}

/** Turns what was into what should be. */
class Delta {
  readonly #portal: Portal;
  readonly #accepted: Accepted;

  constructor(portal: Portal, accepted: Accepted) {
    this.#portal = portal;
    this.#accepted = accepted;
  }

  get actor(): string {
    return this.#accepted.command.actor;
  }

  get inHistory(): boolean {
    return this.#accepted.inHistory;
  }

  /** The user whom a reference named, by id or by email. */
  user(reference: unknown): string {
    const { world, personal, before } = this.#accepted;
    const wanted = folded(String(reference));
    const named = asOf(world.users, before).find(
      ({ id, email }) => id === wanted || folded(valueBehind(personal, email) ?? id) === wanted,
    );
    if (!named) throw new Error(`a command was accepted that names nobody: ${reference}`);
    return named.id;
  }

  /** Somebody holds that from now on; an end that is left out stays what it was (A4). */
  gives(kind: string, subject: string, target: string, value: string, expiresAt?: unknown): void {
    const key = keyOf(kind, subject, target);
    const kept = this.#portal.held.get(key)?.expiresAt ?? null;
    const end = expiresAt === undefined ? kept : expiresAt && new Date(String(expiresAt)).toISOString();
    this.#portal.held.set(key, { value, expiresAt: end as string | null });
  }

  takes(kind: string, subject: string, target: string): void {
    this.#portal.held.delete(keyOf(kind, subject, target));
  }

  /** Nobody holds anything on it, or by it. */
  endsAllOf(id: string): void {
    for (const key of [...this.#portal.held.keys()]) if (key.includes(id)) this.#portal.held.delete(key);
  }

  creates(id: unknown, thing: Readonly<Record<string, unknown>>): void {
    this.#portal.things.set(String(id), thing);
  }

  alters(id: unknown, change: Readonly<Record<string, unknown>>): void {
    this.#portal.things.set(String(id), { ...this.thing(id), ...change });
  }

  deletes(id: unknown): void {
    this.#portal.things.delete(String(id));
    this.endsAllOf(String(id));
  }

  thing(id: unknown): Readonly<Record<string, unknown>> {
    return this.#portal.things.get(String(id)) ?? {};
  }

  /** The sets of an Instance. */
  setsOn(
    instance: unknown,
  ): { readonly id: string; readonly name: string; readonly permissions: string[] }[] {
    const all = [...this.#portal.things.values()].filter(({ instanceId }) => instanceId === instance);
    return all as unknown as ReturnType<Delta['setsOn']>;
  }
}

type Input = Readonly<Record<string, unknown>>;

const EVERYWHERE = '00000000-0000-0000-0000-000000000000';
const ids = (value: unknown): string[] => (value ?? []) as string[];
const nameIn = (value: unknown): string => nameOf(String(value));

function setsAccess(kind: string, list: string) {
  return (delta: Delta, { user, level, expiresAt, [list]: targets }: Input) => {
    for (const target of ids(targets)) delta.gives(kind, delta.user(user), target, String(level), expiresAt);
  };
}

function revokesAccess(kind: string, list: string) {
  return (delta: Delta, { user, [list]: targets }: Input) => {
    for (const target of ids(targets)) delta.takes(kind, delta.user(user), target);
  };
}

function createsSet(delta: Delta, { id, instance, name, description, enabled, permissions }: Input): void {
  delta.creates(id, {
    instanceId: instance,
    name: nameIn(name),
    description: description ?? null,
    enabled: enabled ?? true,
    permissions: canonicalList(ids(permissions)),
    sourceId: null,
    id,
  });
}

function registers(delta: Delta, { id, homePartner }: Input): void {
  if (homePartner !== undefined) delta.creates(id, { home: homePartner });
}

const DELTAS: Readonly<Record<string, (delta: Delta, input: Input) => void>> = {
  createUser: registers,
  registerUser: registers,
  deleteUser: (delta, { user }) => delta.deletes(delta.user(user)),
  createPartner(delta, { id, name, firstWriter }) {
    delta.creates(id, { name: nameIn(name), id });
    delta.gives('PARTNER_ACCESS', delta.user(firstWriter), String(id), 'WRITE', null);
  },
  renamePartner: (delta, { partner, name }) => delta.alters(partner, { name: nameIn(name) }),
  deletePartner: (delta, { partner }) => delta.deletes(partner),
  moveUser: (delta, { user, partner }) => delta.alters(delta.user(user), { home: partner }),
  createInstance(delta, { id, partner, name }) {
    delta.creates(id, { partnerId: partner, name: nameIn(name), id });
    if (!delta.inHistory) delta.gives('INSTANCE_ACCESS', delta.actor, String(id), 'WRITE_AND_DEPLOY', null);
  },
  renameInstance: (delta, { instance, name }) => delta.alters(instance, { name: nameIn(name) }),
  moveInstance: (delta, { instance, partner }) => delta.alters(instance, { partnerId: partner }),
  deleteInstance(delta, { instance }) {
    for (const { id } of delta.setsOn(instance)) delta.deletes(id);
    delta.deletes(instance);
  },
  grantCreateInstances: (delta, { user, expiresAt }) =>
    delta.gives('CREATE_INSTANCES', delta.user(user), EVERYWHERE, 'CREATOR', expiresAt),
  revokeCreateInstances: (delta, { user }) => delta.takes('CREATE_INSTANCES', delta.user(user), EVERYWHERE),
  setInstanceAccess: setsAccess('INSTANCE_ACCESS', 'instances'),
  revokeInstanceAccess: revokesAccess('INSTANCE_ACCESS', 'instances'),
  setPartnerAccess: setsAccess('PARTNER_ACCESS', 'partners'),
  revokePartnerAccess: revokesAccess('PARTNER_ACCESS', 'partners'),
  shareByEmail(delta, { email: user, instances, instanceLevel, partners, partnerLevel, expiresAt }) {
    setsAccess('INSTANCE_ACCESS', 'instances')(delta, { user, instances, level: instanceLevel, expiresAt });
    setsAccess('PARTNER_ACCESS', 'partners')(delta, { user, partners, level: partnerLevel, expiresAt });
  },
  createPermSet: createsSet,
  renamePermSet(delta, { set, name, updateReferences }) {
    const { instanceId, name: old } = delta.thing(set);
    delta.alters(set, { name: nameIn(name) });
    if (updateReferences !== true) return;
    for (const { id, permissions } of delta.setsOn(instanceId)) {
      delta.alters(id, { permissions: renamedIn(permissions, String(old), nameIn(name)) });
    }
  },
  editPermSet(delta, { set, description, permissions }) {
    if (description !== undefined) delta.alters(set, { description });
    if (permissions !== undefined) delta.alters(set, { permissions: canonicalList(ids(permissions)) });
  },
  enablePermSet: (delta, { set }) => delta.alters(set, { enabled: true }),
  disablePermSet(delta, { set }) {
    delta.alters(set, { enabled: false });
    delta.endsAllOf(String(set));
  },
  duplicatePermSet(delta, { id, set, name }) {
    const { instanceId, name: original } = delta.thing(set);
    const taken = delta.setsOn(instanceId).map((one) => folded(one.name));
    const given = name === undefined ? freeName(String(original), taken) : nameIn(name);
    delta.creates(id, { ...delta.thing(set), name: given, sourceId: set, id });
  },
  deletePermSet: (delta, { set }) => delta.deletes(set),
  importPermSets(delta, { instance, file, onClash, ids: fresh }) {
    const { permissionSets } = file as { permissionSets: readonly Input[] };
    for (const [n, item] of permissionSets.entries()) {
      const taken = delta.setsOn(instance).map(({ name }) => folded(name));
      if (onClash === 'SKIP' && taken.includes(folded(String(item.name)))) continue;
      createsSet(delta, { ...item, instance, id: ids(fresh)[n] });
    }
  },
  assignPermSet(delta, { set, users, expiresAt }) {
    for (const user of ids(users))
      delta.gives('PERMISSION_SET', delta.user(user), String(set), 'HOLDER', expiresAt);
  },
  unassignPermSet(delta, { set, users }) {
    for (const user of ids(users)) delta.takes('PERMISSION_SET', delta.user(user), String(set));
  },
};

/** The first of the names of a duplicate that no set bears (A22). */
function freeName(original: string, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? `${original} (copy)` : `${original} (copy ${n})`;
    if (!taken.includes(folded(name))) return name;
  }
}

/** Permissions in which one name stands for another wherever sets are named. */
function renamedIn(permissions: readonly string[], old: string, name: string): string[] {
  return canonicalList(
    permissions.map((text) => {
      const { feature, action, values } = permissionOf(text);
      if (feature !== 'permset' || values === null) return text;
      return printed({ feature, action, values: values.map((value) => (value === old ? name : value)) });
    }),
  );
}
