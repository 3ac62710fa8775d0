/** CHOOSE: which roles on a project the caller could give a user: what the commands would accept (rule C1). */
import type { EnvironmentTypeRole, ProjectRole } from '../access/standing.ts';
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import { passes } from '../kernel/choosing.ts';
import type { Acting } from '../kernel/command.ts';
import type { UserId } from '../kernel/ids.ts';
import { type ActorOnProject, demandProjectAdmin } from './project.ts';
import { type HeldRoles, type Holding, type RolesRequest, wantedRoles } from './roles.ts';
import { demandChangesUsers, demandHeldRights, requireChangeable, requireNotOwner } from './users.ts';

/** A project role, and what may be chosen on each environment type together with it. */
export interface GrantableRoles {
  readonly role: ProjectRole;
  readonly environmentTypes: readonly GrantableOnType[];
}

interface GrantableOnType {
  readonly type: EnvironmentType;
  readonly roles: readonly (EnvironmentTypeRole | 'NONE')[];
}

/** Who would give roles to whom. */
export interface ChoosingRoles extends ActorOnProject {
  readonly actor: UserId;
  readonly owner: UserId;
  /** Undefined: somebody else, who is not on the project. */
  readonly subject: UserId | undefined;
  readonly held: HeldRoles<Holding<string>>;
}

/**
 * What updateProjectUser would accept for somebody who is on the project, and addProjectUser for anybody else. The
 * types do not bear on each other: a request is accepted exactly when each of its parts is among what is answered.
 */
export function grantableRoles(choosing: ChoosingRoles): GrantableRoles[] {
  const accepts = (roles: RolesRequest) =>
    passes(choosing.actor, (acting) => tryRoles(acting, choosing, roles));
  return PROJECT_ROLE.values
    .filter((project) => accepts({ project }))
    .map((project) => ({
      role: project,
      environmentTypes: ENVIRONMENT_TYPES.map((type) => ({
        type,
        roles: (['NONE', ...ENVIRONMENT_TYPE_ROLE.values] as const).filter((role) =>
          accepts({ project, environmentTypes: [{ type, role }] }),
        ),
      })),
    }));
}

/** The rules of the commands, in their order. */
function tryRoles(acting: Acting, choosing: ChoosingRoles, roles: RolesRequest): void {
  const { owner, subject, held } = choosing;
  if (!held.role) {
    demandProjectAdmin(acting, choosing, 'add users');
    requireNotOwner(owner, subject);
    wantedRoles(held, { roles });
    return;
  }
  demandChangesUsers(acting, choosing);
  requireChangeable(acting, choosing, owner, subject);
  demandHeldRights(acting, choosing, held, wantedRoles(held, { roles }));
}
