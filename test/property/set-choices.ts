/**
 * PROPERTY: the Permission Sets that somebody is offered to assign are those that the rules let them assign, all of them
 * and no other; and the lane accepts exactly those (rule C1).
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { authority } from '../support/oracle/authority.ts';
import { INSTANCES } from '../support/oracle/cast.ts';
import { setsOn } from '../support/oracle/perm-sets.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { living, type PermSet, type User } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

/** Somebody opens the form on an Instance, having named somebody or nobody yet, and takes one of its sets. */
interface Choice {
  readonly viewer: number;
  readonly instance: string;
  readonly named: number | 'nobody' | 'oneself';
  readonly taken: number;
}

const [live = '', , depot = ''] = INSTANCES;
export const randomChoices: fc.Arbitrary<Choice[]> = fc.noBias(
  fc.array(
    fc.record({
      viewer: fc.nat({ max: 20 }),
      instance: fc.constantFrom(live, live, depot, ...INSTANCES),
      named: fc.oneof(fc.nat({ max: 20 }), fc.constantFrom('nobody' as const, 'oneself' as const)),
      taken: fc.nat({ max: 11 }),
    }),
    { minLength: 15, maxLength: 20, size: 'max' },
  ),
);

/** Everybody looks at the Instance where some are delegated a few of the sets. */
export const CHOOSING: readonly Choice[] = Array.from({ length: 5 }, (_, viewer) => {
  return { viewer, instance: live, named: 'nobody' as const, taken: viewer };
});

const OFFERED = `query ($instance: ID!, $user: String) {
  offered: assignablePermSets(instance: $instance, user: $user, first: 100) { edges { node { id } } } }`;

/** Answers how many were offered some of the sets, and not all that can be assigned at all. */
export async function offersAssignable(
  { installation, asker }: Served,
  steps: readonly Step[],
  choices: readonly Choice[],
): Promise<number> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  let partly = 0;
  for (const [n, { viewer, instance, named, taken }] of choices.entries()) {
    const { user, token } = everybody[viewer % everybody.length] as Viewpoint;
    const email = emailFor(chronicle, user, named);
    if (email === undefined) continue;
    const scene = sceneOf(chronicle.world, installation.clock.now());
    const assigning = (set: PermSet) => {
      return { actor: user, name: 'assignPermSet', input: { set: set.id, users: [email] } };
    };
    const may = setsOn(scene, instance)
      .filter((set) => set.enabled && authority(scene, chronicle.personal, user, assigning(set)) === 'YES')
      .map(({ id }) => id);
    const { data, errors } = await asker.ask(token, OFFERED, {
      instance,
      ...(named !== 'nobody' && { user: email }),
    });
    const told = `${user} for ${named === 'nobody' ? 'another' : email} on ${instance}`;
    expect(errors, told).toEqual([]);
    expect(idsIn(data?.offered).sort(), told).toEqual(may.sort());
    const enabled = setsOn(scene, instance).filter((each) => each.enabled);
    if (may.length > 0 && may.length < enabled.length) partly += 1;

    const set = at(setsOn(scene, instance), taken);
    if (!set) continue;
    const outcome = await installation.send(assigning(set), `choice ${n}`, 0);
    expect(outcome.accepted, `${told}: ${set.name}`).toBe(may.includes(set.id));
    await chronicle.look();
  }
  return partly;
}

/** The email of who is named, or of another where nobody is. */
function emailFor(
  { world, personal }: Chronicle,
  viewer: string,
  named: Choice['named'],
): string | undefined {
  const all = living(world.users);
  const isMeant = ({ id }: User) => (id === viewer) === (named === 'oneself');
  const user = typeof named === 'number' ? at(all, named) : all.find(isMeant);
  return personal.get(user?.email ?? '')?.value;
}

const at = <T>(all: readonly T[], n: number): T | undefined => all[n % all.length];

export function idsIn(connection: unknown): string[] {
  const { edges = [] } = (connection ?? {}) as {
    readonly edges?: readonly { readonly node: { readonly id: string } }[];
  };
  return edges.map(({ node }) => node.id);
}
