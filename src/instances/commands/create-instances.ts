/** DECIDE: somebody gets or loses the right to create Instances (IN-01 to IN-04, decision A2). */
import { z } from 'zod';
import { actorOn, actorPlatform, homeOf, resolveUserInReach } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { createInstancesPlace } from '../../grants/kinds/create-instances/place.ts';
import { DIRECT, revoking, setting } from '../../grants/lifecycle.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import { PORTAL, type UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import { forbidden, Refusal } from '../../kernel/refusal.ts';
import type { Entity } from '../../kernel/state.ts';

const named = { user: userReference.describe('The user, by id or email.') };

export const grantCreateInstances = defineCommand({
  name: 'grantCreateInstances',
  description:
    'Gives a user the right to create Instances. Whoever has it and holds WRITE on the home Partner of the user may, and an OPERATOR.',
  from: 'anywhere',
  input: z.strictObject({ ...named, expiresAt: expiresAtInput }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const user = resolveUserInReach(context, given.user, (found) => {
      if (found) demandWritesHome(context, found);
      // Whoever names nobody is not told so before it is clear that they could give it.
      else demandHeld(context);
    });
    return { subject: user.id as UserId, target: PORTAL };
  },
  decide({ expiresAt }, context, { subject }) {
    demandHeld(context);
    const place = createInstancesPlace(subject);
    return setting(context.state.grant(place), place, { value: 'CREATOR', expiresAt }, DIRECT);
  },
});

export const revokeCreateInstances = defineCommand({
  name: 'revokeCreateInstances',
  description:
    'Takes the right to create Instances from a user, who keeps all access to Instances. Holders of WRITE on the home Partner of the user may, and an OPERATOR.',
  from: 'anywhere',
  input: z.strictObject(named),
  authorize(given, context) {
    const user = resolveUserInReach(context, given.user, (found) => {
      if (found) demandWritesHome(context, found);
    });
    return { subject: user.id as UserId, target: PORTAL };
  },
  decide(_given, { state }, { subject }) {
    const held = state.grant(createInstancesPlace(subject));
    return held ? [revoking(held, DIRECT)] : [];
  },
});

/** Nobody without a home is anybody's but an OPERATOR's to give the right to. */
function demandWritesHome(context: DecisionContext, user: Entity): void {
  const home = homeOf(user);
  const writes = home !== null && actorOn(context, 'Partner', home).reaches('WRITE');
  context.demand(writes || actorPlatform(context).operator, () =>
    forbidden(
      'Only holders of WRITE on the home Partner of a user decide whether they may create Instances.',
      'Ask somebody who holds WRITE on it, or an operator.',
    ),
  );
}

/** Only what one holds can be given (decision A2). */
function demandHeld(context: DecisionContext): void {
  const held = context.state.grant(createInstancesPlace(context.actor)) !== undefined;
  context.demand(held || actorPlatform(context).operator, () => {
    const message = 'You have no right to create Instances yourself.';
    const remedy = 'Ask somebody who has it and WRITE on the Partner, or an operator.';
    return new Refusal('CANNOT_GRANT_UNHELD', message, { field: 'user', remedy });
  });
}
