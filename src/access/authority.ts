/** DECIDE: what every decision asks about its actor: their standing, and whom they may know of (rules U1, U5). */
import { type Levelled, levelPlace } from '../grants/levels.ts';
import type { DecisionContext } from '../kernel/command.ts';
import { type Id, isId, type PartnerId, PORTAL, type UserId } from '../kernel/ids.ts';
import { findOrganization, findUser } from '../kernel/reference.ts';
import { forbidden, notFound, Refusal } from '../kernel/refusal.ts';
import type { Entity, Grant } from '../kernel/state.ts';
import { seesHolder } from './held-sets.ts';
import { type OrganizationStanding, platformStanding, sharesSight, standingIn } from './standing.ts';
import { type LevelStanding, seesAccessOf, standingOn } from './standing-on.ts';

/** The owner of a living organization. */
export function ownerOf(organization: Entity): UserId {
  return organization.attributes.ownerId as UserId;
}

/** What the actor may do in an organization. */
export function actorStanding(context: DecisionContext, organization: Entity): OrganizationStanding<Grant> {
  const { state, actor } = context;
  return standingIn(organization.id, ownerOf(organization), actor, state.grantsOf(actor, organization.id));
}

/** What the actor may do with an Instance or a Partner. */
export function actorOn(
  { state, actor }: DecisionContext,
  type: Levelled,
  id: Id,
): LevelStanding<Levelled, Grant> {
  return standingOn(type, state.grant(levelPlace(type, id, actor)));
}

/** The Partner that a user is at home with. */
export function homeOf(user: Entity | undefined): PartnerId | null {
  return (user?.parent ?? null) as PartnerId | null;
}

/** Whether the actor may read the Partner that a user is at home with. */
function readsHome(context: DecisionContext, user: Entity): boolean {
  const home = homeOf(user);
  return home !== null && actorOn(context, 'Partner', home).reaches('READ');
}

/** What the actor may do everywhere. */
export function actorPlatform(context: DecisionContext): { operator: boolean; auditor: boolean } {
  return platformStanding(context.state.grantsOf(context.actor, PORTAL));
}

/** Whether the actor knows of every user and organization: OPERATOR and AUDITOR do. */
export function knowsEverybody(context: DecisionContext): boolean {
  const { operator, auditor } = actorPlatform(context);
  return operator || auditor;
}

/** The organization that the input names and the actor's standing there; NOT_FOUND for those who may not know of it. */
export function knownOrganization(
  context: DecisionContext,
  reference: string,
): { readonly organization: Entity; readonly standing: OrganizationStanding<Grant> } {
  const organization = findOrganization(context.state, reference);
  const unknown = () => notFound('organization', 'organization', reference);
  if (!organization) throw unknown();
  const standing = actorStanding(context, organization);
  context.demand(standing.member || knowsEverybody(context), unknown);
  return { organization, standing };
}

/** Refuses anybody but an OPERATOR (rule U1). `what` completes "may". */
export function demandOperator(context: DecisionContext, what: string): void {
  const refusal = () => forbidden(`Only an OPERATOR may ${what}.`, 'Ask an operator of this installation.');
  context.demand(actorPlatform(context).operator, refusal);
}

/**
 * The user that an input names, in the order of rule U5: an id must be known to the actor (NOT_FOUND), then
 * comes `authority`, and only then may an email turn out to be nobody's, so that nobody can probe for accounts.
 * `authority` is given the user, or undefined for an email of nobody's; what it refuses must not depend on that.
 */
export function resolveUser(
  context: DecisionContext,
  reference: string,
  field: string,
  authority: (user: Entity | undefined) => void,
): Entity {
  const user = resolveUserOrEmail(context, reference, field, authority);
  if (user) return user;
  throw notRegistered(reference, field);
}

/** The same where an email of nobody's will do; undefined for that. */
export function resolveUserOrEmail(
  context: DecisionContext,
  reference: string,
  field: string,
  authority: (user: Entity | undefined) => void,
): Entity | undefined {
  const user = findKnownUser(context, reference, field);
  authority(user);
  return user;
}

/**
 * The same for what the Partner Portal gives and takes: somebody's email is answered like nobody's unless the actor
 * reads the Partner that the user is at home with, or `reaches` says that they read what they would change (A34).
 */
export function resolveUserInReach(
  context: DecisionContext,
  reference: string,
  authority: (user: Entity | undefined) => void,
  reaches: (user: Entity) => boolean = () => false,
): Entity {
  const user = findKnownUser(context, reference, 'user');
  const isReached = user && (isId(reference) || seesAtHome(context, user) || reaches(user));
  const reached = isReached ? user : undefined;
  authority(reached);
  if (!reached) throw outOfReach(reference);
  return reached;
}

/** Whether the actor needs no grant of a user to name them: as themself, as OPERATOR, or reading their home Partner. */
export function seesAtHome(context: DecisionContext, user: Entity): boolean {
  const { actor, importing } = context;
  return importing || user.id === actor || actorPlatform(context).operator || readsHome(context, user);
}

function findKnownUser(context: DecisionContext, reference: string, field: string): Entity | undefined {
  const user = findUser(context.state, reference);
  if (isId(reference)) {
    const unknown = () => notFound(field, 'user', reference);
    if (!user) throw unknown();
    context.demand(mayKnowUser(context, user), unknown);
  }
  return user;
}

/** The refusal of an email of nobody's, or of somebody whom the actor may not name: it must be true of both. */
function outOfReach(reference: string): Refusal {
  const message = `Nobody is registered as ${reference} whom you may name here.`;
  const remedy = 'Check the spelling; users of any Partner are given access by `shareByEmail`.';
  return new Refusal('USER_NOT_REGISTERED', message, { field: 'user', remedy });
}

/** The refusal of an email of nobody's. */
export function notRegistered(reference: string, field: string): Refusal {
  return new Refusal('USER_NOT_REGISTERED', `Nobody is registered as ${reference}.`, {
    field,
    remedy: 'Check the spelling; the person must have an account first.',
  });
}

/**
 * The user that an input names among those who hold something there. Somebody unregistered and somebody who holds
 * nothing must look the same, so both get the same refusal: nobody can probe for accounts.
 */
export function userThere({ state }: DecisionContext, reference: string, refusal: () => Refusal): UserId {
  const user = findUser(state, reference);
  if (!user) throw refusal();
  return user.id as UserId;
}

function mayKnowUser(context: DecisionContext, found: Entity): boolean {
  const { state, actor } = context;
  const user = found.id as UserId;
  if (user === actor || knowsEverybody(context) || readsHome(context, found)) return true;
  const organizationOwner = (id: Id) => {
    const organization = state.entity('Organization', id);
    return organization && ownerOf(organization);
  };
  const viewer = { id: actor, grants: state.allGrantsOf(actor) };
  const other = { id: user, grants: state.allGrantsOf(user) };
  return (
    seesAccessOf(viewer.grants, other.grants) ||
    seesHolder(context, viewer.grants, other.grants) ||
    sharesSight(viewer, other, organizationOwner)
  );
}
