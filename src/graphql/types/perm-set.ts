/** QUERY: Permission Sets, who holds them, and what that gives. */
import { entityOfType } from '../../access/entities.ts';
import { setsMentioning } from '../../access/perm-sets.ts';
import { allSetsHeld, effectivePermissions, holdersOf, setsOnInstance } from '../../access/set-holdings.ts';
import type { EffectivePermission, SetHolding, SetsOnInstance } from '../../access/views/set-views.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { readId } from './ids.ts';
import { grantType, instanceType, nodeType, permSetType, userType } from './refs.ts';

export const permSetConnection = connectionType('PermSet', permSetType, 'Permission Sets');

const holdingType = builder.objectRef<SetHolding>('PermSetHolding').implement({
  description: 'That a user holds a Permission Set.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'Who holds it.' }),
    set: t.expose('set', { type: permSetType, description: 'What is held.' }),
    grant: t.expose('grant', { type: grantType, description: 'The grant: since when, and until when.' }),
  }),
});

const holdingConnection = connectionType('PermSetHolding', holdingType, 'holdings of Permission Sets');

const effectivePermissionType = builder.objectRef<EffectivePermission>('EffectivePermission').implement({
  description: 'A permission that somebody has on an Instance.',
  fields: (t) => ({
    permission: t.exposeString('permission', { description: 'The permission, in its canonical form.' }),
    givenBy: t.expose('givenBy', {
      type: [permSetType],
      description: 'The sets that it stands in, by name.',
    }),
  }),
});

const onInstanceType = builder.objectRef<SetsOnInstance>('PermSetsOnInstance').implement({
  description: 'An Instance on which a user holds Permission Sets.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'Who holds them.' }),
    instance: t.expose('instance', { type: instanceType, description: 'Where.' }),
    sets: t.field({
      type: holdingConnection,
      description: 'The sets that the user holds there, by name, as far as the caller may read it.',
      args: t.arg.connectionArgs(),
      resolve: (on, args, { read }) => setsOnInstance(read, on, args),
    }),
    permissions: t.field({
      type: [effectivePermissionType],
      description: 'What the user may do there: the union of what is in those sets, sorted.',
      resolve: async ({ user, instance }, _args, { read }) =>
        effectivePermissions(await allSetsHeld(read, { user: user.id, instance: instance.id })),
    }),
  }),
});

export const setsOnInstanceConnection = connectionType(
  'PermSetsOnInstance',
  onInstanceType,
  'Instances with the Permission Sets that somebody holds there',
);

permSetType.implement({
  description: 'A Permission Set of an Instance: permissions that are assigned together.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the set, whatever its name.' }),
    name: t.exposeString('name', {
      description:
        'Its name, unique on its Instance whatever its case; lists of sets are in the order of names, whatever their case.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for; null: nothing is said.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it can be assigned.' }),
    permissions: t.exposeStringList('permissions', {
      description: 'Its permissions, in the canonical form of the permission language, sorted.',
    }),
    instance: t.field({
      type: instanceType,
      nullable: true,
      description: 'The Instance that it belongs to; null where the caller may not know of it.',
      resolve: ({ instanceId }, _args, { read }) => entityOfType(read, 'Instance', instanceId),
    }),
    holders: t.field({
      type: holdingConnection,
      nullable: true,
      description: 'Who holds it; for those whose `permset=read` shows them the set.',
      args: t.arg.connectionArgs(),
      resolve: (set, args, { read }) => holdersOf(read, set, args),
    }),
    mentionedBy: t.field({
      type: permSetConnection,
      description: 'The sets whose permissions mention its name, by name, those that the caller sees.',
      args: t.arg.connectionArgs(),
      resolve: ({ instanceId, name }, args, { read }) => setsMentioning(read, instanceId, name, args),
    }),
    events: eventsField(t, 'What happened to the set, as far as the caller may read it.', ({ id }) => ({
      target: id,
    })),
  }),
});

builder.queryField('permSet', (t) =>
  t.field({
    type: permSetType,
    nullable: true,
    description: 'A Permission Set by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the set.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'PermSet', readId('id', id)),
  }),
);
