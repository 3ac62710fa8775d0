/** COMMAND: what each command answers with, beside its events: the things that it changed, as they are after it. */
import { environmentsOf } from '../../access/children.ts';
import { entityOfType, organizationBy, setCreated, userBy, userChanged } from '../../access/entities.ts';
import { accessToOrganization, accessToProject } from '../../access/one-access.ts';
import type { Read } from '../../access/read.ts';
import type { OrganizationView, ProjectView, UserView } from '../../access/views/entity-views.ts';
import { isWithheld } from '../../access/withheld.ts';
import { builder } from '../builder.ts';
import { permSetConnection } from '../types/perm-set.ts';
import {
  apiTokenType,
  environmentObject,
  instanceType,
  invitationType,
  organizationAccessType,
  organizationType,
  partnerType,
  permSetType,
  projectAccessType,
  projectType,
  userType,
} from '../types/refs.ts';
import type { Done, SentInvitation } from './done.ts';
import {
  importedPermSet,
  importedSets,
  nameWarning,
  nameWarnings,
  staleReferences,
} from './perm-set-answers.ts';

type Fields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Done>;

const TOKEN_OF_INVITATION =
  'What whoever was invited may accept it by, for `acceptInvitation`. Shown here and never again:';

const sentInvitation = builder.objectRef<SentInvitation>('SentInvitation').implement({
  description: 'An invitation that was sent.',
  fields: (t) => ({
    invitation: t.field({
      type: invitationType,
      nullable: true,
      description: 'The invitation, as it is after it.',
      resolve: ({ id }, _args, { read }) => entityOfType(read, 'Invitation', id),
    }),
    token: t.exposeString('token', {
      nullable: true,
      description: `${TOKEN_OF_INVITATION} null when an idempotency key is used once more.`,
    }),
  }),
});

/** All that can be answered. Whatever the caller may not know of is null, as everywhere. */
const answers = {
  user: (t: Fields) =>
    t.field({
      type: userType,
      nullable: true,
      description:
        'The user, as they are after it; by their id at least, also where the caller may not know of them any more.',
      async resolve(done, _args, { read }) {
        const subject = await done.subject();
        return subject === undefined ? userOf(done, read) : userChanged(read, subject);
      },
    }),
  organization: (t: Fields) =>
    t.field({
      type: organizationType,
      nullable: true,
      description: 'The organization, as it is after it.',
      resolve: (done, _args, { read }) => organizationOf(done, read),
    }),
  project: (t: Fields) =>
    t.field({
      type: projectType,
      nullable: true,
      description: 'The project, as it is after it.',
      resolve: (done, _args, { read }) => projectOf(done, read),
    }),
  partner: (t: Fields) =>
    t.field({
      type: partnerType,
      nullable: true,
      description: 'The Partner, as it is after it.',
      resolve: (done, _args, { read }) => thingOf(done, read, 'Partner', 'partner'),
    }),
  instance: (t: Fields) =>
    t.field({
      type: instanceType,
      nullable: true,
      description: 'The Instance, as it is after it.',
      resolve: (done, _args, { read }) => thingOf(done, read, 'Instance', 'instance'),
    }),
  environment: (t: Fields) =>
    t.field({
      type: environmentObject,
      nullable: true,
      description: 'The environment, as it is after it.',
      async resolve(done, _args, { read }) {
        const id = (await done.place('Environment')) ?? text(done.input.environment);
        return id === undefined ? null : entityOfType(read, 'Environment', id.toLowerCase());
      },
    }),
  production: (t: Fields) =>
    t.field({
      type: environmentObject,
      nullable: true,
      description: 'The environment that is the production after it.',
      async resolve(done, _args, { read }) {
        const project = await projectOf(done, read);
        const found = project && (await environmentsOf(read, project, 'PRODUCTION', { first: 1 }));
        return isWithheld(found) ? found : (found?.edges[0]?.node ?? null);
      },
    }),
  deletedId: (t: Fields) =>
    t.id({
      nullable: true,
      description: 'The id of what is gone.',
      resolve: (done) => done.target(),
    }),
  permSet: (t: Fields) =>
    t.field({
      type: permSetType,
      nullable: true,
      description: 'The Permission Set, as it is after it.',
      async resolve(done, _args, { read }) {
        const id = text(done.input.set);
        return id === undefined ? null : entityOfType(read, 'PermSet', id.toLowerCase());
      },
    }),
  createdPermSet: (t: Fields) =>
    t.field({
      type: permSetType,
      nullable: true,
      description: 'The new Permission Set, also where the caller may not read it from now on.',
      async resolve(done, _args, { read }) {
        const id = await done.target();
        return id === undefined ? null : setCreated(read, id);
      },
    }),
  staleReferences: (t: Fields) =>
    t.field({
      type: permSetConnection,
      description:
        'The Permission Sets that still mention the name that the set had, by their own names: those that the caller sees. They give nothing by that.',
      args: t.arg.connectionArgs(),
      resolve: (done, args, { read }) => staleReferences(done, read, args),
    }),
  warnings: (t: Fields) =>
    t.field({
      type: [nameWarning],
      description:
        'The names that sets got and that others mentioned before, as far as the caller sees these.',
      resolve: (done, _args, { read }) => nameWarnings(done, read),
    }),
  importedSets: (t: Fields) =>
    t.field({
      type: [importedPermSet],
      description: 'Every set of the file, in its order, and what became of it.',
      resolve: (done) => importedSets(done),
    }),
  member: (t: Fields) =>
    t.field({
      type: organizationAccessType,
      nullable: true,
      description: 'What the user holds in the organization after it.',
      async resolve(done, _args, { read }) {
        const [user, organization] = await Promise.all([userOf(done, read), organizationOf(done, read)]);
        return user && organization && accessToOrganization(read, organization, user.id);
      },
    }),
  access: (t: Fields) =>
    t.field({
      type: projectAccessType,
      nullable: true,
      description: 'What the user holds on the project after it.',
      async resolve(done, _args, { read }) {
        const [user, project] = await Promise.all([userOf(done, read), projectOf(done, read)]);
        return user && project && accessToProject(read, project, user.id);
      },
    }),
  invitation: (t: Fields) =>
    t.field({
      type: invitationType,
      nullable: true,
      description: 'The invitation, as it is after it; null when there is none.',
      async resolve(done, _args, { read }) {
        const id = (await done.place('Invitation')) ?? text(done.input.invitation);
        return id === undefined ? null : entityOfType(read, 'Invitation', id.toLowerCase());
      },
    }),
  invitationToken: (t: Fields) =>
    t.string({
      nullable: true,
      description: `${TOKEN_OF_INVITATION} null when nobody is invited, and when an idempotency key is used once more.`,
      resolve: async (done) => (await done.sent())[0]?.token,
    }),
  invitations: (t: Fields) =>
    t.field({
      type: [sentInvitation],
      description: 'The invitations that were sent, in the order of the emails, each with its token.',
      resolve: (done) => done.sent(),
    }),
  token: (t: Fields) =>
    t.field({
      type: apiTokenType,
      nullable: true,
      description: 'The token, without its secret.',
      async resolve(done, _args, { read }) {
        const id = await done.place('ApiToken');
        return id === undefined ? null : entityOfType(read, 'ApiToken', id);
      },
    }),
  secret: (t: Fields) =>
    t.string({
      nullable: true,
      description:
        'The token itself, for the header `Authorization: Bearer ...`. Shown here and never again: null when an idempotency key is used once more.',
      resolve: ({ secrets }) => secrets[0],
    }),
};

type AnswerName = keyof typeof answers;

/** Where the field is not called like the answer. */
const FIELDS: Readonly<Partial<Record<AnswerName, string>>> = {
  production: 'environment',
  createdPermSet: 'permSet',
  importedSets: 'items',
};

/** A command without an entry is a mistake, and keeps the schema from being built. */
const ANSWERS_OF: Readonly<Record<string, readonly AnswerName[]>> = {
  createUser: ['user'],
  register: ['user'],
  updateProfile: ['user'],
  deleteUser: ['deletedId'],
  grantPlatformRole: ['user'],
  revokePlatformRole: ['user'],
  issueApiToken: ['token', 'secret'],
  revokeApiToken: ['deletedId'],
  createOrganization: ['organization'],
  renameOrganization: ['organization'],
  deleteOrganization: ['deletedId'],
  updateMember: ['member'],
  removeMembers: ['organization'],
  createProject: ['project'],
  renameProject: ['project'],
  deleteProject: ['deletedId', 'organization'],
  transferOwnership: ['organization', 'user'],
  inviteToOrganization: ['invitations', 'organization'],
  acceptInvitation: ['invitation', 'organization', 'project'],
  resendInvitation: ['invitation', 'invitationToken'],
  cancelInvitation: ['invitation'],
  addProjectUser: ['access', 'project', 'invitation', 'invitationToken'],
  updateProjectUser: ['access', 'project'],
  removeProjectUser: ['project', 'user'],
  createEnvironment: ['environment', 'project'],
  deleteEnvironment: ['deletedId', 'project'],
  setEnvironmentType: ['environment'],
  setDefaultBranch: ['project', 'production'],
  setSshPolicy: ['environment'],
  redeploy: ['environment'],
  createPartner: ['partner'],
  renamePartner: ['partner'],
  deletePartner: ['deletedId'],
  moveUser: ['user', 'partner'],
  createPermSet: ['createdPermSet', 'instance', 'warnings'],
  renamePermSet: ['permSet', 'staleReferences', 'warnings'],
  editPermSet: ['permSet'],
  enablePermSet: ['permSet'],
  disablePermSet: ['permSet'],
  duplicatePermSet: ['createdPermSet', 'warnings'],
  deletePermSet: ['deletedId', 'instance'],
  importPermSets: ['importedSets', 'instance', 'warnings'],
  assignPermSet: ['permSet'],
  unassignPermSet: ['permSet'],
  createInstance: ['instance'],
  renameInstance: ['instance'],
  moveInstance: ['instance', 'partner'],
  deleteInstance: ['deletedId'],
  grantCreateInstances: ['user'],
  revokeCreateInstances: ['user'],
  setInstanceAccess: ['user'],
  revokeInstanceAccess: ['user'],
  setPartnerAccess: ['user'],
  revokePartnerAccess: ['user'],
  shareByEmail: ['user'],
};

/** The fields of a command's answer. */
export function answerFields(t: Fields, command: string) {
  const names = ANSWERS_OF[command];
  if (!names) throw new Error(`It is not said what the mutation ${command} answers with`);
  return Object.fromEntries(names.map((name) => [FIELDS[name] ?? name, answers[name](t)]));
}

async function userOf(done: Done, read: Read): Promise<UserView | null> {
  // Who names nobody does it for themself.
  const { user, email } = done.input;
  const named = (await done.subject()) ?? text(user) ?? text(email) ?? read.viewer.userId;
  return userBy(read, named);
}

async function organizationOf(done: Done, read: Read): Promise<OrganizationView | null> {
  const named = (await done.place('Organization')) ?? text(done.input.organization);
  return named === undefined ? null : organizationBy(read, named);
}

/** What an input names, or what the command made. */
async function thingOf<Type extends 'Partner' | 'Instance'>(
  done: Done,
  read: Read,
  type: Type,
  field: string,
) {
  const named = text(done.input[field]) ?? (await done.place(type));
  return named === undefined ? null : entityOfType(read, type, named.toLowerCase());
}

async function projectOf(done: Done, read: Read): Promise<ProjectView | null> {
  const named = (await done.place('Project')) ?? text(done.input.project);
  return named === undefined ? null : entityOfType(read, 'Project', named.toLowerCase());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}
