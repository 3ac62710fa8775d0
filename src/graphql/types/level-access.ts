/** QUERY: access to Instances and Partners. */
import type { LevelAccess } from '../../access/views/level-access.ts';
import type { Levelled } from '../../grants/levels.ts';
import type { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { instanceLevel, partnerLevel, right } from './enums.ts';
import {
  grantType,
  instanceAccessType,
  instanceType,
  partnerAccessType,
  partnerType,
  userType,
} from './refs.ts';

export const instanceAccessConnection = connectionType(
  'InstanceAccess',
  instanceAccessType,
  'accesses to Instances',
);
export const partnerAccessConnection = connectionType(
  'PartnerAccess',
  partnerAccessType,
  'accesses to Partners',
);

instanceAccessType.implement({
  description: 'The access of a user to an Instance; it says nothing about the Partner of the Instance.',
  fields: (t) => ({
    ...fieldsOf<'Instance'>(t),
    instance: t.expose('thing', { type: instanceType, description: 'The Instance.' }),
    level: t.expose('level', { type: instanceLevel, description: 'The level.' }),
  }),
});

partnerAccessType.implement({
  description: 'The access of a user to a Partner; it says nothing about the Instances of the Partner.',
  fields: (t) => ({
    ...fieldsOf<'Partner'>(t),
    partner: t.expose('thing', { type: partnerType, description: 'The Partner.' }),
    level: t.expose('level', { type: partnerLevel, description: 'The level.' }),
  }),
});

function fieldsOf<Type extends Levelled>(
  t: PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, LevelAccess<Type>>,
) {
  return {
    user: t.field({
      type: userType,
      description: 'The user.',
      resolve: ({ user }) => user,
    }),
    rights: t.field({
      type: [right],
      description: 'The rights that the level gives.',
      resolve: ({ rights }) => rights,
    }),
    grant: t.field({ type: grantType, description: 'The grant of it.', resolve: ({ grant }) => grant }),
  };
}
