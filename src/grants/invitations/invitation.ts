/** DECIDE: invitations: grants that are offered to an email, and wait until whoever it belongs to accepts them. */
import type { NewEvent, Scope, Target } from '../../kernel/event.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import type { Entity, State } from '../../kernel/state.ts';
import { foldKey } from '../../kernel/text.ts';
import type { Time } from '../../kernel/time.ts';
import type { Why } from '../lifecycle.ts';
import { type Offer, storedOffer } from './offer.ts';
import { type InvitationState, placeOf } from './place.ts';

export const INVITATION_KINDS = ['ORGANIZATION', 'PROJECT'] as const;
export type InvitationKind = (typeof INVITATION_KINDS)[number];

/** What somebody is invited to. */
export interface InvitationTarget {
  readonly kind: InvitationKind;
  /** The organization, or the project. */
  readonly id: Id;
  /** The organization that it is or lies in. */
  readonly organization: Id;
}

/** An invitation as decisions read it. */
export interface Invitation {
  readonly id: Id;
  readonly target: InvitationTarget;
  readonly state: InvitationState;
  /** Who sent it last. */
  readonly invitedBy: UserId;
  readonly offer: Offer;
  /** The commitment of the email. */
  readonly email: string;
}

export function asInvitation({ id, scope, attributes }: Entity): Invitation {
  return {
    id,
    target: {
      kind: attributes.kind as InvitationKind,
      id: attributes.targetId as Id,
      organization: scope,
    },
    state: attributes.state as InvitationState,
    invitedBy: attributes.invitedBy as UserId,
    offer: storedOffer(attributes),
    email: attributes.email as string,
  };
}

/** The invitation of that id, whatever became of it. */
export function invitationById(state: State, id: Id): Invitation | undefined {
  const entity = state.entity('Invitation', id);
  return entity && asInvitation(entity);
}

/** The invitation that is pending for an email to a target: at most one (invariant I14). */
export function pendingFor(state: State, target: InvitationTarget, email: string): Invitation | undefined {
  return state
    .invitationsFor(email)
    .map(asInvitation)
    .find((each) => each.target.id === target.id);
}

/** All invitations that are pending in an organization, those to its projects among them. */
export function pendingIn(state: State, organization: Id): Invitation[] {
  return state.children(placeOf(organization, 'PENDING'), 'Invitation').map(asInvitation);
}

/** The invitations that are pending in an organization for an email. */
export function pendingInFor(state: State, organization: Id, email: string): Invitation[] {
  const all = state.invitationsFor(email).map(asInvitation);
  return all.filter(({ target }) => target.organization === organization);
}

/**
 * The invitations that end with a member of an organization: those for their email, and those that they sent (A28).
 *
 * @param all what is pending there; whoever asks about many members reads it once.
 */
export function pendingWithMember(
  state: State,
  organization: Id,
  user: UserId,
  all: readonly Invitation[] = pendingIn(state, organization),
): Invitation[] {
  const email = emailOf(state, user);
  const forThem = email === undefined ? [] : pendingInFor(state, organization, email);
  const byThem = all.filter(({ invitedBy }) => invitedBy === user);
  return distinct([...forThem, ...byThem]);
}

export function distinct(invitations: readonly Invitation[]): Invitation[] {
  return [...new Map(invitations.map((each) => [each.id, each])).values()];
}

/** The email of a living user; undefined once it is erased. */
export function emailOf(state: State, user: UserId): string | undefined {
  const commitment = state.entity('User', user)?.attributes.email;
  return typeof commitment === 'string' ? state.personal(commitment) : undefined;
}

/** Whether an invitation bears the email of that user. */
export function isFor(state: State, invitation: Invitation, user: UserId): boolean {
  const [theirs, invited] = [emailOf(state, user), state.personal(invitation.email)];
  return theirs !== undefined && invited !== undefined && foldKey(theirs) === foldKey(invited);
}

/**
 * Ends what a user was offered before to a target: what is said now of what they hold there must not be raised by it,
 * nor a removal undone.
 */
export function overtaking(state: State, target: InvitationTarget, user: UserId, why: Why): NewEvent[] {
  const email = emailOf(state, user);
  const pending = email === undefined ? undefined : pendingFor(state, target, email);
  return pending ? [cancelling(pending, why)] : [];
}

/** What is sent: an offer, with a token whose hash stands beside the log. */
export interface Sending {
  readonly offer: Offer;
  readonly tokenHash: string | undefined;
}

/** An email is invited. */
export function inviting(
  id: Id,
  target: InvitationTarget,
  email: string,
  { offer, tokenHash }: Sending,
): NewEvent {
  return {
    type: 'InvitationCreated',
    ...whereOf(id, target),
    cause: 'DIRECT',
    data: { kind: target.kind, targetId: target.id, requested: offer },
    personal: { email },
    ...(tokenHash !== undefined && { tokenHash }),
  };
}

/** A pending invitation is sent once more, with what it offers now and a new token; nothing when both are the same. */
export function resending(state: State, invitation: Invitation, { offer, tokenHash }: Sending): NewEvent[] {
  const { id, target } = invitation;
  const sameToken = tokenHash === undefined || tokenHash === state.tokenHashOf(id);
  if (sameToken && sameOffer(offer, invitation.offer)) return [];
  return [
    {
      type: 'InvitationResent',
      ...whereOf(id, target),
      cause: 'DIRECT',
      data: { kind: target.kind, targetId: target.id, requested: offer },
      ...(tokenHash !== undefined && { tokenHash }),
    },
  ];
}

/** An invitation is accepted, by whom its email belongs to. */
export function accepting({ id, target }: Invitation, subject: UserId): NewEvent {
  const data = { kind: target.kind, targetId: target.id };
  return { type: 'InvitationAccepted', subject, ...whereOf(id, target), cause: 'DIRECT', data };
}

/** A pending invitation ends. */
export function cancelling({ id, target }: Invitation, why: Why): NewEvent {
  const data = { kind: target.kind, targetId: target.id };
  return { type: 'InvitationCancelled', ...whereOf(id, target), ...why, data };
}

function whereOf(
  id: Id,
  { kind, id: target, organization }: InvitationTarget,
): { target: Target; scope: Scope } {
  const scope = kind === 'PROJECT' ? { organization, project: target } : { organization };
  return { target: { type: 'Invitation', id }, scope };
}

function sameOffer(a: Offer, b: Offer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether the time of what is offered is over: then there is nothing to accept. */
export function isOver({ expiresAt }: Offer, now: Time): boolean {
  return expiresAt !== null && expiresAt <= now;
}
