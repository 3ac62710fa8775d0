/** PROJECT and READ: where invitations lie, by what became of them: decisions read only what is pending, lists read on. */
import { derivedId, type Id } from '../../kernel/ids.ts';

export const INVITATION_STATES = ['PENDING', 'ACCEPTED', 'CANCELLED'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** What lies in an organization while it is pending lies in one of two places of its own afterwards. */
export function placeOf(organization: Id, state: InvitationState): Id {
  return state === 'PENDING' ? organization : derivedId('invitations', state, organization);
}
