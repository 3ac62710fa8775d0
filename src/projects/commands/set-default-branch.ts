/** DECIDE: another branch becomes the default: its environment is the production, the former one development (A31). */
import { z } from 'zod';
import { ownerOf } from '../../access/authority.ts';
import { DIRECT, type Why } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import {
  branchInput,
  creatingEnvironment,
  environmentNamed,
  productionOf,
  retyping,
} from '../environment.ts';
import { demandProjectAdmin, inProject, knownProject, projectInput } from '../project.ts';
import { usersWithSsh } from '../ssh.ts';

export const setDefaultBranch = defineCommand({
  name: 'setDefaultBranch',
  description:
    'Makes a branch the default of a project; its environment is made if there is none. Its admins may.',
  from: 'anywhere',
  input: z.strictObject({
    project: projectInput,
    branch: branchInput.describe('The branch that becomes the default.'),
    environmentId: newIdInput<'Environment'>().describe('The id of its environment, where one must be made.'),
  }),
  authorize(given, context) {
    const known = knownProject(context, given.project);
    demandProjectAdmin(context, known, 'set its default branch');
    return { target: given.project, ...known };
  },
  decide({ branch, environmentId }, { state }, { project, organization }) {
    const former = productionOf(state, project.id);
    const next = environmentNamed(state, project.id, branch);
    if (former && next?.id === former.id) return [];
    const data = { from: project.attributes.defaultBranch, to: next?.attributes.name ?? branch };
    const where = inProject(organization.id, project.id);
    const changed: NewEvent = { type: 'DefaultBranchChanged', ...where, ...DIRECT, data };
    const why: Why = { cause: 'DEFAULT_BRANCH', causedBy: changed };
    const lowered = former ? [retyping(former, 'DEVELOPMENT', why)] : [];
    if (next) return [changed, ...lowered, retyping(next, 'PRODUCTION', why)];
    requireFreshId(state, environmentId, 'environmentId');
    const type = 'PRODUCTION';
    const sshUsers = usersWithSsh(state, project.id, ownerOf(organization), { type });
    const made = { id: environmentId, name: branch, type, parentId: null, sshUsers } as const;
    return [changed, ...lowered, creatingEnvironment(organization.id, project.id, made, why)];
  },
});
