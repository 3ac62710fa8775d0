/**
 * PROPERTY: whoever renames a Permission Set is told which sets still mention the old name, and whoever gives a set a name
 * that sets mention is warned of those: all of them that the caller may see, and no others (A14, A16).
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Scene, sceneOf } from '../support/oracle/access.ts';
import { INSTANCES, SET_NAMES } from '../support/oracle/cast.ts';
import { mayOnSets, mentioning, setsOn } from '../support/oracle/perm-sets.ts';
import { onSet } from '../support/oracle/permissions.ts';
import { folded, nameOf } from '../support/oracle/rows.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { setVerdict } from '../support/oracle/set-visibility.ts';
import type { PermSet } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import { idsIn } from './set-choices.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

/** A set gets a name: one that there is, a new one or a copy. */
interface Naming {
  readonly by: 'rename' | 'create' | 'duplicate';
  readonly viewer: number;
  readonly instance: string;
  readonly set: number;
  readonly name: number;
  readonly updateReferences: boolean;
  /** What a new set mentions. */
  readonly mentions: readonly string[];
}

const [live = '', , depot = ''] = INSTANCES;
/** Most names of the cast are soon taken, so there are others. */
const NAMES = [...SET_NAMES, ...Array.from({ length: 8 }, (_, n) => `Another-set-${n}`)];
export const randomNamings: fc.Arbitrary<Naming[]> = fc.noBias(
  fc.array(
    fc.record({
      by: fc.constantFrom('rename', 'rename', 'create', 'duplicate'),
      viewer: fc.nat({ max: 20 }),
      instance: fc.constantFrom(live, live, depot),
      set: fc.nat({ max: 11 }),
      name: fc.nat({ max: 60 }),
      updateReferences: fc.boolean(),
      mentions: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 15, maxLength: 20, size: 'max' },
  ),
);

const naming = { viewer: 0, instance: live, set: 0, name: 0, updateReferences: false, mentions: [] };
/** After the opening of the sets: one that others mention gets another name, and a new one gets a name that others mention. */
export const TELLING: readonly Naming[] = [
  { ...naming, by: 'rename' },
  { ...naming, by: 'create' },
];

const TOLD = '__typename ... on Refusal { code }';
const WARNINGS = 'warnings { name mentionedBy(first: 100) { edges { node { id } } } }';
const MUTATIONS = {
  rename: `mutation ($set: ID!, $name: String!, $updateReferences: Boolean) {
    done: renamePermSet(input: { set: $set, name: $name, updateReferences: $updateReferences }) { ${TOLD}
      ... on RenamePermSetPayload { staleReferences(first: 100) { edges { node { id } } } ${WARNINGS} } } }`,
  create: `mutation ($instance: ID!, $name: String!, $permissions: [String!]!) {
    done: createPermSet(input: { instance: $instance, name: $name, permissions: $permissions }) { ${TOLD}
      ... on CreatePermSetPayload { ${WARNINGS} } } }`,
  duplicate: `mutation ($set: ID!, $name: String) {
    done: duplicatePermSet(input: { set: $set, name: $name }) { ${TOLD}
      ... on DuplicatePermSetPayload { ${WARNINGS} } } }`,
} as const;

interface Told {
  readonly __typename: string;
  readonly staleReferences?: unknown;
  readonly warnings?: readonly { readonly name: string; readonly mentionedBy: unknown }[];
}

/** How many answers told of something. */
export interface Reported {
  stale: number;
  warned: number;
}

export async function tellsOfMentions(
  { installation, asker }: Served,
  steps: readonly Step[],
  namings: readonly Naming[],
): Promise<Reported> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  const reported = { stale: 0, warned: 0 };
  for (const naming of namings) {
    const before = sceneOf(chronicle.world, installation.clock.now());
    const sets = setsOn(before, naming.instance);
    const renamed = sets.filter(({ name }) => mentioning(before, naming.instance, name).length > 0);
    const likely = [...renamed, ...renamed, ...sets];
    const set = likely[naming.set % likely.length];
    const viewpoint = whoNames(before, everybody, naming, set);
    const permissions = ['scripts=run', ...naming.mentions.map((each) => onSet('read', each))];
    const name = nameFor(before, naming);
    const variables = { ...naming, name, set: set?.id ?? naming.instance, permissions };
    const { data, errors, text } = await asker.ask(viewpoint.token, MUTATIONS[naming.by], variables);
    const told = `${viewpoint.user} ${JSON.stringify(naming)} of ${set?.name}, ${name}: ${text}`;
    expect(errors, told).toEqual([]);
    const events = (await chronicle.look()).map(({ event }) => event);
    const done = data?.done as Told;
    if (done.__typename === 'Refusal') continue;

    const named = events.find(({ type }) => type === 'PermSetCreated' || type === 'PermSetRenamed');
    const { from } = (named?.data ?? {}) as { readonly from?: string };
    const now = sceneOf(chronicle.world, installation.clock.now());
    const mentioned = (what: string | undefined) =>
      named && what !== undefined ? seenMentioning(now, viewpoint.user, naming.instance, what) : NONE;
    const stale = mentioned(from);
    if (naming.by === 'rename') requireWithin(idsIn(done.staleReferences), stale, told);
    const taken = mentioned(nameOf(name));
    const warnings = done.warnings ?? [];
    requireWithin(
      warnings.flatMap(({ mentionedBy }) => idsIn(mentionedBy)),
      taken,
      told,
    );
    expect(
      warnings.map((each) => each.name),
      told,
    ).toEqual(warnings.length > 0 ? [nameOf(name)] : []);
    if (stale.shown.length > 0) reported.stale += 1;
    if (taken.shown.length > 0) reported.warned += 1;
  }
  return reported;
}

/** Mostly one of those who may. */
function whoNames(
  scene: Scene,
  everybody: readonly Viewpoint[],
  naming: Naming,
  set: PermSet | undefined,
): Viewpoint {
  const asked = naming.by === 'rename' ? set : undefined;
  const editors = everybody.filter(({ user }) => mayOnSets(scene, user, naming.instance, 'edit', asked));
  const all = [...editors, ...editors, ...editors, ...everybody];
  return all[naming.viewer % all.length] as Viewpoint;
}

interface Mentioned {
  readonly shown: readonly string[];
  readonly perhaps: readonly string[];
}
const NONE: Mentioned = { shown: [], perhaps: [] };

/** The sets that mention a name, as far as the viewer sees them. */
function seenMentioning(head: Scene, viewer: string, instance: string, name: string): Mentioned {
  const all = mentioning(head, instance, name);
  const those = (verdict: string) =>
    all.filter((set) => setVerdict({ viewer, head, asked: head }, set) === verdict).map(({ id }) => id);
  return { shown: those('SHOWN'), perhaps: those('EITHER') };
}

/** A name for a set: mostly one that others mention and none bears yet. */
function nameFor(scene: Scene, { instance, name }: Naming): string {
  const sets = setsOn(scene, instance);
  const isFree = (one: string) => sets.every((set) => folded(set.name) !== folded(one));
  const waiting = NAMES.filter((one) => isFree(one) && mentioning(scene, instance, one).length > 0);
  const all = [...waiting, ...waiting, ...waiting, ...NAMES];
  return all[name % all.length] ?? '';
}

/** All that must be told, and nothing that must not. */
function requireWithin(ids: readonly string[], { shown, perhaps }: Mentioned, told: string): void {
  const sure = ids.filter((id) => !perhaps.includes(id));
  expect([...sure].sort(), told).toEqual([...shown].sort());
}
