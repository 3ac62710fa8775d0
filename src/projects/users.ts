/** DECIDE: the user of a project whom a command names, and who may change what that user holds there (A10 to A12). */
import { ownerOf, userThere } from '../access/authority.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { ProjectId, UserId } from '../kernel/ids.ts';
import { forbidden, Refusal } from '../kernel/refusal.ts';
import { type ActorOnProject, isAdmin, type KnownProject, knownProject } from './project.ts';
import { unheldRights } from './role-changes.ts';
import { type HeldRoles, type Holding, heldRoles, type WantedRoles } from './roles.ts';

/** A user whose roles are to be changed or removed. */
export interface KnownProjectUser extends KnownProject {
  readonly subject: UserId;
  readonly target: ProjectId;
}

/** Resolves and refuses: the project must be known, and the actor run it or manage the users of its organization. */
export function authorizeProjectUser(
  context: DecisionContext,
  given: { readonly project: ProjectId; readonly user: string },
): KnownProjectUser {
  const known = knownProject(context, given.project);
  demandChangesUsers(context, known);
  const subject = userThere(context, given.user, () => notOnProject(given.user));
  return { ...known, subject, target: given.project };
}

/** Refuses all but the admins of the project, and whoever manages the users of its organization (PJ-21). */
export function demandChangesUsers(acting: Acting, on: ActorOnProject): void {
  acting.demand(isAdmin(on) || on.standing.mayManageUsers, () =>
    forbidden(
      'Only admins of the project, the owner and holders of `members` change or remove its users.',
      'Ask one of them.',
    ),
  );
}

/** The roles that may be changed: those of somebody who is on the project, and whose roles are open to the actor. */
export function changeableRoles(
  context: DecisionContext,
  known: KnownProjectUser,
  reference: string,
): HeldRoles & { readonly role: NonNullable<HeldRoles['role']> } {
  const { subject, organization, project } = known;
  requireChangeable(context, known, ownerOf(organization), subject);
  const held = heldRoles(context.state, project, subject);
  if (!held.role) throw notOnProject(reference);
  return { ...held, role: held.role };
}

/** Refuses to change the owner's roles, and one's own where `members` is one's only authority (decision A11). */
export function requireChangeable(
  acting: Acting,
  on: ActorOnProject,
  owner: UserId,
  subject: UserId | undefined,
): void {
  requireNotOwner(owner, subject);
  acting.demand(isAdmin(on) || subject !== acting.actor, selfEdit);
}

/** Refuses a change to what an owner holds on every project of theirs (decision A33). */
export function requireNotOwner(owner: UserId, subject: UserId | undefined): void {
  if (subject === owner) throw ownerRolesImmutable();
}

/** Refuses to give rights that the actor does not hold; an admin of the project holds them all (decision A12). */
export function demandHeldRights(
  acting: Acting,
  on: ActorOnProject,
  held: HeldRoles<Holding<string>>,
  wanted: WantedRoles,
): void {
  const unheld = isAdmin(on) ? [] : unheldRights(on.standing, on.project.id, held, wanted);
  acting.demand(unheld.length === 0, () => cannotGrant(unheld));
}

function ownerRolesImmutable(): Refusal {
  return new Refusal('OWNER_IMMUTABLE', 'The owner is admin of every project; that cannot be edited.', {
    field: 'user',
    remedy: 'Transfer the ownership first.',
  });
}

function notOnProject(reference: string): Refusal {
  return new Refusal('USER_NOT_FOUND', `${reference} is not on the project.`, {
    field: 'user',
    remedy: 'Use addProjectUser, or check the spelling.',
    facts: { users: [reference] },
  });
}

function selfEdit(): Refusal {
  return new Refusal('SELF_EDIT_FORBIDDEN', '`members` does not serve to change your own project roles.', {
    field: 'user',
    remedy: 'Ask an admin of the project or the owner.',
  });
}

function cannotGrant(unheld: ReturnType<typeof unheldRights>): Refusal {
  const missing = unheld.map(({ type, rights }) => `${rights.join(', ')} on ${type}`).join('; ');
  return new Refusal('CANNOT_GRANT_UNHELD', `You do not hold what these roles would add: ${missing}.`, {
    field: 'roles',
    remedy: 'Give roles whose rights you hold on the project, or ask one of its admins.',
    facts: { unheld },
  });
}
