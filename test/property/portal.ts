/**
 * PROPERTY: over random histories an Instance gives nothing on its Partner and a Partner nothing on its Instances, in
 * reads and in decisions alike (IN-14, IN-15); and what can be shared is what the commands accept (rule C1). The truth is
 * the plainest fold of the log that says who holds what: it knows nothing of what lies in what.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { idsOf, type Json, nodes } from '../support/asking.ts';
import { idOf, type World } from '../support/world.ts';

const USERS = ['ana', 'ben', 'cleo', 'dora'] as const;
const PARTNERS = ['P', 'Q'] as const;
const INSTANCES = ['A', 'B', 'C'] as const;
const THINGS = [...PARTNERS, ...INSTANCES];
const LEVELS = { Partner: ['READ', 'WRITE'], Instance: ['READ', 'WRITE', 'WRITE_AND_DEPLOY'] } as const;
const RIGHTS = ['DISPLAY', 'MODIFY', 'DEPLOY'];

type Thing = keyof typeof LEVELS;
const typeOf = (name: string): Thing =>
  PARTNERS.some((partner) => partner === name) ? 'Partner' : 'Instance';
const emailOf = (who: string) => `${who}@x.io`;

interface Step {
  readonly actor: string;
  readonly command: string;
  readonly input: Json;
}

const actor = fc.constantFrom('genesis', ...USERS, ...USERS);
const user = fc.constantFrom<string>(...USERS);
const some = (names: readonly string[]) =>
  fc.subarray([...names], { minLength: 1 }).map((chosen) => chosen.map((name) => idOf(name)));
const level = (type: Thing) => fc.constantFrom<string>(...LEVELS[type]);
const step = (command: string, input: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Step> =>
  fc.record({ actor, command: fc.constant(command), input: fc.record(input) });
const named = user.map(idOf);
const steps = fc.oneof(
  step('setInstanceAccess', { user: named, level: level('Instance'), instances: some(INSTANCES) }),
  step('setPartnerAccess', { user: named, level: level('Partner'), partners: some(PARTNERS) }),
  step('revokeInstanceAccess', { user: named, instances: some(INSTANCES) }),
  step('revokePartnerAccess', { user: named, partners: some(PARTNERS) }),
  step('shareByEmail', {
    email: user.map(emailOf),
    instanceLevel: level('Instance'),
    instances: some(INSTANCES),
    partnerLevel: level('Partner'),
    partners: some(PARTNERS),
  }),
  step('moveUser', { user: named, partner: fc.constantFrom(...PARTNERS).map(idOf) }),
  step('moveInstance', {
    instance: fc.constantFrom(...INSTANCES).map(idOf),
    partner: fc.constantFrom(...PARTNERS).map(idOf),
  }),
);

/** A form that somebody fills in for one thing. */
const probe = fc.record({
  actor,
  thing: fc.constantFrom(...THINGS),
  user: fc.option(user, { nil: undefined }),
  byId: fc.boolean(),
  level: fc.nat({ max: 2 }),
});
type Probe = typeof probe extends fc.Arbitrary<infer P> ? P : never;

export const randomSteps = fc.array(steps, { minLength: 15, maxLength: 25 });
export const randomProbes = fc.array(probe, { minLength: 15, maxLength: 20 });

/** What the portal begins with. */
export async function raisePortal(world: World): Promise<void> {
  await world.people(...USERS);
  for (const [name, writer] of [
    ['P', 'ana'],
    ['Q', 'ben'],
  ] as const) {
    await world.run('genesis', 'createPartner', { id: idOf(name), name, firstWriter: idOf(writer) });
    await world.run('genesis', 'grantCreateInstances', { user: idOf(writer) });
  }
  for (const [name, partner, maker] of [
    ['A', 'P', 'ana'],
    ['B', 'P', 'ana'],
    ['C', 'Q', 'ben'],
  ] as const)
    await world.run(maker, 'createInstance', { id: idOf(name), partner: idOf(partner), name });
}

/** Accepted, or the code of the refusal. */
async function tryIt(world: World, { actor: who, command, input }: Step): Promise<string> {
  try {
    await world.run(who, command, input);
    return 'accepted';
  } catch (error) {
    const [, code] = /by .*?: ([A-Z_]+) /.exec(String(error)) ?? [];
    if (code === undefined) throw error;
    return code;
  }
}

interface Held {
  /** The level by `user thing`. */
  readonly levels: ReadonlyMap<string, string>;
  readonly homes: ReadonlyMap<string, string>;
}

/** Who holds what and is at home where, from the log alone. */
async function held(world: World): Promise<Held> {
  const levels = new Map<string, string>();
  const homes = new Map<string, string>();
  let after: string | null = null;
  do {
    const query = `query ($after: String) { events(first: 500, after: $after, order: OLDEST_FIRST,
      types: [PermissionGranted, PermissionChanged, PermissionRevoked, UserPartnerChanged]) {
      pageInfo { hasNextPage endCursor } edges { node { type subjectId targetId
        ... on PermissionGranted { value } ... on PermissionChanged { becomes: to } ... on UserPartnerChanged { home: to } } } } }`;
    const { events }: { events: Json } = await world.data('genesis', query, { after });
    for (const event of nodes(events)) {
      const key = `${event.subjectId} ${event.targetId}`;
      if (event.type === 'PermissionRevoked') levels.delete(key);
      else if (event.type === 'UserPartnerChanged') homes.set(String(event.subjectId), String(event.home));
      else levels.set(key, String(event.value ?? event.becomes));
    }
    const page = events.pageInfo as { hasNextPage: boolean; endCursor: string };
    after = page.hasNextPage ? page.endCursor : null;
  } while (after !== null);
  return { levels, homes };
}

export async function keepsApart(world: World, history: readonly Step[]): Promise<void> {
  for (const each of history) await tryIt(world, each);
  const { levels, homes } = await held(world);
  for (const who of USERS) {
    const levelOn = (name: string) => levels.get(`${idOf(who)} ${idOf(name)}`);
    const isHome = (name: string) => homes.get(idOf(who)) === idOf(name);
    const known = THINGS.filter((name) => levelOn(name) !== undefined || isHome(name));
    await readsOnly(world, who, known, levelOn);
    for (const name of THINGS) {
      const type = typeOf(name);
      const level = levelOn(name);
      const expected =
        level !== undefined && level !== 'READ'
          ? 'accepted'
          : known.includes(name)
            ? 'FORBIDDEN'
            : 'NOT_FOUND';
      const input = { [type.toLowerCase()]: idOf(name), name };
      const told = `${who} renames ${name}, holding ${level}`;
      expect(await tryIt(world, { actor: who, command: `rename${type}`, input }), told).toBe(expected);
    }
  }
}

/** By every door the user reads exactly what they may know of, and `can` says of each what their own level gives. */
async function readsOnly(
  world: World,
  who: string,
  known: readonly string[],
  levelOn: (name: string) => string | undefined,
): Promise<void> {
  const checks = THINGS.flatMap((name) =>
    RIGHTS.filter((right) => right !== 'DEPLOY' || typeOf(name) === 'Instance').map((right) => ({
      user: idOf(who),
      right,
      target: idOf(name),
    })),
  );
  const query = `query ($ids: [ID!]!, $checks: [CheckInput!]!) { nodes(ids: $ids) { id }
    partners { edges { node { id instances { edges { node { id } } } } } } instances { edges { node { id } } }
    canEach(checks: $checks) { right target { id } allowed } }`;
  const ids = THINGS.map((name) => idOf(name));
  const { nodes: found, ...lists } = await world.data<{ nodes: (Json | null)[] } & Json>(who, query, {
    ids,
    checks,
  });
  const sorted = (type: Thing) =>
    known
      .filter((name) => typeOf(name) === type)
      .map((name) => idOf(name) as string)
      .sort();
  expect(found.flatMap((node) => (node ? [String(node.id)] : [])).sort()).toEqual(
    [...sorted('Partner'), ...sorted('Instance')].sort(),
  );
  expect(idsOf(lists.partners)).toEqual(sorted('Partner'));
  expect(idsOf(lists.instances)).toEqual(sorted('Instance'));
  const inPartners = nodes(lists.partners).flatMap(({ instances }) => idsOf(instances));
  expect(inPartners.filter((id) => !sorted('Instance').includes(id))).toEqual([]);
  for (const answer of lists.canEach as readonly (Json | null)[]) {
    if (!answer) continue;
    const name = THINGS.find((each) => idOf(each) === (answer.target as Json).id) ?? '';
    const place = (LEVELS[typeOf(name)] as readonly string[]).indexOf(levelOn(name) ?? '');
    expect(answer.allowed, `${who} ${answer.right} ${name}`).toBe(
      place >= RIGHTS.indexOf(String(answer.right)),
    );
  }
}

/** Whether one thing is offered for sharing, exactly when the command then accepts it. Answers how many were accepted. */
export async function sharesWhatIsOffered(world: World, probes: readonly Probe[]): Promise<number> {
  let accepted = 0;
  for (const each of probes) {
    const type = typeOf(each.thing);
    const level = LEVELS[type][each.level % LEVELS[type].length] as string;
    const reference = each.user && (each.byId ? idOf(each.user) : emailOf(each.user));
    const query = `query ($level: ${type}Level!, $user: String) {
      offered: shareable${type}s(level: $level, user: $user) { edges { node { id } } } }`;
    const { offered } = await world.data(each.actor, query, { level, user: reference });
    const isOffered = idsOf(offered).includes(idOf(each.thing));
    const list = { [`${type.toLowerCase()}s`]: [idOf(each.thing)] };
    // Without a user the form is that of sharing by email, with somebody who holds nothing.
    const outcome = await tryIt(
      world,
      reference === undefined
        ? {
            actor: each.actor,
            command: 'shareByEmail',
            input: { email: 'stranger@x.io', [`${type.toLowerCase()}Level`]: level, ...list },
          }
        : { actor: each.actor, command: `set${type}Access`, input: { user: reference, level, ...list } },
    );
    const told = `${JSON.stringify(each)} ${level}: ${outcome}`;
    expect(isOffered, told).toBe(outcome === (reference === undefined ? STRANGER : 'accepted'));
    if (isOffered) accepted += 1;
  }
  return accepted;
}

/** Nobody has that email: so whoever may share is told just that, and nothing changes. */
const STRANGER = 'USER_NOT_REGISTERED';
