/** DECIDE: a Permission Set is disabled, and taken from everybody who holds it (PS-08, PS-09, A13). */
import { z } from 'zod';
import { revoking } from '../../grants/lifecycle.ts';
import { aboutSet, holdings } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { setInput } from '../inputs.ts';
import { knownSet } from '../known-set.ts';
import { demandEdits } from '../set-rules.ts';

export const disablePermSet = defineCommand({
  name: 'disablePermSet',
  description:
    'Disables a Permission Set: it can no longer be assigned, and is taken from everybody who holds it. Holders of ' +
    '`permset=edit` for it may.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput }),
  authorize(given, context) {
    const { set, standing } = knownSet(context, given.set);
    demandEdits(context, standing, 'disable the set', set.name);
    return { target: set.id, set };
  },
  decide(_given, { state }, { set }) {
    if (!set.enabled) return [];
    const held = holdings(state, set.id);
    const data = { formerHolderCount: held.length };
    const disabled: NewEvent = { type: 'PermSetDisabled', ...aboutSet(set), cause: 'DIRECT', data };
    const why = { cause: 'PERMSET_DISABLED', causedBy: disabled } as const;
    return [disabled, ...held.map((grant) => revoking(grant, why))];
  },
});
