/**
 * DECIDE: somebody is added to a project and becomes a member of its organization; an email of nobody's is invited
 * (decision A6, PJ-14 to PJ-20).
 */
import { z } from 'zod';
import { notRegistered, ownerOf, resolveUserOrEmail } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { forceInput } from '../../grants/invitations/inputs.ts';
import {
  inviting,
  overtaking,
  pendingFor,
  resending,
  type Sending,
} from '../../grants/invitations/invitation.ts';
import { joining } from '../../grants/kinds/organization-membership/membership.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { UserId } from '../../kernel/ids.ts';
import { newIdInput, requireFreshId, tokenHashInput, userReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import {
  demandProjectAdmin,
  invitationTarget,
  type KnownProject,
  knownProject,
  projectInput,
} from '../project.ts';
import { settingRoles } from '../role-changes.ts';
import { asFacts, heldRoles, offerOf, type RolesRequest, rolesInput, wantedRoles } from '../roles.ts';
import { requireNotOwner } from '../users.ts';

const input = z
  .strictObject({
    project: projectInput,
    user: userReference.describe('The user, by id or email; an email of nobody registered is invited.'),
    roles: rolesInput,
    expiresAt: expiresAtInput,
    force: forceInput,
    invitationId: newIdInput<'Invitation'>()
      .optional()
      .describe('The id of the invitation, if one is needed; without it nobody is invited.'),
    tokenHash: tokenHashInput.optional(),
  })
  .refine(({ roles }) => givesSomeRole(roles), {
    path: ['roles'],
    message: 'name a project role, or a role on an environment type',
  });
type Given = z.output<typeof input>;

export const addProjectUser = defineCommand({
  name: 'addProjectUser',
  description:
    'Adds a user to a project with roles, at once; an email that nobody is registered with is invited to it. Its admins may.',
  from: 'anywhere',
  input,
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const known = knownProject(context, given.project);
    const authority = () => demandProjectAdmin(context, known, 'add users');
    const user = resolveUserOrEmail(context, given.user, 'user', authority);
    return { ...(user && { subject: user.id as UserId }), target: given.project, ...known };
  },
  decide(given, context, { subject, ...known }) {
    return subject ? adding(given, context, known, subject) : invitingTo(given, context, known);
  },
});

function adding(given: Given, { state }: DecisionContext, known: KnownProject, subject: UserId): NewEvent[] {
  const { project, organization } = known;
  requireNotOwner(ownerOf(organization), subject);
  const held = heldRoles(state, project, subject);
  if (held.role) {
    throw new Refusal('ALREADY_MEMBER', `${given.user} is on the project already.`, {
      field: 'user',
      remedy: 'Use updateProjectUser to change their roles.',
      facts: asFacts(held),
    });
  }
  const roles = settingRoles(project, subject, held, wantedRoles(held, given));
  return [
    ...joining(state, organization.id, subject, { cause: 'PROJECT_ADD' }),
    ...roles,
    ...overtaking(state, invitationTarget(project), subject, { cause: 'PROJECT_ADD', causedBy: roles[0] }),
  ];
}

function invitingTo(given: Given, { state }: DecisionContext, { project }: KnownProject): NewEvent[] {
  const { user: email, invitationId, tokenHash } = given;
  if (invitationId === undefined) throw notRegistered(email, 'user');
  const sending: Sending = { offer: offerOf(given), tokenHash };
  const target = invitationTarget(project);
  const pending = pendingFor(state, target, email);
  if (pending && !given.force) throw invitationPending(email);
  if (pending) return resending(state, pending, sending);
  requireFreshId(state, invitationId, 'invitationId');
  return [inviting(invitationId, target, email, sending)];
}

function givesSomeRole({ project, environmentTypes = [] }: RolesRequest): boolean {
  return project !== undefined || environmentTypes.some(({ role }) => role !== 'NONE');
}

function invitationPending(email: string): Refusal {
  return new Refusal('INVITATION_PENDING', `${email} is invited to the project already.`, {
    field: 'user',
    remedy: 'Use `force` to replace the invitation and send it again.',
    facts: { email },
  });
}
