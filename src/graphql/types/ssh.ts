/** QUERY: SSH on environments: as it is applied, as roles would have it, and the times between. */
import { entityOfType, environmentOfFact } from '../../access/entities.ts';
import { redeployNeeded, type SshAccess, sshOn } from '../../access/ssh-accesses.ts';
import { type SshExposure, sshExposuresIn } from '../../access/ssh-exposures.ts';
import type { ExposedIn } from '../../access/statements/ssh-exposures.ts';
import { eventAt } from '../../history/events.ts';
import type { Id } from '../../kernel/ids.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { environmentObject, eventInterface, organizationType, projectType, userType } from './refs.ts';

type Types = typeof builder.$inferSchemaTypes;

const sshAccess = builder.objectRef<SshAccess>('SshAccess').implement({
  description: 'A user on an environment, as far as SSH goes. SSH follows roles only when it is redeployed.',
  fields: (t) => ({
    userId: t.exposeID('userId', { description: 'The id of the user.' }),
    user: t.expose('user', {
      type: userType,
      nullable: true,
      description: 'The user; null for one who is gone, and where the caller may not know of them.',
    }),
    applied: t.exposeBoolean('applied', {
      description: 'Whether they have SSH: what the last redeploy, or the creation, made effective.',
    }),
    desired: t.exposeBoolean('desired', { description: 'Whether they should have it, by their roles.' }),
  }),
});

const sshExposure = builder.objectRef<SshExposure>('SshExposure').implement({
  description:
    'A time through which somebody had SSH on an environment that their roles no longer gave them: from losing a role until the redeploy.',
  fields: (t) => ({
    userId: t.exposeID('userId', { description: 'The id of the user who had it.' }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'The user; null for one who is gone, and where the caller may not know of them.',
      resolve: ({ userId }, _args, { read }) => entityOfType(read, 'User', userId),
    }),
    environmentId: t.exposeID('environmentId', { description: 'The id of the environment.' }),
    environmentName: t.exposeString('environmentName', {
      description: 'What the environment is called, or was: whoever sees the exposure may know where it is.',
    }),
    environment: t.field({
      type: environmentObject,
      nullable: true,
      description: 'The environment; null once it is gone, and for those who are not on its project.',
      resolve: ({ environmentId }, _args, { read }) => environmentOfFact(read, environmentId),
    }),
    project: t.field({
      type: projectType,
      nullable: true,
      description:
        'The project of the environment; null once it is gone, and where the caller may not know of it.',
      resolve: ({ projectId }, _args, { read }) => entityOfType(read, 'Project', projectId),
    }),
    since: t.expose('since', {
      type: 'Position',
      nullable: true,
      description:
        'The position of the event by which the user lost their role, or the environment changed what it asks for; null for a moment when the time of a role is up and the log does not say so yet.',
    }),
    beganAt: t.expose('beganAt', { type: 'DateTime', description: 'When it began.' }),
    begunBy: t.field({
      type: eventInterface,
      nullable: true,
      description: 'The event at `since`; null where the caller may not read it.',
      resolve: ({ since }, _args, { read }) => (since === null ? null : eventAt(read, since)),
    }),
    until: t.expose('until', {
      type: 'Position',
      nullable: true,
      description:
        'The position of the event that ended it: a redeploy, the deletion of the environment, or a role that gives SSH again; null while it lasts.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it lasts.',
    }),
    endedBy: t.field({
      type: eventInterface,
      nullable: true,
      description: 'The event at `until`; null while it lasts, and where the caller may not read it.',
      resolve: ({ until }, _args, { read }) => (until === null ? null : eventAt(read, until)),
    }),
  }),
});

const sshAccessConnection = connectionType('SshAccess', sshAccess, 'users with SSH on an environment');
const sshExposureConnection = connectionType('SshExposure', sshExposure, 'exposures by SSH');

const SEEN_BY = 'For those who see the roles on the project; others see themselves.';

builder.objectFields(environmentObject, (t) => ({
  redeployNeeded: t.boolean({
    description: 'Whether a redeploy would change who has SSH on it.',
    resolve: (environment, _args, { read }) => redeployNeeded(read, environment),
  }),
  sshApplied: t.field({
    type: sshAccessConnection,
    description: `Who has SSH on it: those to whom the last redeploy applied it, whatever they hold by now. ${SEEN_BY}`,
    args: t.arg.connectionArgs(),
    resolve: (environment, args, { read }) => sshOn(read, environment, 'applied', args),
  }),
  sshDesired: t.field({
    type: sshAccessConnection,
    description: `Who should have SSH on it, by their roles and \`sshMinRole\`. ${SEEN_BY}`,
    args: t.arg.connectionArgs(),
    resolve: (environment, args, { read }) => sshOn(read, environment, 'desired', args),
  }),
  sshExposures: exposuresField(t, 'environment', 'on it'),
}));
builder.objectField(projectType, 'sshExposures', (t) =>
  exposuresField(t, 'project', 'on its environments, also those that are gone'),
);
builder.objectField(organizationType, 'sshExposures', (t) =>
  exposuresField(t, 'organization', 'in its projects, also those that are gone'),
);
builder.objectField(userType, 'sshExposures', (t) => exposuresField(t, 'user', 'of the user'));

function exposuresField<Parent extends { readonly id: Id }>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>,
  within: ExposedIn,
  where: string,
) {
  return t.field({
    type: sshExposureConnection,
    description: `The times through which SSH outlived the roles that gave it, ${where}: those that last and those that have ended, by their beginning. ${SEEN_BY}`,
    args: {
      open: t.arg.boolean({ description: 'True: only those that last; false: only those that have ended.' }),
      ...t.arg.connectionArgs(),
    },
    resolve: (thing, args, { read }) => sshExposuresIn(read, within, thing as Parent, args),
  });
}
