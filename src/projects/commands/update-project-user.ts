/** DECIDE: the roles of somebody on a project change (decisions A9, A11, A12, PJ-21, PJ-22). */
import { z } from 'zod';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { overtaking } from '../../grants/invitations/invitation.ts';
import { DIRECT } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { userReference } from '../../kernel/reference.ts';
import { invitationTarget, projectInput } from '../project.ts';
import { settingRoles } from '../role-changes.ts';
import { rolesInput, wantedRoles } from '../roles.ts';
import { authorizeProjectUser, changeableRoles, demandHeldRights } from '../users.ts';

export const updateProjectUser = defineCommand({
  name: 'updateProjectUser',
  description:
    'Changes the roles of a user on a project. Its admins, the owner and holders of `members` may; the latter ' +
    'give only rights that they hold there, and do not change their own roles. An invitation of that user to the ' +
    'project that is pending is cancelled.',
  from: 'anywhere',
  input: z.strictObject({
    project: projectInput,
    user: userReference.describe('The user, by id or email.'),
    roles: rolesInput,
    replace: z
      .boolean()
      .optional()
      .describe('Whether environment types that are not named lose their role; else they keep it.'),
    expiresAt: expiresAtInput,
  }),
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    return authorizeProjectUser(context, given);
  },
  decide(given, context, known) {
    const { state } = context;
    const { subject, project } = known;
    const held = changeableRoles(context, known, given.user);
    const wanted = wantedRoles(held, given);
    demandHeldRights(context, known, held, wanted);
    return [
      ...settingRoles(project, subject, held, wanted),
      ...overtaking(state, invitationTarget(project), subject, DIRECT),
    ];
  },
});
