/** DECIDE: a Permission Set is given to users on its Instance, to all of them or none (PS-04, PS-08, PS-18, A18). */
import { z } from 'zod';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { PERMISSION_SET } from '../../grants/kinds/permission-set/kind.ts';
import { DIRECT, setting } from '../../grants/lifecycle.ts';
import { holdingPlace, type PermSet } from '../../grants/permission-sets/perm-set.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hindrance } from '../giving.ts';
import { setInput } from '../inputs.ts';
import { namedSets } from '../named-sets.ts';
import { unheld } from '../set-rules.ts';
import { authorizeUsersOfSet, type UsersOfSet, usersInput } from '../users-of-set.ts';

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
    const { set, users } = known;
    demandAssignable(context, known);
    requireEnabled(set);
    const { state } = context;
    const places = users.map((user) => holdingPlace(set, user));
    const held = state.each(places, (place) => state.grant(place));
    return places.flatMap((place, index) =>
      setting(held[index], place, { value: HOLDER, expiresAt }, DIRECT),
    );
  },
});

/** Refuses what is not the actor's to give, and to give oneself what was only delegated. */
function demandAssignable(context: DecisionContext, { set, users, standing, operator }: UsersOfSet): void {
  if (operator) return;
  const sets = namedSets(context.state, set.instance, standing, set.permissions);
  const others = users.some((user) => user !== context.actor);
  const self = users.includes(context.actor);
  const hindered =
    (others ? hindrance(standing, set, 'others', sets) : undefined) ??
    (self ? hindrance(standing, set, 'oneself', sets) : undefined);
  context.demand(!hindered, () =>
    hindered?.because === 'unheld' ? unheld('set', hindered.permissions) : selfEdit(),
  );
}

function selfEdit(): Refusal {
  const message = 'You may assign the set because it was delegated to you, and that serves others only.';
  return new Refusal('SELF_EDIT_FORBIDDEN', message, {
    field: 'users',
    remedy: 'Leave yourself out, or ask another administrator of the Instance.',
  });
}

function requireEnabled({ enabled, name }: PermSet): void {
  if (enabled) return;
  throw new Refusal('PERMSET_DISABLED', `The Permission Set ${name} is disabled and cannot be assigned.`, {
    field: 'set',
    remedy: 'Enable it first.',
  });
}
