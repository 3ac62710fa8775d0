/** DECIDE: an organization without projects is deleted, and every grant on it ends in the same command. */
import { z } from 'zod';
import { knownOrganization } from '../../access/authority.ts';
import { endingGrantsOn } from '../../grants/ending.ts';
import { cancelling, pendingIn } from '../../grants/invitations/invitation.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { organizationReference } from '../../kernel/reference.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { demandOwner, inOrganization } from '../organization.ts';

export const deleteOrganization = defineCommand({
  name: 'deleteOrganization',
  description: 'Deletes an organization that has no projects. Only its owner may.',
  from: 'anywhere',
  input: z.strictObject({ organization: organizationReference.describe('The organization, by id or name.') }),
  authorize(given, context) {
    const { organization, standing } = knownOrganization(context, given.organization);
    demandOwner(context, standing, 'delete an organization');
    return { target: organization.id };
  },
  decide(_given, { state }, { target }) {
    const projects = state.children(target, 'Project');
    if (projects.length > 0) {
      throw new Refusal('NOT_EMPTY', `The organization has ${projects.length} project(s).`, {
        field: 'organization',
        remedy: 'Delete its projects first.',
        facts: { projects: projects.map(({ id }) => id) },
      });
    }
    const where = inOrganization(target);
    const deleted: NewEvent = { type: 'OrganizationDeleted', ...where, cause: 'DIRECT', data: {} };
    const why = { cause: 'RESOURCE_DELETED', causedBy: deleted } as const;
    return [
      deleted,
      ...endingGrantsOn(where.target, why),
      ...pendingIn(state, target).map((invitation) => cancelling(invitation, why)),
    ];
  },
});
