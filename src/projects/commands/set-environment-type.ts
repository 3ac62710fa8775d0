/** DECIDE: an environment changes between staging and development, and with it who reaches it (PJ-08, PJ-11). */
import { z } from 'zod';
import { ENVIRONMENT_TYPES } from '../../grants/kinds/environment-type-role/kind.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { demandRight, environmentInput, knownEnvironment, retyping, typeOf } from '../environment.ts';
import { productionReserved, productionTypeImmutable } from '../production.ts';

export const setEnvironmentType = defineCommand({
  name: 'setEnvironmentType',
  description: 'Makes an environment STAGING or DEVELOPMENT. Needs CHANGE_SETTINGS on it.',
  from: 'anywhere',
  input: z.strictObject({
    environment: environmentInput,
    type: z.enum(ENVIRONMENT_TYPES).describe('The new type.'),
  }),
  authorize(given, context) {
    const known = knownEnvironment(context, given.environment);
    demandRight(context, known, 'CHANGE_SETTINGS', 'change the type of this environment');
    return { target: given.environment, ...known };
  },
  decide({ type }, _context, { environment }) {
    const from = typeOf(environment);
    if (from === type) return [];
    if (from === 'PRODUCTION') throw productionTypeImmutable();
    if (type === 'PRODUCTION') throw productionReserved();
    return [retyping(environment, type, DIRECT)];
  },
});
