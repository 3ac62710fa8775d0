/** DECIDE: an environment branches off another (decision A31, PJ-05 to PJ-09). */
import { z } from 'zod';
import { ownerOf } from '../../access/authority.ts';
import { ENVIRONMENT_TYPES } from '../../grants/kinds/environment-type-role/kind.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { Id } from '../../kernel/ids.ts';
import { newIdInput, requireFreshId } from '../../kernel/reference.ts';
import { forbidden, invalid, notFound } from '../../kernel/refusal.ts';
import type { Entity } from '../../kernel/state.ts';
import {
  branchInput,
  creatingEnvironment,
  demandRight,
  environmentInput,
  knownEnvironment,
  productionOf,
  requireFreeBranch,
} from '../environment.ts';
import { productionReserved } from '../production.ts';
import { type KnownProject, knownProject, projectInput } from '../project.ts';
import { usersWithSsh } from '../ssh.ts';

export const createEnvironment = defineCommand({
  name: 'createEnvironment',
  description: 'Creates an environment that branches off another. Needs BRANCH_ENVIRONMENT on that one.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'Environment'>().describe('The id of the new environment.'),
    project: projectInput,
    parent: environmentInput.optional().describe('The environment to branch off; left out: the production.'),
    name: branchInput.describe('The name of its branch, unique in the project whatever its case.'),
    type: z.enum(ENVIRONMENT_TYPES).default('DEVELOPMENT').describe('DEVELOPMENT, or STAGING.'),
  }),
  authorize(given, context) {
    const known = knownProject(context, given.project);
    const parent = given.parent
      ? parentNamed(context, known, given.parent)
      : productionOf(context.state, given.project);
    demandMayBranch(context, known, parent);
    return { target: given.id, ...known, parent };
  },
  decide({ id, name, type }, { state }, { project, organization, parent }) {
    if (!parent) throw nothingToBranchOff();
    if (type === 'PRODUCTION') throw productionReserved();
    requireFreeBranch(state, project.id, name);
    requireFreshId(state, id, 'id');
    const sshUsers = usersWithSsh(state, project.id, ownerOf(organization), { type });
    const made = { id, name, type, parentId: parent.id, sshUsers };
    return [creatingEnvironment(organization.id, project.id, made, DIRECT)];
  },
});

function parentNamed(context: DecisionContext, { project }: KnownProject, id: Id<'Environment'>): Entity {
  const { environment } = knownEnvironment(context, id, 'parent');
  if (environment.parent === project.id) return environment;
  throw notFound('parent', 'environment of the project', id);
}

function demandMayBranch(context: DecisionContext, known: KnownProject, parent: Entity | undefined): void {
  if (parent) {
    const from = { ...known, environment: parent };
    demandRight(context, from, 'BRANCH_ENVIRONMENT', 'branch off this environment');
    return;
  }
  context.demand(known.standing.projectRole(known.project.id) !== undefined, () =>
    forbidden('Only users of the project create environments.', 'Ask an admin of the project.'),
  );
}

function nothingToBranchOff() {
  const message = 'The project has no default branch yet, so there is nothing to branch off.';
  return invalid('project', message, 'Set the default branch first (setDefaultBranch).');
}
