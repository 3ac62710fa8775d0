/** DECIDE: somebody leaves a project; they stay a member of its organization (PJ-23 to PJ-25, decision A26). */
import { z } from 'zod';
import { overtaking } from '../../grants/invitations/invitation.ts';
import { DIRECT, revokingAll } from '../../grants/lifecycle.ts';
import { defineCommand } from '../../kernel/command.ts';
import { userReference } from '../../kernel/reference.ts';
import { invitationTarget, projectInput } from '../project.ts';
import { authorizeProjectUser, changeableRoles } from '../users.ts';

export const removeProjectUser = defineCommand({
  name: 'removeProjectUser',
  description:
    'Removes a user from a project, and cancels an invitation of theirs to it. Its admins, the owner and holders of ' +
    '`members` may.',
  from: 'anywhere',
  input: z.strictObject({
    project: projectInput,
    user: userReference.describe('The user, by id or email.'),
  }),
  authorize: (given, context) => authorizeProjectUser(context, given),
  decide(given, context, known) {
    const { state } = context;
    const { subject, project } = known;
    const { role } = changeableRoles(context, known, given.user);
    const removed = revokingAll(state, role, DIRECT, 'PROJECT_REMOVAL');
    const why = { cause: 'PROJECT_REMOVAL', causedBy: removed[0] } as const;
    return [...removed, ...overtaking(state, invitationTarget(project), subject, why)];
  },
});
