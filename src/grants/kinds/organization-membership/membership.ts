/** DECIDE: who is a member of an organization, and where such a grant is held. */
import type { NewEvent } from '../../../kernel/event.ts';
import type { Id, UserId } from '../../../kernel/ids.ts';
import type { Grant, State } from '../../../kernel/state.ts';
import { granting, type Place, type Why } from '../../lifecycle.ts';
import { ORGANIZATION_MEMBERSHIP } from './kind.ts';

export function membershipPlace(organization: Id, subject: UserId): Place {
  const { name: kind } = ORGANIZATION_MEMBERSHIP;
  return { kind, subject, target: organization, slot: '', scope: organization };
}

/** A user becomes a member, without permissions; who is one stays as they are. */
export function joining(state: State, organization: Id, subject: UserId, why: Why): NewEvent[] {
  if (membershipOf(state, organization, subject)) return [];
  return [granting(membershipPlace(organization, subject), 'MEMBER', null, why)];
}

/** A user's membership, if they are a member. */
export function membershipOf(state: State, organization: Id, user: UserId): Grant | undefined {
  return state.grant(membershipPlace(organization, user));
}
