/** DECIDE: a Permission Set is given to users on its Instance, to all of them or none (PS-04, PS-08, PS-18, A18). */
import { z } from 'zod';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { PERMISSION_SET } from '../../grants/kinds/permission-set/kind.ts';
import { DIRECT, setting } from '../../grants/lifecycle.ts';
import { holdingPlace } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand } from '../../kernel/command.ts';
import { demandAssignable, requireEnabled } from '../assigning.ts';
import { setInput } from '../inputs.ts';
import { namedSets } from '../named-sets.ts';
import { authorizeUsersOfSet, usersInput } from '../users-of-set.ts';

const [HOLDER] = PERMISSION_SET.values;

export const assignPermSet = defineCommand({
  name: 'assignPermSet',
  description:
    'Assigns a Permission Set to users, to all of them or none. Holders of `users=edit` who see it by `permset=read` may, ' +
    'where its permissions are theirs to give or their `permset=read` names it, and an OPERATOR.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput, users: usersInput, expiresAt: expiresAtInput }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    return authorizeUsersOfSet(context, given);
  },
  decide({ expiresAt }, context, known) {
    const { set, users, standing } = known;
    const { state, actor } = context;
    const subjects = new Set(users.map((user) => (user === actor ? 'oneself' : 'others')));
    const named = namedSets(state, set.instance, standing, set.permissions);
    demandAssignable(context, known, set, subjects, named);
    requireEnabled(set);
    const places = users.map((user) => holdingPlace(set, user));
    const held = state.each(places, (place) => state.grant(place));
    return places.flatMap((place, index) =>
      setting(held[index], place, { value: HOLDER, expiresAt }, DIRECT),
    );
  },
});
