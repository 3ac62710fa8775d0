/** DECIDE: who is to have SSH on an environment, by their roles and the least role that it asks for (decision A25). */
import { DEFAULT_SSH_MIN_ROLE, givesSsh } from '../access/ssh.ts';
import { type EnvironmentTypeRole, projectAccess, typeAccess } from '../access/standing.ts';
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Grant, State } from '../kernel/state.ts';

/** What decides who has SSH on an environment, beside the roles of people. */
interface SshPolicy {
  readonly type: EnvironmentType;
  readonly minRole?: EnvironmentTypeRole;
}

/** The users whose roles give SSH on an environment, sorted. Two reads, however many they are. */
export function usersWithSsh(
  state: State,
  project: Id,
  owner: UserId,
  { type, minRole = DEFAULT_SSH_MIN_ROLE }: SshPolicy,
): UserId[] {
  const roles = bySubject(state.grantsOn(project, PROJECT_ROLE.name));
  const onTypes = state.grantsOn(project, ENVIRONMENT_TYPE_ROLE.name);
  const onType = bySubject(onTypes.filter(({ slot }) => slot === type));
  return sortedUsers([owner, ...roles.keys()]).filter((user) => {
    const role = projectAccess(user === owner, roles.get(user));
    return givesSsh(typeAccess(role, onType.get(user))?.value, minRole);
  });
}

/** Each user once, by id. */
export function sortedUsers(users: readonly UserId[]): UserId[] {
  return [...new Set(users)].sort();
}

function bySubject(grants: readonly Grant[]): Map<UserId, Grant> {
  return new Map(grants.map((grant) => [grant.subject, grant]));
}
