/** DECIDE: an organization is created; whoever creates it owns it, unless an OPERATOR names another. */
import { z } from 'zod';
import { actorPlatform, resolveUser } from '../../access/authority.ts';
import { membershipPlace } from '../../grants/kinds/organization-membership/membership.ts';
import { granting } from '../../grants/lifecycle.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { UserId } from '../../kernel/ids.ts';
import { newIdInput, requireFreshId, userReference } from '../../kernel/reference.ts';
import { forbidden } from '../../kernel/refusal.ts';
import { labelInput, nameInput, requireFreeName } from '../name.ts';
import { inOrganization } from '../organization.ts';

export const createOrganization = defineCommand({
  name: 'createOrganization',
  description:
    'Creates an organization. Any user may and becomes its owner; an OPERATOR may name another owner.',
  from: 'anywhere',
  input: z.strictObject({
    id: newIdInput<'Organization'>().describe('The id of the new organization.'),
    name: nameInput,
    label: labelInput.optional().describe('The title that people see; left out: the name.'),
    owner: userReference.optional().describe('The owner, by id or email; left out: the caller.'),
  }),
  authorize({ id, owner }, context) {
    return { target: id, owner: owner === undefined ? demandUser(context) : ownerNamed(context, owner) };
  },
  decide({ id, name, label = name }, { state }, { owner }) {
    requireFreeName(state, name);
    requireFreshId(state, id, 'id');
    const data = { name, label, ownerId: owner };
    const created: NewEvent = { type: 'OrganizationCreated', ...inOrganization(id), cause: 'DIRECT', data };
    // The owner is always a member (invariant I1); all else that an owner holds is derived, never stored.
    const why = { cause: 'RESOURCE_CREATED', causedBy: created } as const;
    return [created, granting(membershipPlace(id, owner), 'MEMBER', null, why)];
  },
});

function demandUser({ state, actor }: DecisionContext): UserId {
  if (state.entity('User', actor)) return actor;
  throw forbidden('Only a registered user may own an organization.', 'Name a registered owner.');
}

function ownerNamed(context: DecisionContext, reference: string): UserId {
  const owner = resolveUser(context, reference, 'owner', (found) => {
    context.demand(found?.id === context.actor || actorPlatform(context).operator, () =>
      forbidden('Only an OPERATOR may name another owner.', 'Leave the owner out, or ask an operator.'),
    );
  });
  return owner.id as UserId;
}
