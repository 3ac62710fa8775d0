/** QUERY: Partners, who is at home with them and what belongs to them. */
import { instancesIn, usersAtHome } from '../../access/children.ts';
import { allPartners } from '../../access/directory.ts';
import { entityOfType } from '../../access/entities.ts';
import { accessesOn } from '../../access/level-accesses.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { eventsField } from './event-list.ts';
import { readId } from './ids.ts';
import { instanceConnection } from './instance.ts';
import { partnerAccessConnection } from './level-access.ts';
import { nodeType, partnerType } from './refs.ts';
import { userConnection } from './user.ts';

export const partnerConnection = connectionType('Partner', partnerType, 'Partners');

partnerType.implement({
  description: 'A Partner: users are at home with it, and Instances belong to it.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the Partner.' }),
    name: t.exposeString('name', { description: 'The name that people see.' }),
    accesses: t.field({
      type: partnerAccessConnection,
      nullable: true,
      description: 'Who has access to it; for holders of WRITE on it.',
      args: t.arg.connectionArgs(),
      resolve: (partner, args, { read }) => accessesOn<'Partner'>(read, partner, args),
    }),
    users: t.field({
      type: userConnection,
      nullable: true,
      description: 'The users who are at home with it; for holders of WRITE on it.',
      args: t.arg.connectionArgs(),
      resolve: (partner, args, { read }) => usersAtHome(read, partner, args),
    }),
    instances: t.field({
      type: instanceConnection,
      description:
        'The Instances that belong to it: those that the caller may know of themselves, whatever access they have to the Partner.',
      args: t.arg.connectionArgs(),
      resolve: (partner, args, { read }) => instancesIn(read, partner, args),
    }),
    events: eventsField(
      t,
      'What happened to the Partner and to the access to it; for holders of WRITE on it, others see what is about themselves.',
      ({ id }) => ({ scope: id }),
    ),
  }),
});

builder.queryFields((t) => ({
  partner: t.field({
    type: partnerType,
    nullable: true,
    description: 'A Partner by id; null when there is none, or the caller may not know of it.',
    args: { id: t.arg.id({ required: true, description: 'The id of the Partner.' }) },
    resolve: (_root, { id }, { read }) => entityOfType(read, 'Partner', readId('id', id)),
  }),
  partners: t.field({
    type: partnerConnection,
    description:
      'All Partners for an OPERATOR; for others the one that they are at home with and those that they have access to.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args, { read }) => allPartners(read, args),
  }),
}));
