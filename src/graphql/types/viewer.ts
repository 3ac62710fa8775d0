/** QUERY: who calls. */
import { invitationsForViewer } from '../../access/children.ts';
import { entityOfType } from '../../access/entities.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { ProvenIdentity } from '../../kernel/identity.ts';
import { builder } from '../builder.ts';
import { platformRole } from './enums.ts';
import { invitationConnection } from './invitation.ts';
import { userType } from './refs.ts';

const provenIdentity = builder.objectRef<ProvenIdentity>('ProvenIdentity').implement({
  description: "What the caller's token says, which an identity provider has signed.",
  fields: (t) => ({
    issuer: t.exposeString('issuer', { description: 'The identity provider.' }),
    subject: t.exposeString('subject', { description: 'How the identity provider names the caller.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The email by the token; null when it names none. That of the user may be another.',
    }),
    emailVerified: t.exposeBoolean('emailVerified', {
      description: 'Whether the identity provider vouches for it: without that nobody can register.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'The name by the token, if it has one.' }),
  }),
});

const viewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Whoever calls, judged at the end of the log, whatever moment is asked about.',
  fields: (t) => ({
    id: t.id({
      nullable: true,
      description: 'The id of the user; null for whoever is not registered.',
      resolve: ({ registered, userId }) => (registered ? userId : null),
    }),
    registered: t.boolean({
      description: 'Whether the caller is a user. Whoever is not may ask `viewer` and run `register`.',
      resolve: ({ registered }) => registered,
    }),
    identity: t.expose('identity', {
      type: provenIdentity,
      nullable: true,
      description: "What the caller's token of an identity provider proves; null for an API token.",
    }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'The user, as of the moment asked about; null before they were registered.',
      resolve: ({ registered, userId }, _args, { read }) =>
        registered ? entityOfType(read, 'User', userId) : null,
    }),
    invitations: t.field({
      type: invitationConnection,
      description: 'The invitations that are pending for the email of the caller.',
      args: t.arg.connectionArgs(),
      resolve: (_viewer, args, { read }) => invitationsForViewer(read, args),
    }),
    platformRoles: t.field({
      type: [platformRole],
      description: 'The roles that the caller holds everywhere, now.',
      resolve: ({ operator, auditor }) => [
        ...(operator ? (['OPERATOR'] as const) : []),
        ...(auditor ? (['AUDITOR'] as const) : []),
      ],
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: viewerType,
    description: 'Who calls.',
    resolve: (_root, _args, { read }) => read.viewer,
  }),
);
