/** DECIDE: a Permission Set is taken from users, from all of them or none; who does not hold it stays as they are (PS-11). */
import { z } from 'zod';
import { DIRECT, revoking } from '../../grants/lifecycle.ts';
import { holdingPlace } from '../../grants/permission-sets/perm-set.ts';
import { defineCommand } from '../../kernel/command.ts';
import { setInput } from '../inputs.ts';
import { authorizeUsersOfSet, usersInput } from '../users-of-set.ts';

export const unassignPermSet = defineCommand({
  name: 'unassignPermSet',
  description:
    'Takes a Permission Set from users; whoever does not hold it stays as they are. Holders of `users=edit` who see it by ' +
    '`permset=read` may, and an OPERATOR.',
  from: 'anywhere',
  input: z.strictObject({ set: setInput, users: usersInput }),
  authorize: (given, context) => authorizeUsersOfSet(context, given),
  decide(_given, { state }, { set, users }) {
    const held = state.each(users, (user) => state.grant(holdingPlace(set, user)));
    return held.flatMap((grant) => (grant ? [revoking(grant, DIRECT)] : []));
  },
});
