/** DECIDE: the project that a command names, and what its events have in common. */
import { actorPlatform, actorStanding } from '../access/authority.ts';
import type { OrganizationStanding } from '../access/standing.ts';
import type { InvitationTarget } from '../grants/invitations/invitation.ts';
import type { Acting, DecisionContext } from '../kernel/command.ts';
import type { Scope, Target } from '../kernel/event.ts';
import type { Id, ProjectId } from '../kernel/ids.ts';
import { idInput } from '../kernel/reference.ts';
import { forbidden, notFound } from '../kernel/refusal.ts';
import type { Entity, Grant, State } from '../kernel/state.ts';
import { line } from '../kernel/text.ts';

export const projectInput = idInput<'Project'>().describe('The id of the project.');
export const titleInput = line(200).describe('The title that people see.');

/** A project, the organization that it lies in, and the actor's standing there. */
export interface KnownProject {
  readonly project: Entity;
  readonly organization: Entity;
  readonly standing: OrganizationStanding<Grant>;
}

/** What rules about the users of a project ask: which one, and the actor's standing in its organization. */
export interface ActorOnProject {
  readonly project: { readonly id: Id };
  readonly standing: OrganizationStanding;
}

/** The project that the input names; NOT_FOUND for those who may not know of it. */
export function knownProject(context: DecisionContext, id: ProjectId): KnownProject {
  const unknown = () => notFound('project', 'project', id);
  const project = context.state.entity('Project', id);
  if (!project) throw unknown();
  const organization = organizationOf(context.state, project);
  const standing = actorStanding(context, organization);
  context.demand(standing.mayKnowProject(id) || actorPlatform(context).auditor, unknown);
  return { project, organization, standing };
}

/** The organization that a living project lies in; it lives as long as its projects do. */
function organizationOf(state: State, project: Entity): Entity {
  const organization = state.entity('Organization', project.scope);
  if (!organization) throw new Error(`The project ${project.id} lies in no organization`);
  return organization;
}

/** Refuses all but project admins, the owner among them. `what` completes "may". */
export function demandProjectAdmin(acting: Acting, on: ActorOnProject, what: string): void {
  acting.demand(isAdmin(on), () =>
    forbidden(`Only an admin of the project may ${what}.`, 'Ask an admin of the project.'),
  );
}

/** Whether the actor is an admin of the project, be it as its owner. */
export function isAdmin({ project, standing }: ActorOnProject): boolean {
  return standing.projectRole(project.id)?.value === 'ADMIN';
}

/** A project as what somebody is invited to. */
export function invitationTarget({ id, scope }: Entity): InvitationTarget {
  return { kind: 'PROJECT', id, organization: scope };
}

/** The part of the envelope that every event about a project shares. */
export function inProject(organization: Id, project: Id): { readonly target: Target; readonly scope: Scope } {
  return { target: { type: 'Project', id: project }, scope: { organization, project } };
}
