/** DECIDE: who is a member of an organization, and where such a grant is held. */
import type { Id, UserId } from '../../../kernel/ids.ts';
import type { Grant, State } from '../../../kernel/state.ts';
import type { Place } from '../../lifecycle.ts';
import { ORGANIZATION_MEMBERSHIP } from './kind.ts';

export function membershipPlace(organization: Id, subject: UserId): Place {
  const { name: kind } = ORGANIZATION_MEMBERSHIP;
  return { kind, subject, target: organization, slot: '', scope: organization };
}

/** A user's membership, if they are a member. */
export function membershipOf(state: State, organization: Id, user: UserId): Grant | undefined {
  return state.grantsOf(user, organization).find(({ kind }) => kind === ORGANIZATION_MEMBERSHIP.name);
}
