/**
 * PROPERTY: sets travel whole. A file shows what one sees, all of it and nothing else; an empty Instance that imports it
 * exports the same file, whoever wrote it; and an Instance with sets of its own keeps those, and gets the others on request or
 * nothing (PS-21, PS-22, A17, A21).
 */
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { INSTANCES } from '../support/oracle/cast.ts';
import { setsOn } from '../support/oracle/perm-sets.ts';
import { folded } from '../support/oracle/rows.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { setVerdict } from '../support/oracle/set-visibility.ts';
import { byName } from '../support/oracle/views.ts';
import { find, type PermSet } from '../support/oracle/world.ts';
import { asExported, type ExportedSet, type WrittenSet } from '../support/oracle/written-sets.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

interface File<Set = ExportedSet> {
  readonly permissionSets: readonly Set[];
}

interface Imported {
  readonly code?: string;
  readonly changed?: boolean;
  readonly items?: readonly { readonly name: string; readonly outcome: string }[];
}

const EXPORT = 'query ($instance: ID!, $sets: [ID!]) { file: permSetFile(instance: $instance, sets: $sets) }';
const IMPORT = `mutation ($instance: ID!, $file: PermSetFileInput!, $onClash: NameClash) {
  done: importPermSets(input: { instance: $instance, file: $file, onClash: $onClash }) {
    ... on Refusal { code } ... on ImportPermSetsPayload { changed items { name outcome } } } }`;

const [live = '', , depot = ''] = INSTANCES;
const id = (n: number) => `0190f11e-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** A name that nothing random gives: the set by which the operator administers an Instance that imports. */
const KEEPERS = 'Keepers of the Instance';
const FORMAT = { format: 'tenure.permission-sets', version: 1 };

/** Sets that a run made, and some that somebody wrote. Answers how many exports showed some sets of an Instance and not all. */
export async function setsTravel(
  served: Served,
  steps: readonly Step[],
  written: readonly WrittenSet[],
): Promise<number> {
  const { installation, asker } = served;
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  const others = [live, depot].filter((instance) => find(chronicle.world.instances, instance));
  let partly = 0;
  for (const instance of others) partly += await exportsWhatIsSeen(served, chronicle, everybody, instance);

  const { user: actor, token } = everybody[0] as Viewpoint;
  let made = 0;
  const newId = () => {
    made += 1;
    return id(made);
  };
  const run = async (name: string, input: Record<string, unknown>) => {
    const outcome = await installation.send({ actor, name, input }, `travel ${newId()}`, 0);
    expect(outcome, name).toMatchObject({ accepted: true });
  };
  /** Makes the operator an administrator of an Instance. */
  const administer = async (instance: string) => {
    const set = newId();
    await run('createPermSet', { id: set, instance, name: KEEPERS, permissions: ['*=*'] });
    await run('assignPermSet', { set, users: [actor] });
  };
  const ask = async (query: string, variables: Record<string, unknown>) => {
    const { data, errors, text } = await asker.ask(token, query, variables);
    expect(errors, text).toEqual([]);
    return data as Readonly<Record<string, unknown>>;
  };
  /** The file of an Instance, but for the set by which it is administered. */
  const fileOf = async (instance: string): Promise<File> => {
    const file = (await ask(EXPORT, { instance })).file as File;
    return { ...file, permissionSets: file.permissionSets.filter(({ name }) => name !== KEEPERS) };
  };
  const imports = async (instance: string, file: File<WrittenSet>, onClash?: string): Promise<Imported> =>
    (await ask(IMPORT, { instance, file, onClash })).done as Imported;

  await run('grantCreateInstances', { user: actor });
  const partner = newId();
  await run('createPartner', { id: partner, name: 'Travels', firstWriter: actor });
  for (const instance of others) await administer(instance);
  const files: File[] = [];
  for (const instance of others) files.push(await fileOf(instance));
  files.push(await comesToAnEmptyOne({ ...FORMAT, permissionSets: written }, asExported(written)));
  for (const file of files) {
    expect(await comesToAnEmptyOne(file, file.permissionSets)).toEqual(file);
    for (const other of others) await meets(file, other);
  }
  return partly;

  /** A file comes to an Instance that has no sets. Answers what that exports then. */
  async function comesToAnEmptyOne(file: File<WrittenSet>, sets: readonly ExportedSet[]): Promise<File> {
    const empty = newId();
    await run('createInstance', { id: empty, partner, name: `empty-${made}` });
    await administer(empty);
    expect(await imports(empty, file)).toEqual({
      changed: file.permissionSets.length > 0,
      items: file.permissionSets.map(({ name }) => ({ name, outcome: 'CREATED' })),
    });
    const exported = await fileOf(empty);
    expect(exported).toEqual({ ...FORMAT, permissionSets: sets });
    expect(await imports(empty, file, 'SKIP')).toMatchObject({ changed: false });
    expect(await fileOf(empty)).toEqual(exported);
    return exported;
  }

  /** A file comes to an Instance that has sets already. */
  async function meets(file: File, instance: string): Promise<void> {
    const own = await fileOf(instance);
    const taken = new Set(own.permissionSets.map(({ name }) => folded(name)));
    const isTaken = ({ name }: ExportedSet) => taken.has(folded(name));
    if (file.permissionSets.some(isTaken)) {
      expect(await imports(instance, file)).toEqual({ code: 'NAME_TAKEN' });
      expect(await fileOf(instance)).toEqual(own);
    }
    const news = file.permissionSets.filter((each) => !isTaken(each));
    expect(await imports(instance, file, 'SKIP')).toEqual({
      changed: news.length > 0,
      items: file.permissionSets.map((each) => ({
        name: each.name,
        outcome: isTaken(each) ? 'SKIPPED' : 'CREATED',
      })),
    });
    expect((await fileOf(instance)).permissionSets).toEqual(byName([...own.permissionSets, ...news]));
  }
}

const inFile = ({ name, description, enabled, permissions }: PermSet): ExportedSet => {
  return { name, description, enabled, permissions };
};

/** Everybody exports all sets of an Instance, and one. Answers how many were shown some and not all. */
async function exportsWhatIsSeen(
  { installation, asker }: Served,
  { world }: Chronicle,
  everybody: readonly Viewpoint[],
  instance: string,
): Promise<number> {
  const head = sceneOf(world, installation.clock.now());
  const all = byName(setsOn(head, instance));
  let partly = 0;
  for (const [n, { user: viewer, token }] of everybody.entries()) {
    const exporting = async (sets: readonly PermSet[] | null) => {
      const ids = sets?.map((set) => set.id);
      const { data, text } = await asker.ask(token, EXPORT, { instance, sets: ids });
      const shown = (data?.file as File | null | undefined)?.permissionSets ?? [];
      const seen = (sets ?? all).filter((set) => {
        const verdict = setVerdict({ viewer, head, asked: head }, set);
        return verdict === 'EITHER' ? shown.some(({ name }) => name === set.name) : verdict === 'SHOWN';
      });
      expect(shown, `${viewer} on ${instance}: ${text}`).toEqual(seen.map(inFile));
      return shown.length;
    };
    const shown = await exporting(null);
    if (shown > 0 && shown < all.length) partly += 1;
    const one = all[n % all.length];
    if (one) await exporting([one]);
  }
  return partly;
}
