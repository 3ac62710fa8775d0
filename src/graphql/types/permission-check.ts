/** QUERY: may this user do what a permission says, and by which Permission Sets. */
import { checkPermission, type PermissionCheck } from '../../access/permission-checks.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';
import { instanceType, permSetType, userType } from './refs.ts';

const permissionCheck = builder.objectRef<PermissionCheck>('PermissionCheck').implement({
  description: 'Whether a user has a permission on an Instance, at the moment asked about.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'Who.' }),
    instance: t.expose('instance', { type: instanceType, description: 'Where.' }),
    permission: t.exposeString('permission', { description: 'What, in its canonical form.' }),
    allowed: t.exposeBoolean('allowed', { description: 'Whether they may.' }),
    givenBy: t.expose('givenBy', {
      type: [permSetType],
      description:
        'The sets that give it or, of a value list, some of it, by name; empty when it is not allowed.',
    }),
  }),
});

builder.queryField('canPermission', (t) =>
  t.field({
    type: permissionCheck,
    nullable: true,
    description:
      'Whether the Permission Sets that a user holds on an Instance together cover a permission; null when the caller may not know of the user or the Instance, and with FORBIDDEN when they may not read all that is held there.',
    args: {
      user: t.arg.string({ required: true, description: 'The user, by id or email.' }),
      instance: t.arg.id({ required: true, description: 'The id of the Instance.' }),
      permission: t.arg.string({
        required: true,
        description: "The permission: `scripts=run`, `permset=read('A')`.",
      }),
    },
    resolve: (_root, { user, instance, permission }, { read }) =>
      checkPermission(read, { user, instance: readId('instance', instance), permission }),
  }),
);
