/** DECIDE: a Permission Set is disabled, and taken from everybody who holds it (PS-08, PS-09, A13). */
import { z } from 'zod';
import { PERMISSION_SET } from '../../grants/kinds/permission-set/kind.ts';
import { revoking } from '../../grants/lifecycle.ts';
import { aboutSet, type PermSet } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand, type Sweep } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';
import { demandEdits } from '../set-rules.ts';

export const disablePermSet = defineCommand({
  name: 'disablePermSet',
  description:
    'Disables a Permission Set: it can no longer be assigned, and is taken from everybody who holds it. Holders of ' +
    '`permset=edit` for it may.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput }),
  authorize(given, context) {
    const { set, standing } = seenSet(context, given.set);
    demandEdits(context, standing, 'disable the set', set.name);
    return { target: set.id, set };
  },
  decide(_given, _context, { set }) {
    return set.enabled ? [disabling(set)] : [];
  },
});

function disabling(set: PermSet): Sweep {
  return {
    target: set.id,
    kind: PERMISSION_SET.name,
    ends(formerHolderCount) {
      const before: NewEvent = {
        type: 'PermSetDisabled',
        ...aboutSet(set),
        cause: 'DIRECT',
        data: { formerHolderCount },
      };
      return { before, each: (grant) => revoking(grant, { cause: 'PERMSET_DISABLED', causedBy: before }) };
    },
  };
}
