/** PROJECT: what happens to users, and what it does to the temporal rows. */
import { z } from 'zod';
import { noData, partnerData } from '../kernel/data.ts';
import { defineEvent, type RecordedEvent } from '../kernel/event.ts';

export const userRegistered = defineEvent({
  type: 'UserRegistered',
  version: 1,
  description: 'A user was registered, with email and name.',
  data: z.strictObject({
    homePartnerId: partnerData.nullable().describe('The Partner that the user is at home with; null: none.'),
  }),
  changes(event) {
    const { id } = event.target;
    const email = committed(event, 'email');
    const attributes = { email, name: committed(event, 'name') };
    const parent = event.data.homePartnerId;
    return [{ do: 'create', type: 'User', id, scope: id, parent, key: email, attributes }];
  },
});

export const userPartnerChanged = defineEvent({
  type: 'UserPartnerChanged',
  version: 1,
  description: 'A user is at home with another Partner; what the user holds stayed as it was.',
  data: z.strictObject({
    from: partnerData
      .nullable()
      .describe('The Partner that the user was at home with; null: none, or hidden.'),
    to: partnerData.describe('The Partner that the user is at home with now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, parent: data.to }],
});

export const userProfileChanged = defineEvent({
  type: 'UserProfileChanged',
  version: 1,
  description: "A user's email or name changed.",
  data: noData,
  changes(event) {
    const { email, name } = event.personal ?? {};
    const attributes = { ...(email !== undefined && { email }), ...(name !== undefined && { name }) };
    return [{ do: 'alter', id: event.target.id, ...(email !== undefined && { key: email }), attributes }];
  },
});

export const userDeleted = defineEvent({
  type: 'UserDeleted',
  version: 1,
  description: 'A user was deleted; what the user held ended with it.',
  data: noData,
  changes: (event) => [{ do: 'delete', id: event.target.id }],
});

export const identityLinked = defineEvent({
  type: 'IdentityLinked',
  version: 1,
  description: 'Somebody whom an identity provider knows was found to be the subject, and signs in as them.',
  data: z.strictObject({ issuer: z.string().describe('The identity provider: the issuer of its tokens.') }),
  changes(event) {
    const { subject, target, data } = event;
    if (!subject) throw new Error(`Event ${event.position}: an identity without its user`);
    const key = committed(event, 'identity');
    const attributes = { userId: subject, issuer: data.issuer };
    return [
      { do: 'create', type: 'Identity', id: target.id, scope: subject, parent: subject, key, attributes },
    ];
  },
});

export const identityUnlinked = defineEvent({
  type: 'IdentityUnlinked',
  version: 1,
  description: 'An identity no longer is the subject, who is gone.',
  data: noData,
  changes: (event) => [{ do: 'delete', id: event.target.id }],
});

/** A projection holds the commitment, never the value: what was erased is erased everywhere. */
function committed(event: RecordedEvent, field: 'email' | 'name' | 'identity'): string {
  const commitment = event.personal?.[field];
  if (commitment === undefined) throw new Error(`Event ${event.position} lacks the commitment of ${field}`);
  return commitment;
}
