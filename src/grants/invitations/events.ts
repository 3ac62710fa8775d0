/** PROJECT: what happens to invitations, and what it does to the temporal rows. */
import { z } from 'zod';
import type { Change } from '../../kernel/change.ts';
import { idData } from '../../kernel/data.ts';
import { type AnyEventDefinition, defineEvent, type RecordedEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import { INVITATION_KINDS } from './invitation.ts';
import { offerAttributes, offerData } from './offer.ts';
import { type InvitationState, placeOf } from './place.ts';

const kind = z.enum(INVITATION_KINDS).describe('What it invites to.');
const targetId = idData.describe('The organization or the project that it invites to.');
const requested = offerData.describe('What whoever accepts it gets.');

const invitationCreated = defineEvent({
  type: 'InvitationCreated',
  version: 1,
  description: 'An email was invited to an organization or a project.',
  data: z.strictObject({ kind, targetId, requested }),
  changes(event) {
    const {
      position,
      actor,
      target: { id },
      personal,
      data,
    } = event;
    const [organization, email] = [organizationOf(event), personal?.email];
    if (email === undefined) throw new Error(`Event ${position}: an invitation without its email`);
    const invited = { kind: data.kind, targetId: data.targetId, email, state: 'PENDING' };
    const attributes = { ...invited, invitedBy: actor, sent: position, ...offerAttributes(data.requested) };
    return [
      {
        do: 'create',
        type: 'Invitation',
        id,
        scope: organization,
        parent: placeOf(organization, 'PENDING'),
        key: email,
        attributes,
      },
    ];
  },
});

const invitationResent = defineEvent({
  type: 'InvitationResent',
  version: 1,
  description: 'A pending invitation was sent again, with a new token and what it offers from now on.',
  data: z.strictObject({ kind, targetId, requested }),
  changes: ({ position, actor, target: { id }, data }) => [
    {
      do: 'alter',
      id,
      attributes: { invitedBy: actor, sent: position, ...offerAttributes(data.requested) },
    },
  ],
});

const invitationAccepted = defineEvent({
  type: 'InvitationAccepted',
  version: 1,
  description: 'The subject accepted an invitation to their email; what it offered follows.',
  data: z.strictObject({ kind, targetId }),
  changes: (event) => [ended(event, 'ACCEPTED')],
});

const invitationCancelled = defineEvent({
  type: 'InvitationCancelled',
  version: 1,
  description: 'A pending invitation was cancelled; it can no longer be accepted.',
  data: z.strictObject({ kind, targetId }),
  changes: (event) => [ended(event, 'CANCELLED')],
});

/** What is no longer pending is no longer found by its email, and lies elsewhere: decisions meet only what is pending. */
function ended(event: Placed, state: InvitationState): Change {
  const parent = placeOf(organizationOf(event), state);
  return { do: 'alter', id: event.target.id, parent, key: null, attributes: { state } };
}

type Placed = Pick<RecordedEvent, 'position' | 'target' | 'scope'>;

function organizationOf({ position, scope: { organization } }: Placed): Id {
  if (organization === undefined)
    throw new Error(`Event ${position}: an invitation without its organization`);
  return organization;
}

export const invitationEvents: readonly AnyEventDefinition[] = [
  invitationCreated,
  invitationResent,
  invitationAccepted,
  invitationCancelled,
];
