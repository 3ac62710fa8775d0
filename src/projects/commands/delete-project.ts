/** DECIDE: a project is deleted, and with it its environments and every role on it (decision A32). */
import { z } from 'zod';
import { endingGrantsOn } from '../../grants/ending.ts';
import { cancelling, pendingIn } from '../../grants/invitations/invitation.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { inEnvironment } from '../environment.ts';
import { inProject, knownProject, projectInput } from '../project.ts';

export const deleteProject = defineCommand({
  name: 'deleteProject',
  description: 'Deletes a project with its environments. Only the owner of the organization may.',
  from: 'anywhere',
  input: z.strictObject({ project: projectInput }),
  authorize(given, context) {
    const known = knownProject(context, given.project);
    context.demand(known.standing.owner, () =>
      forbidden('Only the owner may delete a project.', 'Ask the owner of the organization.'),
    );
    return { target: given.project, ...known };
  },
  decide({ project }, { state }, { organization }) {
    const where = inProject(organization.id, project);
    const deleted: NewEvent = { type: 'ProjectDeleted', ...where, cause: 'DIRECT', data: {} };
    const why = { cause: 'RESOURCE_DELETED', causedBy: deleted } as const;
    const environments = state.children(project, 'Environment').map((environment) => ({
      type: 'EnvironmentDeleted',
      ...inEnvironment({ environment }),
      ...why,
      data: {},
    }));
    return [
      deleted,
      ...environments,
      ...endingGrantsOn(where.target, why),
      ...pendingIn(state, organization.id)
        .filter(({ target }) => target.id === project)
        .map((invitation) => cancelling(invitation, why)),
    ];
  },
});
