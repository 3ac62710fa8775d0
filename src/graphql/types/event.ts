/** QUERY: what all events have in common. Their types are made from the registry (event-types.ts). */
import { entityById, entityOfType } from '../../access/entities.ts';
import { EVENTS } from '../../features.ts';
import { causeOf, reasonOf } from '../../history/events.ts';
import type { Actor } from '../../kernel/actor.ts';
import { CAUSES } from '../../kernel/event.ts';
import { isId } from '../../kernel/ids.ts';
import { builder } from '../builder.ts';
import { targetType } from './enums.ts';
import {
  eventInterface,
  instanceType,
  nodeType,
  organizationType,
  partnerType,
  projectType,
  userType,
} from './refs.ts';

export const eventType = builder.enumType('EventType', {
  description: 'The types of events.',
  values: Object.fromEntries(EVENTS.map(({ type, description }) => [type, { description }])),
});

const CAUSE_TEXTS: Record<(typeof CAUSES)[number], string> = {
  DIRECT: 'The command says so.',
  BULK: 'The command names several users.',
  INVITATION_ACCEPTED: 'An invitation was accepted.',
  PROJECT_ADD: 'The user was added to a project.',
  ORG_REMOVAL: 'The user was removed from the organization.',
  PROJECT_REMOVAL: 'The user was removed from the project.',
  ROLE_RAISED_TO_ADMIN: 'The user became admin, which includes it.',
  OWNERSHIP_TRANSFER: 'The organization got another owner.',
  RESOURCE_CREATED: 'Whoever creates something gets access to it.',
  RESOURCE_DELETED: 'What it was held on was deleted, or whoever held it.',
  DEFAULT_BRANCH: 'The default branch of the project changed.',
  PERMSET_DISABLED: 'The permission set was disabled.',
  PERMSET_RENAMED: 'A permission set that it names was renamed.',
  PERMSET_IMPORT: 'Permission sets were imported.',
  DUPLICATE: 'Something was duplicated.',
  EXPIRY: 'Its time was up.',
};

const cause = builder.enumType('EventCause', {
  description: 'Why an event happened, where the command alone does not say it.',
  values: Object.fromEntries(CAUSES.map((name) => [name, { description: CAUSE_TEXTS[name] }])) as Record<
    (typeof CAUSES)[number],
    { description: string }
  >,
});

const actorType = builder.objectRef<{ readonly actor: Actor }>('EventActor').implement({
  description: 'Who brought an event about: a user, or the system itself.',
  fields: (t) => ({
    userId: t.id({
      nullable: true,
      description: 'The id of the user; null for the system.',
      resolve: ({ actor }) => (isId(actor) ? actor : null),
    }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'The user; null for the system, and where the caller may not know of them.',
      resolve: ({ actor }, _args, { read }) => (isId(actor) ? entityOfType(read, 'User', actor) : null),
    }),
    system: t.string({
      nullable: true,
      description:
        '`system:bootstrap` (the installation) or `system:expirer` (the end of a grant); null for a user.',
      resolve: ({ actor }) => (isId(actor) ? null : actor),
    }),
  }),
});

eventInterface.implement({
  description: 'Something that happened. Events are never changed and never deleted.',
  resolveType: ({ __typename }) => __typename,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the event.' }),
    position: t.expose('position', { type: 'Position', description: 'Its place in the log.' }),
    type: t.expose('type', { type: eventType, description: 'What happened.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    recordedAt: t.expose('recordedAt', {
      type: 'DateTime',
      description:
        'When it was written: later than `occurredAt` for imported history and for what ended by itself.',
    }),
    actor: t.field({
      type: actorType,
      description: 'Who brought it about.',
      resolve: ({ actor }) => ({ actor }),
    }),
    importedBy: t.field({
      type: userType,
      nullable: true,
      description: 'For imported history: who imported it; null where the caller may not know of them.',
      resolve: ({ importedBy }, _args, { read }) =>
        importedBy === undefined ? null : entityOfType(read, 'User', importedBy),
    }),
    commandId: t.exposeID('commandId', {
      description: 'The command that it belongs to, with the others of that command.',
    }),
    cause: t.expose('cause', { type: cause, description: 'Why it happened.' }),
    causedBy: t.field({
      type: eventInterface,
      nullable: true,
      description:
        'The event of the same command that dragged it along; null where the caller may not read it.',
      resolve: (event, _args, { read }) => causeOf(read, event),
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, in the words of whoever commanded; null when none was given, or it was erased.',
      resolve: (event, _args, { read }) => reasonOf(read, event),
    }),
    subjectId: t.exposeID('subjectId', {
      nullable: true,
      description: 'The id of the user whom it is about; null for none.',
    }),
    subject: t.field({
      type: userType,
      nullable: true,
      description: 'The user whom it is about; null where the caller may not know of them.',
      resolve: ({ subjectId }, _args, { read }) =>
        subjectId === null ? null : entityOfType(read, 'User', subjectId),
    }),
    targetType: t.expose('targetType', {
      type: targetType,
      description: 'The kind of thing that it is about.',
    }),
    targetId: t.exposeID('targetId', { description: 'The id of the thing that it is about.' }),
    target: t.field({
      type: nodeType,
      nullable: true,
      description:
        'The thing that it is about; null for the installation, and for what is gone or hidden from the caller.',
      resolve: ({ targetType: type, targetId }, _args, { read }) =>
        type === 'Portal' ? null : entityById(read, targetId),
    }),
    organization: t.field({
      type: organizationType,
      nullable: true,
      description:
        'The organization that it happened in; null for none, and for what is gone or hidden from the caller.',
      resolve: ({ scope }, _args, { read }) =>
        scope.organization === undefined ? null : entityOfType(read, 'Organization', scope.organization),
    }),
    project: t.field({
      type: projectType,
      nullable: true,
      description:
        'The project that it happened in; null for none, and for what is gone or hidden from the caller.',
      resolve: ({ scope }, _args, { read }) =>
        scope.project === undefined ? null : entityOfType(read, 'Project', scope.project),
    }),
    partner: t.field({
      type: partnerType,
      nullable: true,
      description:
        'The Partner that it happened in; null for none, and for what is gone or hidden from the caller.',
      resolve: ({ scope }, _args, { read }) =>
        scope.partner === undefined ? null : entityOfType(read, 'Partner', scope.partner),
    }),
    instance: t.field({
      type: instanceType,
      nullable: true,
      description:
        'The Instance that it happened on; null for none, and for what is gone or hidden from the caller.',
      resolve: ({ scope }, _args, { read }) =>
        scope.instance === undefined ? null : entityOfType(read, 'Instance', scope.instance),
    }),
  }),
});
