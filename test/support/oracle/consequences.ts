/**
 * ORACLE: what a command must bring with it and must leave alone (decisions A6, A13, A28, A32, A33), told from what was held
 * before its first event and after its last. A world keeps every version, so one world tells both.
 */
import { atLeast } from './kinds.ts';
import { type Personal, valueBehind } from './personal.ts';
import { PORTAL_RULES } from './portal-consequences.ts';
import { folded } from './rows.ts';
import { positionOf, type StoredEvent, subjectOf, textOf } from './stored-event.ts';
import { asOf, type Grant, type Invitation, type World } from './world.ts';

/** One command's events, in a world that they are part of. */
export interface Happening {
  readonly world: World;
  readonly personal: Personal;
  readonly events: readonly StoredEvent[];
  /** The positions before the first of the events, and of the last. */
  readonly before: number;
  readonly after: number;
}

/** What is wrong with what some events did, which were appended together; nothing when all is well. */
export function neglects(world: World, personal: Personal, appended: readonly StoredEvent[]): string[] {
  return byCommand(appended).flatMap((events) => {
    const positions = events.map(positionOf);
    const [before, after] = [Math.min(...positions) - 1, Math.max(...positions)];
    const happening = { world, personal, events, before, after };
    return events.flatMap((event) =>
      [RULES, PORTAL_RULES].flatMap((rules) => rules[event.type]?.(event, happening) ?? []),
    );
  });
}

function byCommand(events: readonly StoredEvent[]): StoredEvent[][] {
  const commands = new Map<string, StoredEvent[]>();
  for (const event of events)
    commands.set(event.commandId, [...(commands.get(event.commandId) ?? []), event]);
  return [...commands.values()];
}

/** What a user held in an organization and its projects. */
function heldBy({ world }: Happening, user: string, organization: string, position: number): Grant[] {
  return asOf(world.grants, position).filter(
    ({ subject, scope }) => subject === user && scope === organization,
  );
}

function emailOf({ world, personal, before }: Happening, user: string): string | null {
  const email = asOf(world.users, before).find(({ id }) => id === user)?.email ?? null;
  const text = valueBehind(personal, email);
  return text === null ? null : folded(text);
}

function pendingAfter({ world, after }: Happening): Invitation[] {
  return asOf(world.invitations, after).filter(({ state }) => state === 'PENDING');
}

const emailIn = ({ personal }: Happening, { email }: Invitation): string =>
  folded(valueBehind(personal, email) ?? email);

const scopeOf = (event: StoredEvent): string => event.scope.organization ?? '';

/** What must have come with an event of a type. */
export type Rules = Readonly<Record<string, (event: StoredEvent, happening: Happening) => string[]>>;

/** What follows from each type of event, whichever command it is of. */
const RULES: Rules = {
  InvitationAccepted: accepted,
  OwnershipTransferred: transferred,
  MemberRemoved: removed,
  PermissionGranted: said,
  PermissionChanged: said,
  PermissionExpiryChanged: said,
  PermissionRevoked: said,
  UserDeleted(event, happening) {
    const user = subjectOf(event);
    return invitationsLeft(happening, user, () => true);
  },
};

/** What is said of a user directly overtakes what they were offered to the same; a line of history adds beside it. */
function said({ cause, subject, target }: StoredEvent, happening: Happening): string[] {
  const joins = happening.events.some((one) => one.type === 'MemberAdded' && one.cause === 'DIRECT');
  if (cause !== 'DIRECT' || subject === undefined || joins) return [];
  const email = emailOf(happening, subject);
  return pendingAfter(happening)
    .filter((one) => one.targetId === target.id && emailIn(happening, one) === email)
    .map(({ id }) => `what ${subject} holds was changed, and the invitation ${id} is pending`);
}

/** Pending invitations for the email of somebody who has left, or sent by them. */
function invitationsLeft(
  happening: Happening,
  user: string,
  concerns: (invitation: Invitation) => boolean,
): string[] {
  const email = emailOf(happening, user);
  return pendingAfter(happening)
    .filter(concerns)
    .filter((one) => one.invitedBy === user || emailIn(happening, one) === email)
    .map(({ id }) => `${user} has left, and the invitation ${id} is pending`);
}

/** A28: nothing stays with whoever leaves an organization; what is dragged along says so. */
function removed(event: StoredEvent, happening: Happening): string[] {
  const [user, organization] = [subjectOf(event), scopeOf(event)];
  const found = heldBy(happening, user, organization, happening.after).map(
    ({ kind, value }) => `${user} has left ${organization} and holds ${kind} ${value}`,
  );
  found.push(...invitationsLeft(happening, user, (one) => one.organizationId === organization));
  if (event.cause !== 'DIRECT' && event.cause !== 'BULK') return found;
  const leaving = happening.events.filter(({ type }) => type === 'MemberRemoved');
  if (leaving.length > 1 && event.cause !== 'BULK')
    found.push(`${event.position} is one of many and no BULK`);
  const dragged = happening.events.filter(
    ({ type, subject }) => type === 'PermissionRevoked' && subject === user,
  );
  for (const { position, cause, causationId } of dragged) {
    if (cause !== 'ORG_REMOVAL' || causationId !== event.id) found.push(`${position} is not dragged along`);
  }
  return found;
}

/** A33: both have bare membership afterwards, which they had before, and nobody else is touched. */
function transferred(event: StoredEvent, happening: Happening): string[] {
  const { before, after, events } = happening;
  const [from, to, organization] = [textOf(event, 'from'), textOf(event, 'to'), event.target.id];
  const found: string[] = [];
  for (const user of [from, to]) {
    const held = heldBy(happening, user, organization, after);
    const [membership] = held;
    if (held.length !== 1 || membership?.kind !== 'ORGANIZATION_MEMBERSHIP' || membership.from > before)
      found.push(`after a transfer ${user} holds ${held.map(({ kind, value }) => `${kind} ${value}`)}`);
  }
  for (const { position, type, subject, cause, causationId } of events) {
    if (position === event.position) continue;
    const due = type === 'PermissionRevoked' && subject === to && cause === 'OWNERSHIP_TRANSFER';
    if (!due || causationId !== event.id) found.push(`${position} does not belong to a transfer`);
  }
  return found;
}

type Holding = Pick<Grant, 'kind' | 'target' | 'slot' | 'value' | 'expiresAt'>;

const same = (a: Holding, b: Holding): boolean =>
  a.kind === b.kind && a.target === b.target && a.slot === b.slot;

/** At least as much, for at least as long. */
function covers(a: Holding, b: Holding): boolean {
  const asLong = a.expiresAt === null || (b.expiresAt !== null && a.expiresAt >= b.expiresAt);
  return atLeast(a.kind, a.value, b.value) && asLong;
}

/** A6, A29: whose email it is gets what was offered, merged with what they held, and loses nothing. */
function accepted(event: StoredEvent, happening: Happening): string[] {
  const { world, before, after, events } = happening;
  const user = subjectOf(event);
  const invitation = asOf(world.invitations, before).find(({ id }) => id === event.target.id);
  if (invitation?.state !== 'PENDING') return [`${event.position}: the invitation was not pending`];
  const found: string[] = [];
  if (event.actor !== user || emailIn(happening, invitation) !== emailOf(happening, user))
    found.push(`${event.position}: it was for somebody else`);
  for (const { position, subject, cause } of events) {
    const due = cause === 'INVITATION_ACCEPTED' || cause === 'ROLE_RAISED_TO_ADMIN';
    if (position !== event.position && (subject !== user || !due))
      found.push(`${position} does not belong to an acceptance`);
  }
  const { organizationId } = invitation;
  const [had, has] = [before, after].map((at) => heldBy(happening, user, organizationId, at)) as [
    Grant[],
    Grant[],
  ];
  const isAdmin = (target: string) =>
    has.some((one) => one.kind === 'PROJECT_ROLE' && one.target === target && one.value === 'ADMIN');
  const included = ({ kind, target }: Holding) => kind === 'ENVIRONMENT_TYPE_ROLE' && isAdmin(target);
  const tell = ({ kind, slot, value, expiresAt }: Holding) => `${kind} ${slot} ${value} until ${expiresAt}`;
  for (const grant of had) {
    if (!included(grant) && !has.some((now) => same(now, grant) && covers(now, grant)))
      found.push(`by accepting ${invitation.id} ${user} loses ${tell(grant)}`);
  }
  if (!has.some(({ kind }) => kind === 'ORGANIZATION_MEMBERSHIP')) found.push(`${user} is no member`);
  const owner = asOf(world.organizations, before).find(({ id }) => id === organizationId)?.ownerId;
  for (const offered of owner === user ? [] : offerOf(invitation)) {
    const held = had.find((one) => same(one, offered));
    // What is held already stays, where the offer is not at least as much for at least as long.
    const due = held && !covers(offered, held) ? held : offered;
    const now = has.find((one) => same(one, offered));
    if (!included(offered) && (now?.value !== due.value || now.expiresAt !== due.expiresAt))
      found.push(`by accepting ${invitation.id} ${user} has ${now && tell(now)}, not ${tell(due)}`);
  }
  return found;
}

function offerOf({ kind, targetId: target, requested }: Invitation): Holding[] {
  const { permissions, projectRole, environmentTypes, expiresAt } = requested;
  if (kind === 'ORGANIZATION') {
    return permissions.map((value) => ({
      kind: 'ORGANIZATION_PERMISSION',
      target,
      slot: value,
      value,
      expiresAt,
    }));
  }
  const onTypes = environmentTypes.map(({ type, role }) => ({
    kind: 'ENVIRONMENT_TYPE_ROLE',
    target,
    slot: type,
    value: role,
    expiresAt,
  }));
  return [{ kind: 'PROJECT_ROLE', target, slot: '', value: projectRole ?? 'VIEWER', expiresAt }, ...onTypes];
}
