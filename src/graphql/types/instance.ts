/** QUERY: Instances, and who has access to them. */
import { allInstances } from '../../access/directory.ts';
import { entityOfType } from '../../access/entities.ts';
import { accessesOn } from '../../access/level-accesses.ts';
import { setsMentioning, setsOf } from '../../access/perm-sets.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { readId } from './ids.ts';
import { instanceAccessConnection } from './level-access.ts';
import { permSetConnection } from './perm-set.ts';
import { instanceType, nodeType, partnerType } from './refs.ts';

export const instanceConnection = connectionType('Instance', instanceType, 'Instances');

instanceType.implement({
  description: 'An Instance. It belongs to a Partner, and access to the one gives none to the other.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the Instance.' }),
    name: t.exposeString('name', { description: 'The name that people see.' }),
    partner: t.field({
      type: partnerType,
      nullable: true,
      description: 'The Partner that it belongs to; null where the caller may not know of it.',
      resolve: ({ partnerId }, _args, { read }) => entityOfType(read, 'Partner', partnerId),
    }),
    accesses: t.field({
      type: instanceAccessConnection,
      nullable: true,
      description: 'Who has access to it; for holders of WRITE on it.',
      args: t.arg.connectionArgs(),
      resolve: (instance, args, { read }) => accessesOn<'Instance'>(read, instance, args),
    }),
    events: eventsField(
      t,
      'What happened to the Instance and to the access to it; for holders of WRITE on it, others see what is about themselves.',
      ({ id }) => ({ scope: id }),
    ),
    permissionSets: t.field({
      type: permSetConnection,
      description:
        'The Permission Sets, by name: those that the caller may see, by `permset=read` or holding them.',
      args: t.arg.connectionArgs(),
      resolve: ({ id }, args, { read }) => setsOf(read, id, args),
    }),
    permissionSetsMentioning: t.field({
      type: permSetConnection,
      description:
        'The Permission Sets whose permissions mention a name, whether or not a set bears it, by their own names: those that the caller may see.',
      args: {
        name: t.arg.string({ required: true, description: 'The name, exactly as it is spelt.' }),
        ...t.arg.connectionArgs(),
      },
      resolve: ({ id }, { name, ...args }, { read }) => setsMentioning(read, id, name, args),
    }),
  }),
});

builder.queryFields((t) => ({
  instance: t.field({
    type: instanceType,
    nullable: true,
    description: 'An Instance by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the Instance.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Instance', readId('id', id)),
  }),
  instances: t.field({
    type: instanceConnection,
    description:
      'All Instances for an OPERATOR; for others those that they have access to, or hold a Permission Set on.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args, { read }) => allInstances(read, args),
  }),
}));
