/** DECIDE: an environment is redeployed: who should have SSH on it by now has it, nobody else (A25, PJ-26). */
import { z } from 'zod';
import { ownerOf } from '../../access/authority.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import {
  demandRight,
  environmentInput,
  inEnvironment,
  knownEnvironment,
  sshMinRoleOf,
  typeOf,
} from '../environment.ts';
import { usersWithSsh } from '../ssh.ts';

export const redeploy = defineCommand({
  name: 'redeploy',
  description:
    'Redeploys an environment, which makes changes of SSH access effective. Needs EXECUTE_ACTIONS on it.',
  from: 'anywhere',
  input: z.strictObject({ environment: environmentInput }),
  authorize(given, context) {
    const known = knownEnvironment(context, given.environment);
    demandRight(context, known, 'EXECUTE_ACTIONS', 'redeploy this environment');
    return { target: given.environment, ...known };
  },
  // Always an event, also where the users stay the same: a redeploy happened.
  decide(_given, { state }, known) {
    const { environment, project, organization } = known;
    const policy = { type: typeOf(environment), minRole: sshMinRoleOf(environment) };
    const sshUserIds = usersWithSsh(state, project.id, ownerOf(organization), policy);
    return [{ type: 'EnvironmentRedeployed', ...inEnvironment(known), ...DIRECT, data: { sshUserIds } }];
  },
});
