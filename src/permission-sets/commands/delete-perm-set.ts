/** DECIDE: a Permission Set that nobody holds is deleted, and its name is free again (PS-11, PS-12). */
import { z } from 'zod';
import { DIRECT } from '../../grants/lifecycle.ts';
import { endingSet } from '../../grants/permission-sets/ending.ts';
import { defineCommand } from '../../kernel/command.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { inUse } from '../in-use.ts';
import { setInput } from '../inputs.ts';
import { seenSet } from '../known-set.ts';

export const deletePermSet = defineCommand({
  name: 'deletePermSet',
  description:
    'Deletes a Permission Set that nobody holds. Holders of `permset=delete` for it may. Sets that mention its name keep ' +
    'mentioning it, and give nothing by that.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput }),
  authorize(given, context) {
    const { set, standing } = seenSet(context, given.set);
    context.demand(standing.may('delete', set.name), () =>
      forbidden(
        'Only holders of `permset=delete` for it may delete the set.',
        'Ask an administrator of the Instance for a Permission Set with it.',
      ),
    );
    return { target: set.id, set, standing };
  },
  decide(_given, context, { set, standing }) {
    const ending = endingSet(set, DIRECT);
    return [
      {
        ...ending,
        ends(count, first) {
          if (count > 0) throw inUse(context, set, standing, { count, first });
          return ending.ends(count, first);
        },
      },
    ];
  },
});
