/**
 * READ and DECIDE: which roles give SSH on an environment (matrix R4, requirement PJ-12). The right itself is what
 * the last redeploy made of them (decision A25): roles say only who should have it.
 */
import { rank } from '../grants/kind.ts';
import { ENVIRONMENT_TYPE_ROLE } from '../grants/kinds/environment-type-role/kind.ts';
import type { EnvironmentTypeRole } from './standing.ts';

/** The least role on a type that has SSH on its environments, where nothing else is set. */
export const DEFAULT_SSH_MIN_ROLE: EnvironmentTypeRole = 'CONTRIBUTOR';

/** Whether a role on an environment's type, derived ones included, gives SSH on it. */
export function givesSsh(role: EnvironmentTypeRole | undefined, minRole: EnvironmentTypeRole): boolean {
  return role !== undefined && rank(ENVIRONMENT_TYPE_ROLE, role) >= rank(ENVIRONMENT_TYPE_ROLE, minRole);
}
