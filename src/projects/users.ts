/** DECIDE: the user of a project whom a command names, and who may change what that user holds there (A10 to A12). */
import { ownerOf } from '../access/authority.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { ProjectId, UserId } from '../kernel/ids.ts';
import { findUser } from '../kernel/reference.ts';
import { forbidden, Refusal } from '../kernel/refusal.ts';
import { type KnownProject, knownProject } from './project.ts';
import { type HeldRoles, heldRoles } from './roles.ts';

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
  context.demand(isAdmin(known) || known.standing.mayManageUsers, () =>
    forbidden(
      'Only admins of the project, the owner and holders of `members` change or remove its users.',
      'Ask one of them.',
    ),
  );
  const user = findUser(context.state, given.user);
  // Somebody unregistered and somebody who is not on the project must look the same: nobody can probe for accounts.
  if (!user) throw notOnProject(given.user);
  return { ...known, subject: user.id as UserId, target: given.project };
}

/** The roles that may be changed: not the owner's, and not one's own where `members` is one's only authority. */
export function changeableRoles(
  context: DecisionContext,
  known: KnownProjectUser,
  reference: string,
): HeldRoles & { readonly role: NonNullable<HeldRoles['role']> } {
  const { subject, organization, project } = known;
  if (subject === ownerOf(organization)) throw ownerRolesImmutable();
  context.demand(isAdmin(known) || subject !== context.actor, selfEdit);
  const held = heldRoles(context.state, project, subject);
  if (!held.role) throw notOnProject(reference);
  return { ...held, role: held.role };
}

/** Whether the actor is an admin of the project, be it as its owner. */
export function isAdmin({ project, standing }: KnownProject): boolean {
  return standing.projectRole(project.id)?.value === 'ADMIN';
}

/** The refusal of a change to what an owner holds on every project of theirs (decision A33). */
export function ownerRolesImmutable(): Refusal {
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
