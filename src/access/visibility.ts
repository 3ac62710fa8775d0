/**
 * READ: who may read what: the table of the model, for what this file's names say. Judged by what the viewer is at
 * the head; sets of things are judged in SQL by the same lists (viewer.ts, statements/).
 */
import type { InvitationTarget } from '../grants/invitations/invitation.ts';
import type { Levelled } from '../grants/levels.ts';
import type { RecordedEvent } from '../kernel/event.ts';
import type { Id, InstanceId, PartnerId, PermSetId, UserId } from '../kernel/ids.ts';
import { foldKey } from '../kernel/text.ts';
import { mayKnowInvitations } from './standing.ts';
import type { Viewer } from './viewer.ts';
import type {
  EntityView,
  EnvironmentView,
  InvitationView,
  OrganizationView,
  ProjectView,
  UserView,
} from './views/entity-views.ts';

/** Whether the viewer may know of an entity that they name: the doors `node`, `user`, `organization`, `project` ... */
export function mayKnow(viewer: Viewer, entity: EntityView): boolean {
  switch (entity.__typename) {
    case 'User':
      return entity.known;
    case 'Organization':
      return viewer.sight.lists || viewer.standing(entity.id).member;
    case 'Project':
      return mayKnowProject(viewer, entity);
    case 'Environment':
      return mayReadEnvironments(viewer, entity.organizationId, entity.projectId);
    case 'ApiToken':
    case 'Identity':
      return mayReadCredentials(viewer, entity.userId);
    case 'Invitation':
      return viewer.auditor || isForViewer(viewer, entity) || mayReadInvitations(viewer, targetOf(entity));
    case 'Partner':
      return mayKnowPartner(viewer, entity.id);
    case 'Instance':
      return mayKnowInstance(viewer, entity.id);
    case 'PermSet':
      return maySeeSet(viewer, entity);
    default:
      return entity satisfies never;
  }
}

function mayKnowPartner(viewer: Viewer, id: Id): boolean {
  const { sight, home } = viewer;
  return sight.lists || home === id || viewer.standingOn('Partner', id).access !== undefined;
}

/** Whether the viewer reads what the home Partner of a user tells of them: the home itself, and whether they create Instances. */
export function mayReadAtHome(viewer: Viewer, { id, homeId }: UserView): boolean {
  return viewer.sight.lists || viewer.userId === id || readsHome(viewer, { homeId });
}

/** Whether the viewer has access to the Partner that a user is at home with. */
export function readsHome(viewer: Viewer, { homeId }: Pick<UserView, 'homeId'>): boolean {
  return homeId !== null && viewer.standingOn('Partner', homeId).access !== undefined;
}

function mayKnowInstance(viewer: Viewer, id: Id): boolean {
  const { sight } = viewer;
  return sight.lists || viewer.standingOn('Instance', id).access !== undefined || viewer.holdsSetOn(id);
}

/** Whether the viewer may read who holds a Permission Set, and its log: as `permset=read` says, by what it is called now. */
export function mayReadSet(
  viewer: Viewer,
  { id, instanceId }: { readonly id: Id; readonly instanceId: Id },
): boolean {
  return viewer.auditor || viewer.sight.setsRead.includes(id) || viewer.setStanding(instanceId).may('read');
}

/** Whether the viewer may read who has access to an Instance or a Partner, and its log. */
export function mayOversee(viewer: Viewer, type: Levelled, id: Id): boolean {
  return viewer.auditor || viewer.standingOn(type, id).rights.has('MODIFY');
}

function mayKnowProject(viewer: Viewer, project: ProjectView): boolean {
  return viewer.auditor || viewer.standing(project.organizationId).mayKnowProject(project.id);
}

/** Whether the viewer may see who is invited to an organization or a project: whoever sees all its users. */
export function mayReadInvitations(viewer: Viewer, target: InvitationTarget): boolean {
  return viewer.auditor || mayKnowInvitations(viewer.standing(target.organization), target);
}

function targetOf({ kind, targetId, organizationId }: InvitationView): InvitationTarget {
  return { kind, id: targetId, organization: organizationId };
}

/** Whether an invitation bears the email that the viewer has now. */
function isForViewer(viewer: Viewer, { email }: InvitationView): boolean {
  return viewer.email !== null && email !== null && foldKey(viewer.email) === foldKey(email);
}

/** Whether all members of an organization and their permissions are visible. */
export function mayReadMembers(viewer: Viewer, organization: Id): boolean {
  return viewer.auditor || viewer.standing(organization).mayManageUsers;
}

/** Whether any member is: members see those whom they share a project with. */
export function mayReadSomeMembers(viewer: Viewer, organization: OrganizationView): boolean {
  return viewer.auditor || viewer.standing(organization.id).member;
}

/** Whether all projects of an organization are listed. */
export function mayListProjects(viewer: Viewer, organization: Id): boolean {
  return viewer.auditor || viewer.standing(organization).mayListProjects;
}

/** Whether the roles of the others on a project are visible. */
export function mayReadRoles(viewer: Viewer, project: ProjectView): boolean {
  return viewer.auditor || viewer.standing(project.organizationId).mayReadProjectUsers(project.id);
}

/** Whether those on a project are visible, be it by name only. */
export function mayReadProjectUsers(viewer: Viewer, project: ProjectView): boolean {
  const standing = viewer.standing(project.organizationId);
  return (
    viewer.auditor ||
    standing.mayReadProjectUsers(project.id) ||
    standing.projectRole(project.id) !== undefined
  );
}

export function mayReadEnvironments(
  viewer: Viewer,
  organization: Id,
  project: EnvironmentView['projectId'],
): boolean {
  return viewer.auditor || viewer.standing(organization).mayKnowEnvironments(project);
}

export function mayReadPlatformRoles(viewer: Viewer, user: UserId): boolean {
  return viewer.sight.lists || viewer.userId === user;
}

/** What a user signs in with: API tokens and identities, as far as they are no secret. */
export function mayReadCredentials(viewer: Viewer, user: UserId): boolean {
  return viewer.sight.lists || viewer.userId === user;
}

/** Whether the viewer may read an event: their own, or one of a log that they may read. */
export function mayReadEvent(
  viewer: Viewer,
  { subject, scope, target }: Pick<RecordedEvent, 'subject' | 'scope' | 'target'>,
): boolean {
  if (subject === viewer.userId) return true;
  // The sets of an Instance have logs of their own: access to the Instance does not open them (A23).
  if (target.type === 'PermSet')
    return mayReadSet(viewer, { id: target.id, instanceId: scope.instance as InstanceId });
  return mayReadLog(viewer, scope);
}

/** Of the users whom an event lists, those whom the viewer may see there: whoever reads no log, themself alone. */
export function usersShown(
  viewer: Viewer,
  event: Pick<RecordedEvent, 'scope'>,
  users: readonly Id[],
): readonly Id[] {
  return mayReadLog(viewer, event.scope) ? users : users.filter((user) => user === viewer.userId);
}

/** The Partner that an event names beside its target, where the viewer may know of it: it was theirs, or is known to them now. */
export function partnerShown(
  viewer: Viewer,
  event: Pick<RecordedEvent, 'subject'>,
  partner: PartnerId | null,
): PartnerId | null {
  if (partner === null) return null;
  return event.subject === viewer.userId || mayKnowPartner(viewer, partner) ? partner : null;
}

/** The Permission Set that an event names beside its target, where the viewer sees it. */
export function permSetShown(
  viewer: Viewer,
  event: Pick<RecordedEvent, 'scope'>,
  id: PermSetId | null,
): PermSetId | null {
  if (id === null) return null;
  return maySeeSet(viewer, { id, instanceId: event.scope.instance as InstanceId }) ? id : null;
}

/** Whether the viewer sees a set: whoever holds it does, without reading it. */
function maySeeSet(viewer: Viewer, set: { readonly id: Id; readonly instanceId: Id }): boolean {
  return viewer.sight.setsHeld.includes(set.id) || mayReadSet(viewer, set);
}

function mayReadLog(viewer: Viewer, scope: RecordedEvent['scope']): boolean {
  const { organization, project, partner, instance } = scope;
  if (viewer.auditor) return true;
  if (partner !== undefined) return mayOversee(viewer, 'Partner', partner);
  if (instance !== undefined) return mayOversee(viewer, 'Instance', instance);
  if (organization === undefined) return false;
  const standing = viewer.standing(organization);
  return standing.mayReadLog || (project !== undefined && standing.mayReadProjectLog(project));
}
