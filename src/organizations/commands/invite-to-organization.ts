/** DECIDE: emails are invited to an organization, all with the same permissions, all of them or none (OG-13, OG-14). */
import { z } from 'zod';
import { knownOrganization, ownerOf } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { forceInput } from '../../grants/invitations/inputs.ts';
import {
  type Invitation,
  inviting,
  pendingFor,
  resending,
  type Sending,
} from '../../grants/invitations/invitation.ts';
import { membershipOf } from '../../grants/kinds/organization-membership/membership.ts';
import { ORGANIZATION_PERMISSION } from '../../grants/kinds/organization-permission/kind.ts';
import { defineCommand } from '../../kernel/command.ts';
import type { UserId } from '../../kernel/ids.ts';
import { newIdInput, organizationReference, requireFreshId, tokenHashInput } from '../../kernel/reference.ts';
import { Refusal, type RefusalCode } from '../../kernel/refusal.ts';
import type { Entity, State } from '../../kernel/state.ts';
import { email, foldKey } from '../../kernel/text.ts';
import { demandAddable } from '../members.ts';
import { demandManagesUsers } from '../organization.ts';
import { heldPermissions, knownPermissions, permissionsInput } from '../permissions.ts';

const MOST = 500;

export const inviteToOrganization = defineCommand({
  name: 'inviteToOrganization',
  description:
    'Invites people to an organization by email, all with the same permissions, all of them or none. The owner and ' +
    'holders of `members` may, and they offer only permissions that they hold themselves.',
  from: 'api',
  input: z
    .strictObject({
      organization: organizationReference.describe('The organization, by id or name.'),
      emails: z
        .array(email)
        .min(1)
        .max(MOST)
        .transform(eachOnce)
        .describe('Whom to invite; one named twice is invited once.'),
      permissions: permissionsInput,
      expiresAt: expiresAtInput,
      force: forceInput,
      ids: z
        .array(newIdInput<'Invitation'>())
        .describe('The ids of the new invitations, one an email.')
        .meta({ format: 'newId', per: 'emails' }),
      tokenHashes: z
        .array(tokenHashInput)
        .describe('The hashes of their tokens, one an email.')
        .meta({ format: 'tokenHash', per: 'emails' }),
    })
    .refine(({ emails, ids }) => new Set(ids).size === ids.length && ids.length >= emails.length, {
      path: ['ids'],
      message: 'there must be an id for each email',
    }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const { organization, standing } = knownOrganization(context, given.organization);
    demandManagesUsers(context, standing);
    return { target: organization.id, organization, standing };
  },
  decide(given, context, { organization, standing }) {
    const { state } = context;
    const permissions = knownPermissions(given.permissions);
    demandAddable(context, standing, permissions, new Map());
    const target = { kind: 'ORGANIZATION', id: organization.id, organization: organization.id } as const;
    const asked = state.each(given.emails, (address) => {
      return { address, pending: pendingFor(state, target, address) };
    });
    requireInvitable(state, organization, asked, given.force === true);
    const offer = {
      permissions,
      projectRole: null,
      environmentTypes: [],
      expiresAt: given.expiresAt ?? null,
    };
    const sent = state.each(asked, ({ address, pending }, index) => {
      const sending: Sending = { offer, tokenHash: given.tokenHashes[index] };
      if (pending) return resending(state, pending, sending);
      const id = given.ids[index];
      if (id === undefined) throw new Error('An invitation without an id');
      requireFreshId(state, id, 'ids');
      return [inviting(id, target, address, sending)];
    });
    return sent.flat();
  },
});

interface Asked {
  readonly address: string;
  readonly pending: Invitation | undefined;
}

/** Why an address is refused, with what its bearer holds. */
interface RefusedAddress {
  readonly email: string;
  readonly code: RefusalCode;
  readonly permissions?: readonly string[];
}

/** Refuses members, and without `force` those who are invited already; names every one of them. */
function requireInvitable(state: State, organization: Entity, asked: readonly Asked[], force: boolean): void {
  const checked = state.each(asked, ({ address, pending }): RefusedAddress[] => {
    const permissions = permissionsOf(state, organization, address);
    if (permissions) return [{ email: address, code: 'ALREADY_MEMBER', permissions }];
    return pending && !force ? [{ email: address, code: 'INVITATION_PENDING' }] : [];
  });
  const refused = checked.flat();
  const [first] = refused;
  if (!first) return;
  const said = refused.map(({ email: address, code }) => `${address} ${WHY[code]}`);
  throw new Refusal(first.code, `Nobody was invited: ${said.join('; ')}.`, {
    field: 'emails',
    remedy:
      'Use updateMember for members, and `force` to replace an invitation; or leave these addresses out.',
    facts: { refused },
  });
}

const WHY: Readonly<Partial<Record<RefusalCode, string>>> = {
  ALREADY_MEMBER: 'is a member already',
  INVITATION_PENDING: 'is invited already',
};

/** The permissions of the member with that email; undefined when there is none. */
function permissionsOf(state: State, organization: Entity, address: string): readonly string[] | undefined {
  const user = state.userByEmail(address)?.id as UserId | undefined;
  if (user === undefined || !membershipOf(state, organization.id, user)) return undefined;
  if (user === ownerOf(organization)) return ORGANIZATION_PERMISSION.values;
  return [...heldPermissions(state, organization.id, user).keys()];
}

function eachOnce(addresses: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const address of addresses) if (!byKey.has(foldKey(address))) byKey.set(foldKey(address), address);
  return [...byKey.values()];
}
