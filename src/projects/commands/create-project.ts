/** DECIDE: a project is created, with its production environment, and its creator runs it (decisions A27, A31). */
import { z } from 'zod';
import { knownOrganization, ownerOf } from '../../access/authority.ts';
import { PROJECT_ROLE } from '../../grants/kinds/project-role/kind.ts';
import { granting, type Place } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { newIdInput, organizationReference, requireFreshId } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { branchInput, creatingEnvironment } from '../environment.ts';
import { inProject, titleInput } from '../project.ts';
import { sortedUsers } from '../ssh.ts';

export const createProject = defineCommand({
  name: 'createProject',
  description: 'Creates a project in an organization. The owner and holders of `projects:create` may.',
  from: 'anywhere',
  input: z
    .strictObject({
      id: newIdInput<'Project'>().describe('The id of the new project.'),
      organization: organizationReference.describe('The organization, by id or name.'),
      title: titleInput,
      defaultBranch: branchInput
        .nullable()
        .default('main')
        .describe('The branch whose environment is the production; null: no environments yet.'),
      environmentId: newIdInput<'Environment'>().describe('The id of the production environment.'),
    })
    .refine((given) => (given.id as string) !== given.environmentId, {
      path: ['environmentId'],
      message: 'must not be the id of the project',
    }),
  authorize(given, context) {
    const { organization, standing } = knownOrganization(context, given.organization);
    context.demand(standing.mayCreateProjects, () =>
      forbidden(
        'Only the owner and holders of `projects:create` create projects.',
        'Ask the owner of the organization for `projects:create`.',
      ),
    );
    return { target: given.id, organization };
  },
  decide({ id, title, defaultBranch, environmentId }, { state, actor, importing }, { organization }) {
    requireFreshId(state, id, 'id');
    if (defaultBranch !== null) requireFreshId(state, environmentId, 'environmentId');
    const data = { organizationId: organization.id, title, defaultBranch };
    const where = inProject(organization.id, id);
    const created: NewEvent = { type: 'ProjectCreated', ...where, cause: 'DIRECT', data };
    const why = { cause: 'RESOURCE_CREATED', causedBy: created } as const;
    const owner = ownerOf(organization);
    // The owner is admin anyway, and history gives the one who made it nothing.
    const admins = importing || actor === owner ? [] : [actor];
    const grants = admins.map((subject) => {
      const place: Place = { kind: PROJECT_ROLE.name, subject, target: id, slot: '', scope: organization.id };
      return granting(place, 'ADMIN', null, why);
    });
    if (defaultBranch === null) return [created, ...grants];
    const environment = {
      id: environmentId,
      name: defaultBranch,
      type: 'PRODUCTION' as const,
      parentId: null,
      sshUsers: sortedUsers([owner, ...admins]),
    };
    return [created, ...grants, creatingEnvironment(organization.id, id, environment, why)];
  },
});
