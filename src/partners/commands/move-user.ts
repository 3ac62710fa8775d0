/** DECIDE: a user is at home with another Partner, and keeps all that they hold (XP-14). */
import { z } from 'zod';
import { actorOn, actorPlatform, homeOf, resolveUserInReach } from '../../access/authority.ts';
import { knownThing } from '../../access/portal-authority.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { userReference } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { partnerInput } from '../partner.ts';

export const moveUser = defineCommand({
  name: 'moveUser',
  description:
    'Changes the Partner that a user is at home with; what they hold stays. Holders of WRITE on both Partners may, and an OPERATOR, who alone gives a first one.',
  from: 'anywhere',
  input: z.strictObject({
    user: userReference.describe('The user, by id or email.'),
    partner: partnerInput.describe('The id of the Partner that is to be their home.'),
  }),
  authorize(given, context) {
    knownThing(context, 'Partner', given.partner, 'partner');
    const user = resolveUserInReach(context, given.user, (found) => {
      demandMoves(context, given.partner);
      if (found) demandMoves(context, homeOf(found));
    });
    return { subject: user.id as UserId, target: user.id, from: homeOf(user) };
  },
  decide({ partner: to }, _context, { subject, from }) {
    if (from === to) return [];
    const target = { type: 'User', id: subject } as const;
    return [{ type: 'UserPartnerChanged', subject, target, scope: {}, cause: 'DIRECT', data: { from, to } }];
  },
});

/** Refuses whoever does not hold WRITE on a Partner that a user would leave or join; a user without one leaves none. */
function demandMoves(context: DecisionContext, partner: Id | null): void {
  const writes = partner !== null && actorOn(context, 'Partner', partner).reaches('WRITE');
  context.demand(writes || actorPlatform(context).operator, () =>
    forbidden(
      'Only holders of WRITE on both Partners move a user from one to the other.',
      'Ask an operator of this installation.',
    ),
  );
}
