/**
 * PROPERTY: of several mutations in one request, each is answered from its own commit position (rule T6): what an
 * earlier one read is not what a later one is told, and nobody is told what came after.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { ORGANIZATIONS, PROJECTS, USERS } from '../support/oracle/cast.ts';
import { fold } from '../support/oracle/fold.ts';
import { randomCommand } from '../support/oracle/random-commands.ts';
import type { Command, Step } from '../support/oracle/scenario.ts';
import { organizationView, projectView } from '../support/oracle/views.ts';
import { find } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { concrete, parseCommand } from './installation.ts';
import { FRAGMENTS, type Json, organizationAnswer, projectAnswer } from './nested-views.ts';
import { viewpoints } from './viewpoint.ts';

/** Where the whole project or organization is found in the answer of each of these. */
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
};

/** Commands about the first organization and its projects that are well-formed: what is not fails as a whole. */
export const randomMutations: fc.Arbitrary<Command[]> = fc.array(
  randomCommand.filter(({ name, input }) => {
    const about = [input.project, input.organization, input.environment].some((id) => id !== undefined);
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

function checkWhole({ rows, personal }: Chronicle, position: number, given: Json, told: string): void {
  const scene = sceneOf(fold(rows.slice(0, position).map(({ event }) => event)), null);
  const id = String(given.id);
  const found = PROJECTS.includes(id) ? projectAnswer(given) : organizationAnswer(given);
  const expected = PROJECTS.includes(id)
    ? projectView(scene, personal, id)
    : organizationView(scene, personal, id);
  expect(found, told).toEqual(expected);
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
  const used = FRAGMENTS.split(/(?=fragment )/).filter((fragment) => needed(fields.join(' '), fragment));
  return `mutation M(${declared.join(', ')}) { ${fields.join('\n')} } ${used.join('\n')}`;
}

/** Whether a fragment is spread by these fields, directly or by what they spread. */
function needed(fields: string, fragment: string): boolean {
  const name = /^fragment (\w+)/.exec(fragment)?.[1] ?? '';
  const organizations = fields.includes('...WholeOrganization');
  const projects = fields.includes('...WholeProject');
  if (name === 'WholeOrganization' || name === 'InOrganization') return organizations;
  if (name === 'WholeProject') return projects;
  return ['OnProject', 'Granted', 'Invited'].includes(name) && (projects || organizations);
}
