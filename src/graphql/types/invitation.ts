/** QUERY: invitations: what they offer to whom, and what became of them. */
import { entityOfType, targetOf } from '../../access/entities.ts';
import type { Read } from '../../access/read.ts';
import type { InvitationView } from '../../access/views/entity-views.ts';
import { isOver } from '../../grants/invitations/invitation.ts';
import type { Offer } from '../../grants/invitations/offer.ts';
import { timeAt } from '../../history/events.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import {
  environmentType,
  environmentTypeRole,
  invitationKind,
  invitationState,
  projectRole,
} from './enums.ts';
import { readId } from './ids.ts';
import {
  invitationOfferType,
  invitationType,
  nodeType,
  organizationType,
  projectType,
  userType,
} from './refs.ts';

export const invitationConnection = connectionType('Invitation', invitationType, 'invitations');

/** The argument by which a list of invitations holds others than those that are pending. */
export const ofStates = {
  type: [invitationState],
  defaultValue: ['PENDING'],
  description: 'Only those of which this became; null: whatever became of them.',
} satisfies { type: [typeof invitationState]; defaultValue: ['PENDING']; description: string };

const offeredTypeRole = builder
  .objectRef<Offer['environmentTypes'][number]>('OfferedEnvironmentTypeRole')
  .implement({
    description: 'A role on an environment type that an invitation offers.',
    fields: (t) => ({
      type: t.expose('type', { type: environmentType, description: 'The environment type.' }),
      role: t.expose('role', { type: environmentTypeRole, description: 'The role on it.' }),
    }),
  });

invitationOfferType.implement({
  description: 'What whoever accepts an invitation gets, beside membership of the organization.',
  fields: (t) => ({
    permissions: t.expose('permissions' as never, {
      type: ['String'],
      description: 'The permissions in the organization; none for an invitation to a project.',
    }),
    projectRole: t.expose('projectRole', {
      type: projectRole,
      nullable: true,
      description: 'The role on the project; null for an invitation to an organization.',
    }),
    environmentTypes: t.expose('environmentTypes' as never, {
      type: [offeredTypeRole] as never,
      description: 'The roles on environment types of the project.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When what it gives ends by itself; null: never.',
    }),
  }),
});

invitationType.implement({
  description:
    'An offer to whoever is registered with an email. It is read by those who may cancel it, by `members` holders of its organization, and by the user whom it is for.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the invitation.' }),
    kind: t.expose('kind', { type: invitationKind, description: 'What it invites to.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The email that is invited; null once erased.',
    }),
    state: t.expose('state', { type: invitationState, description: 'What became of it.' }),
    isOver: t.boolean({
      description:
        'Whether the time of what it offers is over as of the moment asked about: then there is nothing to accept, ' +
        'and it is sent again only with another offer. False where the offer has no end.',
      resolve: ({ requested }, _args, { read }) => isOver(requested, read.time),
    }),
    requested: t.expose('requested', { type: invitationOfferType, description: 'What it offers.' }),
    targetName: t.string({
      nullable: true,
      description:
        'The label of the organization or the title of the project that it invites to; null once that is deleted.',
      resolve: (invitation, _args, { read }) => nameOfTarget(read, invitation),
    }),
    organization: t.field({
      type: organizationType,
      nullable: true,
      description:
        'The organization that it invites to, or that the project lies in; null where the caller may not know of it.',
      resolve: ({ organizationId }, _args, { read }) => entityOfType(read, 'Organization', organizationId),
    }),
    project: t.field({
      type: projectType,
      nullable: true,
      description:
        'The project that it invites to; null for an organization, and where the caller may not know of it.',
      resolve: ({ kind, targetId }, _args, { read }) =>
        kind === 'PROJECT' ? entityOfType(read, 'Project', targetId) : null,
    }),
    invitedBy: t.field({
      type: userType,
      nullable: true,
      description: 'Who sent it last; null where the caller may not know of them.',
      resolve: ({ invitedBy }, _args, { read }) => entityOfType(read, 'User', invitedBy),
    }),
    sentAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent last.',
      resolve: ({ sent }, _args, { read }) => timeAt(read, sent),
    }),
  }),
});

/** Whoever may read an invitation may read what its target is called. */
async function nameOfTarget(read: Read, { kind, targetId }: InvitationView): Promise<string | null> {
  if (kind === 'PROJECT') return (await targetOf(read, 'Project', targetId))?.title ?? null;
  return (await targetOf(read, 'Organization', targetId))?.label ?? null;
}

builder.queryField('invitation', (t) =>
  t.field({
    type: invitationType,
    nullable: true,
    description: 'An invitation by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the invitation.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Invitation', readId('id', id)),
  }),
);
