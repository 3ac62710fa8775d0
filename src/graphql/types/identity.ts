/** QUERY: identities: by whom somebody is known to be a user, never as whom. */
import { entityOfType } from '../../access/entities.ts';
import { connectionType } from './connection.ts';
import { identityType, nodeType, userType } from './refs.ts';

export const identityConnection = connectionType('Identity', identityType, 'identities');

identityType.implement({
  description: 'That an identity provider knows a user: whoever has a token of theirs from it is that user.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the identity.' }),
    issuer: t.exposeString('issuer', { description: 'The identity provider: the issuer of its tokens.' }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'Who it is.',
      resolve: ({ userId }, _args, { read }) => entityOfType(read, 'User', userId),
    }),
  }),
});
