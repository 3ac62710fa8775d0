/**
 * ORACLE: who may read what (the table "Who may read what" of the model). The viewer's side of every rule is
 * judged at the head, the other side as of the moment asked about.
 */

import { holdsPermission, holdsPlatformRole, membership, owns, projectRole } from './access.ts';
import { isFor, readsInvitation } from './authority.ts';
import type { Personal } from './personal.ts';
import { portalEventShown, portalPersonVerdict } from './portal-visibility.ts';
import { setEventShown, setPersonVerdict } from './set-visibility.ts';
import type { StoredEvent } from './stored-event.ts';
import { among, either, shown, type Verdict, type Viewing } from './viewing.ts';
import { type Invitation, living, type Organization, type Project } from './world.ts';

const operates = ({ head, viewer }: Viewing): boolean => holdsPlatformRole(head, viewer, 'OPERATOR');
const audits = ({ head, viewer }: Viewing): boolean => holdsPlatformRole(head, viewer, 'AUDITOR');

/** Whether the viewer runs the organization's people: its owner, or a holder of `members`. */
function managesUsers({ head, viewer }: Viewing, organization: string): boolean {
  return owns(head, viewer, organization) || holdsPermission(head, viewer, organization, 'members');
}

/** The viewer's own role on a project now. The project itself may be of the past. */
function ownRole({ head, viewer }: Viewing, project: Project) {
  return projectRole(head, viewer, project);
}

/** Whether the viewer ever held anything on a target, up to the moment asked about. */
function everHeld({ asked, viewer }: Viewing, target: string): boolean {
  return asked.world.grants.some(
    (grant) => grant.subject === viewer && (grant.target === target || grant.scope === target),
  );
}

/** All versions of a project as of then, the living and the deleted, each once. */
function projectsThen({ asked }: Viewing): Project[] {
  return living(asked.world.projects);
}

/** The email of a user as of then. */
export function emailVerdict(viewing: Viewing, user: string): Verdict {
  const { viewer, asked } = viewing;
  if (user === viewer || operates(viewing) || audits(viewing)) return 'SHOWN';
  const member = living(asked.world.organizations).some(
    ({ id }) => managesUsers(viewing, id) && membership(asked, user, id) !== undefined,
  );
  const sharedProject = projectsThen(viewing).map((project) => {
    const admin = ownRole(viewing, project)?.role === 'ADMIN';
    const role = projectRole(asked, user, project);
    if (!admin || !role) return 'HIDDEN';
    return role.source === 'GRANTED' ? 'SHOWN' : 'EITHER';
  });
  return among(
    shown(member),
    portalPersonVerdict(viewing, user, 'email'),
    setPersonVerdict(viewing, user, 'email'),
    ...sharedProject,
  );
}

/** The name of a user as of then: whoever sees the email, and who is on a project with them. */
export function nameVerdict(viewing: Viewing, user: string): Verdict {
  const sharedProject = projectsThen(viewing).map((project) => {
    const role = projectRole(viewing.asked, user, project);
    if (!ownRole(viewing, project) || !role) return 'HIDDEN';
    return role.source === 'GRANTED' ? 'SHOWN' : 'EITHER';
  });
  return among(
    emailVerdict(viewing, user),
    portalPersonVerdict(viewing, user, 'name'),
    setPersonVerdict(viewing, user, 'name'),
    ...sharedProject,
  );
}

/** An organization's name and label by its own door: members now, OPERATOR, AUDITOR. */
export function organizationDoor(viewing: Viewing, organization: Organization): boolean {
  return (
    membership(viewing.head, viewing.viewer, organization.id) !== undefined ||
    operates(viewing) ||
    audits(viewing)
  );
}

/** An organization's name and label anywhere in an answer. */
export function organizationVerdict(viewing: Viewing, organization: Organization): Verdict {
  return among(shown(organizationDoor(viewing, organization)), either(everHeld(viewing, organization.id)));
}

/** A project by its own door. A holder of `members` sees users and roles, so the door may open for them too. */
export function projectDoor(viewing: Viewing, project: Project): Verdict {
  const { head, viewer } = viewing;
  const lists = holdsPermission(head, viewer, project.organizationId, 'projects:list');
  const on = ownRole(viewing, project) !== undefined;
  return among(shown(on || lists || audits(viewing)), either(managesUsers(viewing, project.organizationId)));
}

/** A project's title anywhere in an answer. */
export function projectVerdict(viewing: Viewing, project: Project): Verdict {
  return among(projectDoor(viewing, project), either(everHeld(viewing, project.id)));
}

/** The environments of a project: whoever is on it now, and AUDITOR. */
export function environmentsVerdict(viewing: Viewing, project: Project): Verdict {
  const on = ownRole(viewing, project) !== undefined;
  return among(shown(on || audits(viewing)), either(managesUsers(viewing, project.organizationId)));
}

/** Whether the viewer sees what everybody holds on a project: its admin, whoever runs the users, AUDITOR. */
function seesRoles(viewing: Viewing, project: Project): boolean {
  const admin = ownRole(viewing, project)?.role === 'ADMIN';
  return admin || managesUsers(viewing, project.organizationId) || audits(viewing);
}

/** That a user is on a project: who runs it sees it, and who is on it sees the others. */
export function onProjectVerdict(viewing: Viewing, user: string, project: Project): Verdict {
  if (user === viewing.viewer || seesRoles(viewing, project)) return 'SHOWN';
  if (!ownRole(viewing, project)) return 'HIDDEN';
  return projectRole(viewing.asked, user, project)?.source === 'GRANTED' ? 'SHOWN' : 'EITHER';
}

/** Which roles a user has on a project. */
export function rolesVerdict(viewing: Viewing, user: string, project: Project): Verdict {
  return shown(user === viewing.viewer || seesRoles(viewing, project));
}

/** That a user is a member of an organization: a member sees who is one with them in their projects. */
export function memberVerdict(viewing: Viewing, user: string, organization: string): Verdict {
  if (user === viewing.viewer || managesUsers(viewing, organization) || audits(viewing)) return 'SHOWN';
  const projects = projectsThen(viewing).filter((project) => project.organizationId === organization);
  return among(
    ...projects.map((project) => {
      const role = projectRole(viewing.asked, user, project);
      if (!ownRole(viewing, project) || !role) return 'HIDDEN';
      return role.source === 'GRANTED' ? 'SHOWN' : 'EITHER';
    }),
  );
}

/** Which permissions a member has in an organization. */
export function permissionsVerdict(viewing: Viewing, user: string, organization: string): Verdict {
  return shown(user === viewing.viewer || managesUsers(viewing, organization) || audits(viewing));
}

/** Which roles a user has everywhere, and which API tokens. */
export function platformVerdict(viewing: Viewing, user: string): Verdict {
  return shown(user === viewing.viewer || operates(viewing) || audits(viewing));
}

/** Whether a project is on its organization's list for the viewer. */
export function listedVerdict(viewing: Viewing, project: Project): Verdict {
  const { head, viewer } = viewing;
  const lists = holdsPermission(head, viewer, project.organizationId, 'projects:list');
  return shown(lists || ownRole(viewing, project) !== undefined || audits(viewing));
}

/** Who is on a project, whoever it is: those on it, whoever runs the users, AUDITOR. */
export function projectUsersVerdict(viewing: Viewing, project: Project): Verdict {
  return shown(ownRole(viewing, project) !== undefined || seesRoles(viewing, project));
}

/** Who is a member of an organization, whoever it is: members see some, whoever runs the users all. */
export function membersVerdict(viewing: Viewing, organization: string): Verdict {
  const member = membership(viewing.head, viewing.viewer, organization) !== undefined;
  return shown(member || managesUsers(viewing, organization) || audits(viewing));
}

/** An invitation: whoever may cancel it now, whoever runs the users of its organization now, and the user whose email it bears now. */
export function invitationVerdict(viewing: Viewing, personal: Personal, invitation: Invitation): Verdict {
  const { head, viewer } = viewing;
  const own = isFor(head, personal, viewer, invitation);
  return shown(own || readsInvitation(head, viewer, invitation) || audits(viewing));
}

/** Who owns an organization. */
export function ownerVerdict(viewing: Viewing, organization: Organization): Verdict {
  return among(shown(managesUsers(viewing, organization.id) || audits(viewing)), 'EITHER');
}

/** An event of the log: one's own, what one runs, or everything for AUDITOR. Never EITHER. */
export function eventShown(viewing: Viewing, event: StoredEvent): boolean {
  if (audits(viewing) || event.subject === viewing.viewer) return true;
  if (portalEventShown(viewing, event) || setEventShown(viewing, event)) return true;
  const { organization, project } = event.scope;
  if (organization !== undefined && managesUsers(viewing, organization)) return true;
  return project !== undefined && isProjectAdmin(viewing, project);
}

function isProjectAdmin(viewing: Viewing, id: string): boolean {
  const project = viewing.head.world.projects.find((one) => one.id === id);
  return project !== undefined && ownRole(viewing, project)?.role === 'ADMIN';
}
