/**
 * PROPERTY: sets travel whole: what is exported is what there is, an empty Instance that imports it exports the same file, and an
 * Instance with sets of its own keeps those, and gets the others on request or nothing (PS-21, PS-22, A21).
 */
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { INSTANCES } from '../support/oracle/cast.ts';
import { setsOn } from '../support/oracle/perm-sets.ts';
import { folded } from '../support/oracle/rows.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { byName } from '../support/oracle/views.ts';
import { find } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

interface File {
  readonly permissionSets: readonly { readonly name: string }[];
}

interface Imported {
  readonly code?: string;
  readonly changed?: boolean;
  readonly items?: readonly { readonly name: string; readonly outcome: string }[];
}

const EXPORT = 'query ($instance: ID!) { file: permSetFile(instance: $instance) }';
const IMPORT = `mutation ($instance: ID!, $file: PermSetFileInput!, $onClash: NameClash) {
  done: importPermSets(input: { instance: $instance, file: $file, onClash: $onClash }) {
    ... on Refusal { code } ... on ImportPermSetsPayload { changed items { name outcome } } } }`;

const [live = '', , depot = ''] = INSTANCES;
const id = (n: number) => `0190f11e-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** A name that no random command gives: the set by which the operator administers an Instance that imports. */
const KEEPERS = 'Keepers of the Instance';

/** Answers how many sets travelled. */
export async function setsTravel({ installation, asker }: Served, steps: readonly Step[]): Promise<number> {
  const chronicle = await runSteps(installation, steps);
  const [operator] = await viewpoints(installation, chronicle);
  const { user: actor, token } = operator as Viewpoint;
  let made = 0;
  const run = async (name: string, input: Record<string, unknown>) => {
    const outcome = await installation.send({ actor, name, input }, `travel ${made}`, 0);
    expect(outcome, name).toMatchObject({ accepted: true });
  };
  const newId = () => {
    made += 1;
    return id(made);
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
  const imports = async (instance: string, file: File, onClash?: string): Promise<Imported> =>
    (await ask(IMPORT, { instance, file, onClash })).done as Imported;

  await run('grantCreateInstances', { user: actor });
  const partner = newId();
  await run('createPartner', { id: partner, name: 'Travels', firstWriter: actor });
  const others = [live, depot].filter((instance) => find(chronicle.world.instances, instance));
  const files = new Map<string, File>();
  for (const instance of others) {
    const file = await fileOf(instance);
    const scene = sceneOf(chronicle.world, installation.clock.now());
    expect(file.permissionSets, instance).toEqual(
      byName(setsOn(scene, instance)).map(({ name, description, enabled, permissions }) => {
        return { name, description, enabled, permissions };
      }),
    );
    files.set(instance, file);
    await administer(instance);
  }
  let travelled = 0;
  for (const [from, file] of files) {
    const empty = newId();
    await run('createInstance', { id: empty, partner, name: `empty-${made}` });
    await administer(empty);
    const into = await imports(empty, file);
    expect(into.items, from).toEqual(file.permissionSets.map(({ name }) => ({ name, outcome: 'CREATED' })));
    expect(await fileOf(empty), from).toEqual(file);
    expect(await imports(empty, file, 'SKIP'), from).toMatchObject({ changed: false });
    expect(await fileOf(empty), from).toEqual(file);
    for (const other of others) await meets(file, other);
    travelled += file.permissionSets.length;
  }
  return travelled;

  /** A file comes to an Instance that has sets already. */
  async function meets(file: File, instance: string): Promise<void> {
    const own = await fileOf(instance);
    const taken = new Set(own.permissionSets.map(({ name }) => folded(name)));
    const isTaken = ({ name }: { readonly name: string }) => taken.has(folded(name));
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
