/**
 * PROPERTY: of several mutations in one request, each is answered from its own commit position (rule T6): what an
 * earlier one read is not what a later one is told, and nobody is told what came after.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Scene, sceneOf } from '../support/oracle/access.ts';
import { INSTANCES, ORGANIZATIONS, PARTNERS, PERM_SETS, PROJECTS, USERS } from '../support/oracle/cast.ts';
import { fold } from '../support/oracle/fold.ts';
import type { Personal } from '../support/oracle/personal.ts';
import { instanceView, partnerView, portalView } from '../support/oracle/portal-views.ts';
import { randomCommand } from '../support/oracle/random-commands.ts';
import type { Command, Step } from '../support/oracle/scenario.ts';
import { setView } from '../support/oracle/set-views.ts';
import { organizationView, projectView } from '../support/oracle/views.ts';
import { find } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { concrete, OPERATOR_ID, parseCommand } from './installation.ts';
import { instanceAnswer, PORTAL_FRAGMENTS, partnerAnswer, portalAnswer } from './nested-portal.ts';
import { SET_FRAGMENTS, setAnswer } from './nested-sets.ts';
import { FRAGMENTS, organizationAnswer, projectAnswer } from './nested-views.ts';
import { viewpoints } from './viewpoint.ts';

/** Where the whole of what it is about is found in the answer of each of these. */
const ANSWERS: Readonly<Record<string, { readonly holds: string; readonly path: readonly string[] }>> = {
  renameProject: { holds: 'project { ...WholeProject }', path: ['project'] },
  addProjectUser: { holds: 'project { ...WholeProject }', path: ['project'] },
  updateProjectUser: { holds: 'access { project { ...WholeProject } }', path: ['access', 'project'] },
  removeProjectUser: { holds: 'project { ...WholeProject }', path: ['project'] },
  setEnvironmentType: {
    holds: 'environment { project { ...WholeProject } }',
    path: ['environment', 'project'],
  },
  setSshPolicy: { holds: 'environment { project { ...WholeProject } }', path: ['environment', 'project'] },
  redeploy: { holds: 'environment { project { ...WholeProject } }', path: ['environment', 'project'] },
  renameOrganization: { holds: 'organization { ...WholeOrganization }', path: ['organization'] },
  updateMember: {
    holds: 'member { organization { ...WholeOrganization } }',
    path: ['member', 'organization'],
  },
  removeMembers: { holds: 'organization { ...WholeOrganization }', path: ['organization'] },
  transferOwnership: { holds: 'organization { ...WholeOrganization }', path: ['organization'] },
  renamePartner: { holds: 'partner { ...WholePartner }', path: ['partner'] },
  renameInstance: { holds: 'instance { ...WholeInstance }', path: ['instance'] },
  moveInstance: { holds: 'instance { ...WholeInstance }', path: ['instance'] },
  ...Object.fromEntries(
    ['setInstanceAccess', 'revokeInstanceAccess', 'setPartnerAccess', 'revokePartnerAccess'].map((name) => [
      name,
      { holds: 'user { id ...OfPortal }', path: ['user'] },
    ]),
  ),
  ...Object.fromEntries(
    [
      'renamePermSet',
      'editPermSet',
      'enablePermSet',
      'disablePermSet',
      'assignPermSet',
      'unassignPermSet',
    ].map((name) => [name, { holds: 'permSet { ...WholeSet }', path: ['permSet'] }]),
  ),
};

/** The inputs that name what they are about. */
const ABOUT = [
  'project',
  'organization',
  'environment',
  'partner',
  'instance',
  'set',
  'instances',
  'partners',
];

/** Commands that are well-formed: what is not fails as a whole. */
export const randomMutations: fc.Arbitrary<Command[]> = fc.array(
  randomCommand.filter(({ name, input }) => {
    const about = ABOUT.some((field) => input[field] !== undefined);
    return ANSWERS[name] !== undefined && about && parseCommand({ actor: '', name, input }) !== undefined;
  }),
  { minLength: 2, maxLength: 5 },
);

/** The owner sends the mutations in one request, as somebody who may also see everything. */
export async function ownPosition(
  { installation, asker }: Served,
  steps: readonly Step[],
  mutations: readonly Command[],
): Promise<void> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  const owner = find(chronicle.world.organizations, ORGANIZATIONS[0] ?? '')?.ownerId ?? USERS[0];
  const viewpoint = everybody.find(({ user }) => user === owner);
  const [operator] = everybody;
  if (!viewpoint || !operator) return;
  const role = { user: viewpoint.user, role: 'AUDITOR', expiresAt: null };
  await installation.send({ actor: operator.user, name: 'grantPlatformRole', input: role }, 'auditor too', 0);

  const inputs = mutations.map((each) => asSent(concrete(each).input));
  const variables = Object.fromEntries(inputs.map((input, n) => [`i${n}`, input]));
  const answer = await asker.ask(viewpoint.token, documentOf(mutations), variables);
  const told = `${JSON.stringify(mutations)} came to ${answer.text}`;
  expect(answer.errors, told).toEqual([]);
  await chronicle.look();
  for (const [n, { name }] of mutations.entries()) {
    const given = answer.data?.[`m${n}`] as Json;
    if (given.__typename === 'Refusal') continue;
    const at =
      (ANSWERS[name]?.path ?? []).reduce<unknown>((json, key) => (json as Json | null)?.[key], given) ?? null;
    if (at !== null) checkWhole(chronicle, Number(given.position), at as Json, `mutation ${n} of ${told}`);
  }
}

/** Without what the gateway makes. */
function asSent({ invitationId: _id, tokenHash: _hash, ...input }: Command['input']): Command['input'] {
  return input;
}

/** What has an id of these lists, as an answer with its fragment gives it and as the oracle sees it. */
const WHOLES: readonly {
  readonly ids: readonly string[];
  readonly answer: (given: Json) => unknown;
  readonly view: (scene: Scene, personal: Personal, id: string) => unknown;
}[] = [
  { ids: PROJECTS, answer: projectAnswer, view: projectView },
  { ids: ORGANIZATIONS, answer: organizationAnswer, view: organizationView },
  { ids: PARTNERS, answer: partnerAnswer, view: partnerView },
  { ids: INSTANCES, answer: instanceAnswer, view: instanceView },
  { ids: PERM_SETS, answer: setAnswer, view: setView },
  {
    ids: [OPERATOR_ID, ...USERS],
    answer: portalAnswer,
    view: (scene, _personal, id) => portalView(scene, id),
  },
];

function checkWhole({ rows, personal }: Chronicle, position: number, given: Json, told: string): void {
  const scene = sceneOf(fold(rows.slice(0, position).map(({ event }) => event)), null);
  const id = String(given.id);
  const whole = WHOLES.find(({ ids }) => ids.includes(id));
  if (!whole) throw new Error(`what is ${id}? ${told}`);
  expect(whole.answer(given), told).toEqual(whole.view(scene, personal, id));
}

function documentOf(mutations: readonly Command[]): string {
  const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const declared = mutations.map(({ name }, n) => `$i${n}: ${title(name)}Input!`);
  const fields = mutations.map(
    ({ name }, n) => `m${n}: ${name}(input: $i${n}) {
      __typename
      ... on Refusal { code }
      ... on ${title(name)}Payload { position changed events { edges { node { id position } } } ${ANSWERS[name]?.holds} }
    }`,
  );
  return `mutation M(${declared.join(', ')}) { ${fields.join('\n')} } ${spreadBy(fields.join(' ')).join('\n')}`;
}

const ALL_FRAGMENTS = `${FRAGMENTS} ${PORTAL_FRAGMENTS} ${SET_FRAGMENTS}`.split(/(?=fragment )/);

/** The fragments that a text spreads, directly or by what they spread. */
function spreadBy(text: string): string[] {
  const used: string[] = [];
  for (const all = [text]; all.length > 0; ) {
    const names = [...(all.pop() ?? '').matchAll(/\.\.\.(\w+)/g)].map(([, name]) => name);
    const found = ALL_FRAGMENTS.filter((one) => names.includes(/^fragment (\w+)/.exec(one)?.[1]));
    for (const fragment of found) {
      if (used.includes(fragment)) continue;
      used.push(fragment);
      all.push(fragment);
    }
  }
  return used;
}
