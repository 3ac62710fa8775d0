/** PROJECT: what happens to API tokens. The secret's hash is kept beside the log, never in an event. */
import { z } from 'zod';
import { noData, timeData } from '../kernel/data.ts';
import { defineEvent } from '../kernel/event.ts';

export const apiTokenIssued = defineEvent({
  type: 'ApiTokenIssued',
  version: 2,
  description: 'An API token was issued for the subject.',
  data: z.strictObject({
    expiresAt: timeData.nullable().describe('When the token stops working by itself; null: never.'),
    provisional: z
      .boolean()
      .describe('Whether linking an identity to the user revokes it: an OPERATOR may know it.'),
  }),
  // There were no identities.
  upcasts: { 1: (data) => ({ ...(data as object), provisional: false }) },
  changes(event) {
    const { subject, target, data } = event;
    if (!subject) throw new Error(`Event ${event.position}: a token without its user`);
    const attributes = { userId: subject, ...data };
    return [
      {
        do: 'create',
        type: 'ApiToken',
        id: target.id,
        scope: subject,
        parent: subject,
        key: null,
        attributes,
      },
    ];
  },
});

export const apiTokenRevoked = defineEvent({
  type: 'ApiTokenRevoked',
  version: 1,
  description: 'An API token of the subject was revoked; it no longer works.',
  data: noData,
  changes: (event) => [{ do: 'delete', id: event.target.id }],
});
