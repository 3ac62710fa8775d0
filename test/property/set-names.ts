/**
 * PROPERTY: whoever renames a Permission Set is told which sets still mention the old name, and whoever gives a set a name
 * that sets mentioned before is warned of those: all of them that the caller may see, and no others (A14, A16).
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
import type { Verdict } from '../support/oracle/viewing.ts';
import type { PermSet } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import { idsIn } from './set-choices.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

/** A set gets a name: one that there is, a new one, a copy or one of a file. */
interface Naming {
  readonly by: 'rename' | 'create' | 'duplicate' | 'import';
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
      by: fc.constantFrom('rename', 'rename', 'create', 'duplicate', 'import'),
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

const NAMING = { viewer: 0, instance: live, set: 0, name: 0, updateReferences: false, mentions: [] };
/**
 * What tells of something, after the opening of the sets: somebody who sees few of them renames one that others mention, and
 * a new one gets its name.
 */
export const TELLING: readonly Naming[] = [
  { ...NAMING, by: 'rename', viewer: 1 },
  { ...NAMING, by: 'create' },
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
  import: `mutation ($instance: ID!, $file: PermSetFileInput!) {
    done: importPermSets(input: { instance: $instance, file: $file }) { ${TOLD}
      ... on ImportPermSetsPayload { ${WARNINGS} } } }`,
} as const;

interface Told {
  readonly __typename: string;
  readonly staleReferences?: unknown;
  readonly warnings?: readonly { readonly name: string; readonly mentionedBy: unknown }[];
}

/** How many answers told of something, and how many kept back what is not for the caller. */
export interface Reported {
  stale: number;
  warned: number;
  kept: number;
}

export async function tellsOfMentions(
  { installation, asker }: Served,
  steps: readonly Step[],
  namings: readonly Naming[],
): Promise<Reported> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  const reported = { stale: 0, warned: 0, kept: 0 };
  for (const [n, naming] of namings.entries()) {
    const { by, instance } = naming;
    const before = sceneOf(chronicle.world, installation.clock.now());
    const set = likelySet(before, naming);
    const { user, token } = whoNames(before, everybody, naming, set);
    const name = nameFor(before, naming);
    const old = set?.name ?? '';
    const waiting = mentioning(before, instance, name);
    const variables = { ...naming, set: set?.id ?? instance, name, ...contentFor(naming, name, n) };
    const { data, errors, text } = await asker.ask(token, MUTATIONS[by], variables);
    const told = `${user} ${JSON.stringify(naming)} of ${old}, ${name}: ${text}`;
    expect(errors, told).toEqual([]);
    const changed = (await chronicle.look()).length > 0;
    const done = data?.done as Told;
    if (done.__typename === 'Refusal') continue;

    const now = sceneOf(chronicle.world, installation.clock.now());
    const seen = (sets: readonly PermSet[]) => sort(now, user, changed ? sets : []);
    const stale = seen(by === 'rename' ? mentioning(now, instance, old) : []);
    requireWithin(idsIn(done.staleReferences), stale, told);
    // What mentions the name only now does so by the very command.
    const warned = seen(waiting);
    const warnings = done.warnings ?? [];
    const ids = warnings.flatMap(({ mentionedBy }) => idsIn(mentionedBy));
    requireWithin(ids, warned, told);
    const names = warnings.map((each) => each.name);
    expect(names, told).toEqual(ids.length > 0 ? [nameOf(name)] : []);
    if (stale.SHOWN.length > 0) reported.stale += 1;
    if (warned.SHOWN.length > 0) reported.warned += 1;
    if (stale.HIDDEN.length + warned.HIDDEN.length > 0) reported.kept += 1;
  }
  return reported;
}

/** A set to rename or to copy: mostly one that others mention. */
function likelySet(scene: Scene, { instance, set: n }: Naming): PermSet | undefined {
  const sets = setsOn(scene, instance);
  const mentioned = sets.filter(({ name }) => mentioning(scene, instance, name).length > 0);
  const likely = [...mentioned, ...mentioned, ...sets];
  return likely[n % likely.length];
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

/** What a new set holds, and the file that has it with another, which mentions it. */
function contentFor({ mentions }: Naming, name: string, n: number) {
  const permissions = ['scripts=run', ...mentions.map((each) => onSet('read', each))];
  const beside = { name: `Beside-set-${n}`, permissions: [onSet('read', nameOf(name))] };
  const permissionSets = [{ name, permissions }, beside];
  return { permissions, file: { format: 'tenure.permission-sets', version: 1, permissionSets } };
}

/** The ids of sets, by what the viewer may know of each. */
type Sorted = Readonly<Record<Verdict, readonly string[]>>;

function sort(head: Scene, viewer: string, sets: readonly PermSet[]): Sorted {
  const those = (verdict: Verdict) =>
    sets.filter((set) => setVerdict({ viewer, head, asked: head }, set) === verdict).map(({ id }) => id);
  return { SHOWN: those('SHOWN'), EITHER: those('EITHER'), HIDDEN: those('HIDDEN') };
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
function requireWithin(ids: readonly string[], { SHOWN, EITHER }: Sorted, told: string): void {
  const sure = ids.filter((id) => !EITHER.includes(id));
  expect([...sure].sort(), told).toEqual([...SHOWN].sort());
}
