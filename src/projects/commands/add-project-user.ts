/** DECIDE: somebody is added to a project and becomes a member of its organization (decision A6, PJ-14 to PJ-20). */
import { z } from 'zod';
import { ownerOf, resolveUser } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { membershipOf, membershipPlace } from '../../grants/kinds/organization-membership/membership.ts';
import { granting } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import { invalid, Refusal } from '../../kernel/refusal.ts';
import type { State } from '../../kernel/state.ts';
import { demandProjectAdmin, knownProject, projectInput } from '../project.ts';
import { settingRoles } from '../role-changes.ts';
import { asFacts, heldRoles, type RolesRequest, rolesInput, wantedRoles } from '../roles.ts';
import { requireNotOwner } from '../users.ts';

export const addProjectUser = defineCommand({
  name: 'addProjectUser',
  description: 'Adds a registered user to a project with roles. Its admins may.',
  from: 'anywhere',
  input: z.strictObject({
    project: projectInput,
    user: userReference.describe('The user, by id or email.'),
    roles: rolesInput,
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    requireSomeRole(given.roles);
    const known = knownProject(context, given.project);
    const authority = () => demandProjectAdmin(context, known, 'add users');
    const user = resolveUser(context, given.user, 'user', authority);
    return { subject: user.id as UserId, target: given.project, ...known };
  },
  decide(given, { state }, { subject, project, organization }) {
    requireNotOwner(ownerOf(organization), subject);
    const held = heldRoles(state, project, subject);
    if (held.role) {
      throw new Refusal('ALREADY_MEMBER', `${given.user} is on the project already.`, {
        field: 'user',
        remedy: 'Use updateProjectUser to change their roles.',
        facts: asFacts(held),
      });
    }
    const wanted = wantedRoles(held, given);
    return [...joining(state, organization.id, subject), ...settingRoles(project, subject, held, wanted)];
  },
});

/** Whoever is added to a project becomes a member, without permissions; who is one stays as they are. */
function joining(state: State, organization: Id, subject: UserId): NewEvent[] {
  if (membershipOf(state, organization, subject)) return [];
  return [granting(membershipPlace(organization, subject), 'MEMBER', null, { cause: 'PROJECT_ADD' })];
}

function requireSomeRole({ project, environmentTypes = [] }: RolesRequest): void {
  if (project || environmentTypes.some(({ role }) => role !== 'NONE')) return;
  throw invalid('roles', 'roles must give a role.', 'Name a project role, or a role on an environment type.');
}
