/** READ: in SQL, which roles give SSH: the answers of the one rule (ssh.ts), written out. */
import { ENVIRONMENT_TYPE_ROLE } from '../../grants/kinds/environment-type-role/kind.ts';
import { givesSsh } from '../ssh.ts';

const ROLES = ENVIRONMENT_TYPE_ROLE.values;

const GIVING = ROLES.flatMap((minRole) =>
  ROLES.filter((role) => givesSsh(role, minRole)).map((role) => `('${minRole}', '${role}')`),
).join(', ');

/** Whether a role on its type gives SSH on an environment that asks for `minRole`. Both are SQL expressions. */
export function sshByRole(minRole: string, role: string): string {
  return `(${minRole}, ${role}) in (${GIVING})`;
}
