/**
 * ORACLE: who may run a command (the table of section 7 and the decisions A1 to A34), as far as it is cheap to say.
 * It judges authority only; a command that may be run can still be refused for other reasons.
 */
import {
  holdsPermission,
  mayOnType,
  owns,
  projectRole,
  type RoleHeld,
  type Scene,
  typeRole,
} from './access.ts';
import { type Personal, valueBehind } from './personal.ts';
import { PORTAL_AUTHORITY } from './portal-authority.ts';
import {
  type Authority,
  type AuthorityRules,
  operator,
  type Question,
  text,
  userNamed,
  yes,
} from './question.ts';
import { folded } from './rows.ts';
import type { Command } from './scenario.ts';
import { SET_AUTHORITY } from './set-authority.ts';
import {
  type Environment,
  find,
  type Invitation,
  living,
  type Organization,
  type Project,
  type User,
} from './world.ts';

/** Whether the actor may run the command in this world. */
export function authority(scene: Scene, personal: Personal, actor: string, command: Command): Authority {
  const rule = RULES[command.name];
  if (!rule) throw new Error(`the oracle knows no command ${command.name}`);
  // Whoever is gone, or was never there, may nothing.
  if (!find(scene.world.users, actor) && command.name !== 'register') return 'NO';
  return rule({ scene, personal, actor, input: command.input });
}

/** The living organization that a reference names: by id, or by name whatever its case. */
function organizationNamed({ scene }: Question, reference: unknown): Organization | undefined {
  const wanted = folded(text(reference));
  return living(scene.world.organizations).find((one) => one.id === wanted || folded(one.name) === wanted);
}

const hasIdentity = ({ scene }: Question, user: User): boolean =>
  living(scene.world.identities).some(({ userId }) => userId === user.id);

function onOrganization(rule: (organization: Organization, question: Question) => boolean) {
  return (question: Question): Authority => {
    const organization = organizationNamed(question, question.input.organization);
    return organization ? yes(rule(organization, question)) : 'UNKNOWN';
  };
}

function onProject(rule: (project: Project, role: RoleHeld | undefined, question: Question) => Authority) {
  return (question: Question): Authority => {
    const project = find(question.scene.world.projects, text(question.input.project));
    return project
      ? rule(project, projectRole(question.scene, question.actor, project), question)
      : 'UNKNOWN';
  };
}

function onEnvironment(rule: (held: RoleHeld | undefined, environment: Environment) => boolean) {
  return (question: Question): Authority => {
    const environment = find(question.scene.world.environments, text(question.input.environment));
    const project = environment && find(question.scene.world.projects, environment.projectId);
    if (!environment || !project) return 'UNKNOWN';
    return yes(rule(typeRole(question.scene, question.actor, project, environment.type), environment));
  };
}

const admin = (role: RoleHeld | undefined): boolean => role?.role === 'ADMIN';

const managesUsers = ({ scene, actor }: Question, organization: string): boolean =>
  owns(scene, actor, organization) || holdsPermission(scene, actor, organization, 'members');

/** Changing what somebody holds on a project: its admins, the owner, `members` within limits (A10 to A12). */
const changesProjectUser = onProject((project, role, question) => {
  if (admin(role)) return 'YES';
  if (!managesUsers(question, project.organizationId)) return 'NO';
  const self = userNamed(question, question.input.user)?.id === question.actor;
  // By `members` alone nobody touches their own roles; others' may be lowered, raised only within one's own.
  return self ? 'NO' : 'EITHER';
});

/** Adding a permission needs holding it (A12), and nobody edits themself (A11). */
function updatesMember(question: Question): Authority {
  const organization = organizationNamed(question, question.input.organization);
  if (!organization) return 'UNKNOWN';
  if (!managesUsers(question, organization.id)) return 'NO';
  const user = userNamed(question, question.input.user);
  if (!user) return 'UNKNOWN';
  if (user.id === question.actor) return 'NO';
  const wanted = Array.isArray(question.input.permissions) ? question.input.permissions : [];
  const added = wanted.filter((one) => !holdsPermission(question.scene, user.id, organization.id, text(one)));
  return yes(
    added.every((one) => holdsPermission(question.scene, question.actor, organization.id, text(one))),
  );
}

function removesMembers(question: Question): Authority {
  const organization = organizationNamed(question, question.input.organization);
  if (!organization) return 'UNKNOWN';
  if (!managesUsers(question, organization.id)) return 'NO';
  const references = Array.isArray(question.input.users) ? question.input.users : [];
  return yes(references.every((one) => userNamed(question, one)?.id !== question.actor));
}

function invites(question: Question): Authority {
  const organization = organizationNamed(question, question.input.organization);
  if (!organization) return 'UNKNOWN';
  if (!managesUsers(question, organization.id)) return 'NO';
  const wanted = Array.isArray(question.input.permissions) ? question.input.permissions : [];
  return yes(
    wanted.every((one) => holdsPermission(question.scene, question.actor, organization.id, text(one))),
  );
}

/** The invitation that is named by its id, or by a token, which begins with it. */
function invitationNamed({ scene, input }: Question): Invitation | undefined {
  return find(scene.world.invitations, text(input.invitation) || text(input.token).split('.')[0] || '');
}

/** Whoever may invite to the same handles an invitation. */
function handles(
  scene: Scene,
  user: string,
  { kind, targetId, organizationId }: Pick<Invitation, 'kind' | 'targetId' | 'organizationId'>,
): boolean {
  if (kind === 'ORGANIZATION') {
    return owns(scene, user, targetId) || holdsPermission(scene, user, targetId, 'members');
  }
  if (owns(scene, user, organizationId)) return true;
  const project = find(scene.world.projects, targetId);
  return project !== undefined && projectRole(scene, user, project)?.role === 'ADMIN';
}

/** Whoever handles an invitation reads it, and so do all who run the users of its organization. */
export function readsInvitation(
  scene: Scene,
  user: string,
  to: Pick<Invitation, 'kind' | 'targetId' | 'organizationId'>,
): boolean {
  return handles(scene, user, to) || holdsPermission(scene, user, to.organizationId, 'members');
}

/** Whether an invitation is for the email that a user has. */
export function isFor(scene: Scene, personal: Personal, user: string, invitation: Invitation): boolean {
  const own = valueBehind(personal, find(scene.world.users, user)?.email ?? null);
  const invited = valueBehind(personal, invitation.email);
  return own !== null && invited !== null && folded(own) === folded(invited);
}

function onInvitation(rule: (invitation: Invitation, question: Question) => boolean) {
  return (question: Question): Authority => {
    const invitation = invitationNamed(question);
    return invitation ? yes(rule(invitation, question)) : 'UNKNOWN';
  };
}

function branches(question: Question): Authority {
  const project = find(question.scene.world.projects, text(question.input.project));
  if (!project) return 'UNKNOWN';
  const { scene, actor, input } = question;
  if (admin(projectRole(scene, actor, project))) return 'YES';
  const inProject = living(scene.world.environments).filter((one) => one.projectId === project.id);
  const parent = inProject.find((one) =>
    input.parent === undefined ? one.type === 'PRODUCTION' : one.id === input.parent,
  );
  if (!parent) return input.parent === undefined ? 'NO' : 'UNKNOWN';
  return yes(mayOnType(typeRole(scene, actor, project, parent.type), 'BRANCH_ENVIRONMENT'));
}

const OTHERS: AuthorityRules = {
  createUser: (question) => yes(operator(question)),
  registerUser: () => 'NO',
  addMember: () => 'NO',
  updateProfile(question) {
    const { email } = question.input;
    const user = userNamed(question, question.input.user);
    const self = user?.id === question.actor;
    if (!operator(question)) return yes(self && email === undefined);
    if (!user) return 'UNKNOWN';
    if (self || email === undefined || !hasIdentity(question, user)) return 'YES';
    // Nobody else's email is changed once they sign in by it; saying the one that they have changes nothing.
    const said = folded(text(email).trim()) === folded(valueBehind(question.personal, user.email) ?? '');
    return said ? 'EITHER' : 'NO';
  },
  register(question) {
    return question.input.identity === undefined ? 'NO' : 'YES';
  },
  deleteUser: (question) => yes(operator(question)),
  grantPlatformRole: (question) => yes(operator(question)),
  revokePlatformRole: (question) => yes(operator(question)),
  issueApiToken(question) {
    const user = userNamed(question, question.input.user);
    if (user?.id === question.actor) return 'YES';
    if (!operator(question)) return 'NO';
    if (!user) return 'UNKNOWN';
    return yes(!hasIdentity(question, user));
  },
  revokeApiToken(question) {
    const token = find(question.scene.world.tokens, text(question.input.token));
    return token ? yes(operator(question) || token.userId === question.actor) : 'UNKNOWN';
  },
  createOrganization(question) {
    const { owner } = question.input;
    return yes(
      operator(question) || owner === undefined || userNamed(question, owner)?.id === question.actor,
    );
  },
  renameOrganization: onOrganization(({ id }, { scene, actor }) => owns(scene, actor, id)),
  deleteOrganization: onOrganization(({ id }, { scene, actor }) => owns(scene, actor, id)),
  transferOwnership: onOrganization(({ id }, { scene, actor }) => owns(scene, actor, id)),
  inviteToOrganization: invites,
  acceptInvitation: onInvitation((invitation, { scene, personal, actor }) =>
    isFor(scene, personal, actor, invitation),
  ),
  resendInvitation: onInvitation((invitation, { scene, actor }) => handles(scene, actor, invitation)),
  cancelInvitation: onInvitation((invitation, { scene, actor }) => handles(scene, actor, invitation)),
  updateMember: updatesMember,
  removeMembers: removesMembers,
  createProject: onOrganization(({ id }, { scene, actor }) =>
    holdsPermission(scene, actor, id, 'projects:create'),
  ),
  renameProject: onProject((_project, role) => yes(admin(role))),
  deleteProject: onProject((project, _role, { scene, actor }) =>
    yes(owns(scene, actor, project.organizationId)),
  ),
  addProjectUser: onProject((_project, role) => yes(admin(role))),
  updateProjectUser: changesProjectUser,
  removeProjectUser: changesProjectUser,
  createEnvironment: branches,
  deleteEnvironment: onEnvironment((held) => mayOnType(held, 'CHANGE_SETTINGS')),
  setEnvironmentType: onEnvironment((held) => mayOnType(held, 'CHANGE_SETTINGS')),
  setSshPolicy: onEnvironment((held) => mayOnType(held, 'CHANGE_SETTINGS')),
  redeploy: onEnvironment((held) => mayOnType(held, 'EXECUTE_ACTIONS')),
  setDefaultBranch: onProject((_project, role) => yes(admin(role))),
};

const RULES: AuthorityRules = { ...OTHERS, ...PORTAL_AUTHORITY, ...SET_AUTHORITY };

/** Whether the rule of a command looks for everything that it names: then YES says that all of it is there and may be known. */
export function findsAll(name: string): boolean {
  return !(name in OTHERS);
}
