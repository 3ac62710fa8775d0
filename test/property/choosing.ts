/**
 * PROPERTY: what the API offers to choose from is what the lane then accepts (rule C1): whoever asks, about whomever
 * and whatever, a random choice is among what was offered exactly when the command that makes it is accepted.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { ENVIRONMENT_TYPES, ORGANIZATION_PERMISSIONS } from '../support/oracle/access.ts';
import { EMAILS, ORGANIZATIONS, PROJECTS, SPARE_EMAILS, USERS } from '../support/oracle/cast.ts';
import type { Command, Step } from '../support/oracle/scenario.ts';
import { living, type World } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

/** A form that somebody fills in; who and about what is drawn from what the run left. */
interface Probe {
  readonly about: 'organization' | 'project';
  readonly viewer: number;
  readonly target: string;
  readonly user: string;
  readonly permissions: readonly string[];
  readonly role: string;
  readonly onTypes: readonly { readonly type: string; readonly role: string }[];
}

const onTypes = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom(...ENVIRONMENT_TYPES),
    role: fc.constantFrom('NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN'),
  }),
  { maxLength: 2, selector: ({ type }) => type },
);
const user = fc.constantFrom(...USERS, ...EMAILS, ...USERS.slice(2), ...EMAILS.slice(2), ...SPARE_EMAILS);
const probe = (about: Probe['about'], targets: readonly string[]): fc.Arbitrary<Probe> =>
  fc.record({
    about: fc.constant(about),
    viewer: fc.nat({ max: 20 }),
    target: fc.constantFrom(...targets, targets[0] ?? ''),
    user,
    permissions: fc.subarray([...ORGANIZATION_PERMISSIONS], { maxLength: 3 }),
    role: fc.constantFrom('VIEWER', 'VIEWER', 'ADMIN'),
    onTypes,
  });
export const randomProbes = fc.array(
  fc.oneof(probe('organization', ORGANIZATIONS), probe('project', PROJECTS)),
  { minLength: 30, maxLength: 40, size: 'max' },
);

const PERMISSIONS = `query ($target: String!, $user: String) {
  offered: grantableOrganizationPermissions(organization: $target, user: $user) }`;
const ROLES = `query ($target: ID!, $user: String) { offered: grantableProjectRoles(project: $target, user: $user) {
  role environmentTypes { type roles } } }`;

interface OfferedRole {
  readonly role: string;
  readonly environmentTypes: readonly { readonly type: string; readonly roles: readonly string[] }[];
}

/** Answers how many of the choices were accepted. */
export async function offersWhatIsAccepted(
  { installation, asker }: Served,
  steps: readonly Step[],
  probes: readonly Probe[],
): Promise<number> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  let accepted = 0;
  for (const [n, each] of probes.entries()) {
    const viewpoint = everybody[each.viewer % everybody.length] as Viewpoint;
    const command = commandFor(chronicle, viewpoint, each, n);
    if (!command) continue;
    const query = each.about === 'organization' ? PERMISSIONS : ROLES;
    const { data, errors } = await asker.ask(viewpoint.token, query, {
      target: each.target,
      user: each.user,
    });
    const told = `${viewpoint.user} ${JSON.stringify(command)} of ${JSON.stringify(data)}`;
    expect(errors, told).toEqual([]);
    const outcome = await installation.send(command, `probe ${n}`, 0);
    const why = outcome.accepted ? '' : ` but ${outcome.refusal.code}`;
    expect(isAmong(data?.offered, each), told + why).toBe(outcome.accepted);
    if (outcome.accepted) accepted += 1;
    await chronicle.look();
  }
  return accepted;
}

/** The command that a form would send; none where no command takes such a user there. */
function commandFor(
  { world, personal }: Chronicle,
  { user: actor }: Viewpoint,
  each: Probe,
  n: number,
): Command | undefined {
  const { target, user: reference, permissions, role, onTypes: environmentTypes } = each;
  const id = living(world.users).find(
    (one) => one.id === reference || personal.get(one.email ?? '')?.value === reference,
  )?.id;
  if (each.about === 'organization') {
    const isMember = id !== undefined && holds(world, 'ORGANIZATION_MEMBERSHIP', id, target);
    if (isMember)
      return { actor, name: 'updateMember', input: { organization: target, user: reference, permissions } };
    // Only emails are invited.
    if (!reference.includes('@')) return undefined;
    const invited = { organization: target, emails: [reference], permissions, force: true };
    return {
      actor,
      name: 'inviteToOrganization',
      input: { ...invited, ids: [freshId(n)], tokenHashes: [HASH] },
    };
  }
  const isOn = id !== undefined && holds(world, 'PROJECT_ROLE', id, target);
  const input = { project: target, user: reference, roles: { project: role, environmentTypes } };
  if (isOn) return { actor, name: 'updateProjectUser', input };
  const invited = { force: true, invitationId: freshId(n), tokenHash: HASH };
  return { actor, name: 'addProjectUser', input: { ...input, ...invited } };
}

const HASH = '0'.repeat(64);
const freshId = (n: number) => `0190ffff-0000-7000-8000-8${String(n).padStart(11, '0')}`;

function holds(world: World, kind: string, subject: string, target: string): boolean {
  return living(world.grants).some(
    (grant) => grant.kind === kind && grant.subject === subject && grant.target === target,
  );
}

function isAmong(offered: unknown, { about, permissions, role, onTypes: chosen }: Probe): boolean {
  if (offered === null) return false;
  if (about === 'organization') {
    const all = offered as readonly string[];
    return all.length > 0 && permissions.every((permission) => all.includes(permission));
  }
  const choice = (offered as readonly OfferedRole[]).find((each) => each.role === role);
  return (
    choice?.environmentTypes !== undefined &&
    chosen.every(({ type, role: on }) =>
      choice.environmentTypes.some((each) => each.type === type && each.roles.includes(on)),
    )
  );
}
