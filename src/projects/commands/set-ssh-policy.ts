/** DECIDE: which role is the least that has SSH on an environment; felt after the next redeploy (PJ-12, PJ-26). */
import { z } from 'zod';
import { ENVIRONMENT_TYPE_ROLE } from '../../grants/kinds/environment-type-role/kind.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import {
  demandRight,
  environmentInput,
  inEnvironment,
  knownEnvironment,
  sshMinRoleOf,
} from '../environment.ts';

export const setSshPolicy = defineCommand({
  name: 'setSshPolicy',
  description:
    'Sets the least role that has SSH on an environment; it takes effect when that is redeployed. Needs CHANGE_SETTINGS on it.',
  from: 'anywhere',
  input: z.strictObject({
    environment: environmentInput,
    minRole: z.enum(ENVIRONMENT_TYPE_ROLE.values).describe('The least role on its type that has SSH.'),
  }),
  authorize(given, context) {
    const known = knownEnvironment(context, given.environment);
    demandRight(context, known, 'CHANGE_SETTINGS', 'change who has SSH on this environment');
    return { target: given.environment, ...known };
  },
  decide({ minRole }, _context, known) {
    const from = sshMinRoleOf(known.environment);
    if (from === minRole) return [];
    return [{ type: 'SshPolicyChanged', ...inEnvironment(known), ...DIRECT, data: { from, to: minRole } }];
  },
});
