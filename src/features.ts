/** What the features contribute to the pipeline: every type of event and every command, each listed once. */
import { createUser, registerUser } from './directory/commands/create-user.ts';
import { deleteUser } from './directory/commands/delete-user.ts';
import { register } from './directory/commands/register.ts';
import { updateProfile } from './directory/commands/update-profile.ts';
import {
  identityLinked,
  identityUnlinked,
  userDeleted,
  userPartnerChanged,
  userProfileChanged,
  userRegistered,
} from './directory/events.ts';
import { grantEvents } from './grants/events.ts';
import { invitationEvents } from './grants/invitations/events.ts';
import { permSetEvents } from './grants/permission-sets/events.ts';
import { createInstance } from './instances/commands/create-instance.ts';
import { grantCreateInstances, revokeCreateInstances } from './instances/commands/create-instances.ts';
import { deleteInstance } from './instances/commands/delete-instance.ts';
import { moveInstance } from './instances/commands/move-instance.ts';
import { renameInstance } from './instances/commands/rename-instance.ts';
import {
  instanceCreated,
  instanceDeleted,
  instancePartnerChanged,
  instanceRenamed,
} from './instances/events.ts';
import { acceptInvitation } from './invitations/commands/accept-invitation.ts';
import { cancelInvitation } from './invitations/commands/cancel-invitation.ts';
import { resendInvitation } from './invitations/commands/resend-invitation.ts';
import type { AnyCommandDefinition } from './kernel/command.ts';
import type { AnyEventDefinition } from './kernel/event.ts';
import { addMember } from './organizations/commands/add-member.ts';
import { createOrganization } from './organizations/commands/create-organization.ts';
import { deleteOrganization } from './organizations/commands/delete-organization.ts';
import { inviteToOrganization } from './organizations/commands/invite-to-organization.ts';
import { removeMembers } from './organizations/commands/remove-members.ts';
import { renameOrganization } from './organizations/commands/rename-organization.ts';
import { transferOwnership } from './organizations/commands/transfer-ownership.ts';
import { updateMember } from './organizations/commands/update-member.ts';
import {
  organizationCreated,
  organizationDeleted,
  organizationRenamed,
  ownershipTransferred,
} from './organizations/events.ts';
import { createPartner } from './partners/commands/create-partner.ts';
import { deletePartner } from './partners/commands/delete-partner.ts';
import { moveUser } from './partners/commands/move-user.ts';
import { renamePartner } from './partners/commands/rename-partner.ts';
import { partnerCreated, partnerDeleted, partnerRenamed } from './partners/events.ts';
import { assignPermSet } from './permission-sets/commands/assign-perm-set.ts';
import { createPermSet } from './permission-sets/commands/create-perm-set.ts';
import { deletePermSet } from './permission-sets/commands/delete-perm-set.ts';
import { disablePermSet } from './permission-sets/commands/disable-perm-set.ts';
import { duplicatePermSet } from './permission-sets/commands/duplicate-perm-set.ts';
import { editPermSet } from './permission-sets/commands/edit-perm-set.ts';
import { enablePermSet } from './permission-sets/commands/enable-perm-set.ts';
import { importPermSets } from './permission-sets/commands/import-perm-sets.ts';
import { renamePermSet } from './permission-sets/commands/rename-perm-set.ts';
import { unassignPermSet } from './permission-sets/commands/unassign-perm-set.ts';
import { issueApiToken, revokeApiToken } from './platform/commands/api-tokens.ts';
import { grantPlatformRole, revokePlatformRole } from './platform/commands/platform-roles.ts';
import { apiTokenIssued, apiTokenRevoked } from './platform/events.ts';
import { addProjectUser } from './projects/commands/add-project-user.ts';
import { createEnvironment } from './projects/commands/create-environment.ts';
import { createProject } from './projects/commands/create-project.ts';
import { deleteEnvironment } from './projects/commands/delete-environment.ts';
import { deleteProject } from './projects/commands/delete-project.ts';
import { redeploy } from './projects/commands/redeploy.ts';
import { removeProjectUser } from './projects/commands/remove-project-user.ts';
import { renameProject } from './projects/commands/rename-project.ts';
import { setDefaultBranch } from './projects/commands/set-default-branch.ts';
import { setEnvironmentType } from './projects/commands/set-environment-type.ts';
import { setSshPolicy } from './projects/commands/set-ssh-policy.ts';
import { updateProjectUser } from './projects/commands/update-project-user.ts';
import {
  defaultBranchChanged,
  environmentCreated,
  environmentDeleted,
  environmentRedeployed,
  environmentTypeChanged,
  projectCreated,
  projectDeleted,
  projectRenamed,
  sshPolicyChanged,
} from './projects/events.ts';
import { revokeInstanceAccess, revokePartnerAccess } from './sharing/commands/revoke-access.ts';
import { setInstanceAccess, setPartnerAccess } from './sharing/commands/set-access.ts';
import { shareByEmail } from './sharing/commands/share-by-email.ts';

export const EVENTS: readonly AnyEventDefinition[] = [
  userRegistered,
  userProfileChanged,
  userPartnerChanged,
  userDeleted,
  identityLinked,
  identityUnlinked,
  apiTokenIssued,
  apiTokenRevoked,
  organizationCreated,
  organizationRenamed,
  ownershipTransferred,
  organizationDeleted,
  projectCreated,
  projectRenamed,
  projectDeleted,
  defaultBranchChanged,
  environmentCreated,
  environmentDeleted,
  environmentTypeChanged,
  sshPolicyChanged,
  environmentRedeployed,
  partnerCreated,
  partnerRenamed,
  partnerDeleted,
  instanceCreated,
  instanceRenamed,
  instancePartnerChanged,
  instanceDeleted,
  ...permSetEvents,
  ...invitationEvents,
  ...grantEvents,
];

export const COMMANDS: readonly AnyCommandDefinition[] = [
  createUser,
  registerUser,
  register,
  updateProfile,
  deleteUser,
  grantPlatformRole,
  revokePlatformRole,
  issueApiToken,
  revokeApiToken,
  createOrganization,
  renameOrganization,
  transferOwnership,
  deleteOrganization,
  inviteToOrganization,
  addMember,
  updateMember,
  removeMembers,
  createProject,
  renameProject,
  deleteProject,
  addProjectUser,
  updateProjectUser,
  removeProjectUser,
  acceptInvitation,
  resendInvitation,
  cancelInvitation,
  createEnvironment,
  deleteEnvironment,
  setEnvironmentType,
  setDefaultBranch,
  setSshPolicy,
  redeploy,
  createPartner,
  renamePartner,
  deletePartner,
  moveUser,
  createInstance,
  renameInstance,
  moveInstance,
  deleteInstance,
  grantCreateInstances,
  revokeCreateInstances,
  setInstanceAccess,
  revokeInstanceAccess,
  setPartnerAccess,
  revokePartnerAccess,
  shareByEmail,
  createPermSet,
  renamePermSet,
  editPermSet,
  enablePermSet,
  disablePermSet,
  duplicatePermSet,
  deletePermSet,
  importPermSets,
  assignPermSet,
  unassignPermSet,
];
