/** DECIDE: who has SSH on a new environment, by their roles (decision A25). */

import { rank } from '../grants/kind.ts';
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { State } from '../kernel/state.ts';

/** The least role on a type that has SSH on its environments, where nothing else is set (requirement PJ-12). */
export const DEFAULT_SSH_MIN_ROLE = 'CONTRIBUTOR';

/** The users whose roles give SSH on a new environment of that type, sorted: the owner, project admins, and by type. */
export function usersWithSsh(state: State, project: Id, owner: UserId, type: EnvironmentType): UserId[] {
  const least = rank(ENVIRONMENT_TYPE_ROLE, DEFAULT_SSH_MIN_ROLE);
  const admins = state.grantsOn(project, PROJECT_ROLE.name).filter(({ value }) => value === 'ADMIN');
  const onType = state
    .grantsOn(project, ENVIRONMENT_TYPE_ROLE.name)
    .filter(({ slot, value }) => slot === type && rank(ENVIRONMENT_TYPE_ROLE, value) >= least);
  return sortedUsers([owner, ...[...admins, ...onType].map(({ subject }) => subject)]);
}

/** Each user once, by id. */
export function sortedUsers(users: readonly UserId[]): UserId[] {
  return [...new Set(users)].sort();
}
