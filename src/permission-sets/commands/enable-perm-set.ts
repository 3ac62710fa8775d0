/** DECIDE: a disabled Permission Set can be assigned again; nobody holds it by that (PS-10, A13). */
import { z } from 'zod';
import { aboutSet } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand } from '../../kernel/command.ts';
import { setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';
import { demandEdits } from '../set-rules.ts';

export const enablePermSet = defineCommand({
  name: 'enablePermSet',
  description:
    'Enables a Permission Set, so that it can be assigned again. Holders of `permset=edit` for it may. Whoever held it ' +
    'before it was disabled does not get it back.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput }),
  authorize(given, context) {
    const { set, standing } = seenSet(context, given.set);
    demandEdits(context, standing, 'enable the set', set.name);
    return { target: set.id, set };
  },
  decide(_given, _context, { set }) {
    return set.enabled ? [] : [{ type: 'PermSetEnabled', ...aboutSet(set), cause: 'DIRECT', data: {} }];
  },
});
