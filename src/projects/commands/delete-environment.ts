/** DECIDE: an environment is deleted; the one of the default branch stays (decision A31). */
import { z } from 'zod';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { demandRight, environmentInput, inEnvironment, knownEnvironment, typeOf } from '../environment.ts';
import { productionStays } from '../production.ts';

export const deleteEnvironment = defineCommand({
  name: 'deleteEnvironment',
  description: 'Deletes an environment other than the production. Needs CHANGE_SETTINGS on it.',
  from: 'anywhere',
  input: z.strictObject({ environment: environmentInput }),
  authorize(given, context) {
    const known = knownEnvironment(context, given.environment);
    demandRight(context, known, 'CHANGE_SETTINGS', 'delete this environment');
    return { target: given.environment, ...known };
  },
  decide(_given, _context, known) {
    if (typeOf(known.environment) === 'PRODUCTION') throw productionStays();
    return [{ type: 'EnvironmentDeleted', ...inEnvironment(known), ...DIRECT, data: {} }];
  },
});
