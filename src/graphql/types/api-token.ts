/** QUERY: API tokens: that they are, never what they are. */
import { entityOfType } from '../../access/entities.ts';
import { connectionType } from './connection.ts';
import { apiTokenType, nodeType, userType } from './refs.ts';

export const apiTokenConnection = connectionType('ApiToken', apiTokenType, 'API tokens');

apiTokenType.implement({
  description: 'A token by which a user calls the API. Its secret is shown once, when it is issued.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID that identifies the token; it is no secret.' }),
    user: t.field({
      type: userType,
      nullable: true,
      description: 'Whose token it is.',
      resolve: ({ userId }, _args, { read }) => entityOfType(read, 'User', userId),
    }),
    provisional: t.exposeBoolean('provisional', {
      description:
        'Whether it stops working once an identity is linked to the user: an OPERATOR issued it, or may have.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops being valid; null: never.',
    }),
  }),
});
