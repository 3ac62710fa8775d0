/**
 * PROPERTY: what the API offers to choose from is what the lane then accepts (rule C1): whoever asks, about whomever
 * and whatever, a random choice is among what was offered exactly when the command that makes it is accepted.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { ENVIRONMENT_TYPES, ORGANIZATION_PERMISSIONS } from '../support/oracle/access.ts';
import {
  EMAILS,
  INSTANCES,
  ORGANIZATIONS,
  PARTNERS,
  PROJECTS,
  SPARE_EMAILS,
  USERS,
} from '../support/oracle/cast.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { living } from '../support/oracle/world.ts';
import { runSteps } from './as-of.ts';
import type { Served } from './asker.ts';
import { type Form, holds, type Probe } from './choosing-form.ts';
import { SHARING_FORMS } from './choosing-shares.ts';
import type { Chronicle } from './chronicle.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

const onTypes = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom(...ENVIRONMENT_TYPES),
    role: fc.constantFrom('NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN'),
  }),
  { maxLength: 2, selector: ({ type }) => type },
);
const user = fc.constantFrom(...USERS, ...EMAILS, ...USERS.slice(2), ...EMAILS.slice(2), ...SPARE_EMAILS);
const probe = (about: string, targets: readonly string[]): fc.Arbitrary<Probe> =>
  fc.record({
    about: fc.constant(about),
    viewer: fc.nat({ max: 20 }),
    target: fc.constantFrom(...targets, targets[0] ?? ''),
    user,
    permissions: fc.subarray([...ORGANIZATION_PERMISSIONS], { maxLength: 3 }),
    role: fc.constantFrom('VIEWER', 'VIEWER', 'ADMIN'),
    onTypes,
    level: fc.constantFrom('READ', 'WRITE'),
    pick: fc.nat({ max: 11 }),
    selected: fc.subarray(targets.slice(0, 4), { minLength: 1, maxLength: 2 }),
  });
export const randomProbes = fc.array(
  fc.oneof(
    probe('organization', ORGANIZATIONS),
    probe('project', PROJECTS),
    probe('instances', INSTANCES),
    probe('partners', PARTNERS),
    probe('instancesByEmail', INSTANCES),
    probe('partnersByEmail', PARTNERS),
    probe('sets', [INSTANCES[2] ?? '', ...INSTANCES]),
    probe('setsForAnother', [INSTANCES[2] ?? '', ...INSTANCES]),
  ),
  { minLength: 45, maxLength: 55, size: 'max' },
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
    const form = FORMS[each.about];
    const command = form?.command(chronicle, viewpoint.user, each, n);
    if (!form || !command) continue;
    const { target, user, level } = each;
    const { data, errors } = await asker.ask(viewpoint.token, form.query, { target, user, level });
    const told = `${viewpoint.user} ${JSON.stringify(command)} of ${JSON.stringify(data)}`;
    expect(errors, told).toEqual([]);
    const outcome = await installation.send(command, `probe ${n}`, 0);
    const why = outcome.accepted ? '' : ` but ${outcome.refusal.code}`;
    expect(form.isAmong(data?.offered, each, command), told + why).toBe(outcome.accepted);
    if (outcome.accepted) accepted += 1;
    await chronicle.look();
  }
  return accepted;
}

/** The living user whom a reference names, by id or by email. */
function userNamed({ world, personal }: Chronicle, reference: string): string | undefined {
  return living(world.users).find(
    (one) => one.id === reference || personal.get(one.email ?? '')?.value === reference,
  )?.id;
}

const ON_ORGANIZATION: Form = {
  query: PERMISSIONS,
  command(chronicle, actor, { target, user: reference, permissions }, n) {
    const id = userNamed(chronicle, reference);
    const isMember = id !== undefined && holds(chronicle.world, 'ORGANIZATION_MEMBERSHIP', id, target);
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
  },
  isAmong(offered, { permissions }) {
    const all = (offered ?? []) as readonly string[];
    return all.length > 0 && permissions.every((permission) => all.includes(permission));
  },
};

const ON_PROJECT: Form = {
  query: ROLES,
  command(chronicle, actor, { target, user: reference, role, onTypes: environmentTypes }, n) {
    const id = userNamed(chronicle, reference);
    const isOn = id !== undefined && holds(chronicle.world, 'PROJECT_ROLE', id, target);
    const input = { project: target, user: reference, roles: { project: role, environmentTypes } };
    if (isOn) return { actor, name: 'updateProjectUser', input };
    const invited = { force: true, invitationId: freshId(n), tokenHash: HASH };
    return { actor, name: 'addProjectUser', input: { ...input, ...invited } };
  },
  isAmong(offered, { role, onTypes: chosen }) {
    const all = (offered ?? []) as readonly OfferedRole[];
    const choice = all.find((each) => each.role === role);
    return (
      choice?.environmentTypes !== undefined &&
      chosen.every(({ type, role: on }) =>
        choice.environmentTypes.some((each) => each.type === type && each.roles.includes(on)),
      )
    );
  },
};

const FORMS: Readonly<Record<string, Form>> = {
  organization: ON_ORGANIZATION,
  project: ON_PROJECT,
  ...SHARING_FORMS,
};

const HASH = '0'.repeat(64);
const freshId = (n: number) => `0190ffff-0000-7000-8000-8${String(n).padStart(11, '0')}`;
