/** QUERY: grants: the stored facts that access comes from. */
import { eventAt, timeAt } from '../../history/events.ts';
import { environmentType, grantKind } from './enums.ts';
import { eventInterface, grantType, nodeType, userType } from './refs.ts';

grantType.implement({
  description: 'One fact: the subject holds the value on the target, since one event and until another.',
  fields: (t) => ({
    kind: t.expose('kind', { type: grantKind, description: 'What kind of grant it is.' }),
    value: t.exposeString('value', {
      description: 'What is held: a level, a role or a permission of that kind.',
    }),
    environmentType: t.expose('environmentType', {
      type: environmentType,
      nullable: true,
      description: 'For a role on an environment type: which.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null: never.',
    }),
    since: t.expose('since', { type: 'Position', description: 'The position of the event that opened it.' }),
    grantedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the event that opened it happened.',
      resolve: ({ since }, _args, { read }) => timeAt(read, since),
    }),
    openedBy: t.field({
      type: eventInterface,
      nullable: true,
      description: 'The event that opened it; null where the caller may not read it.',
      resolve: ({ since }, _args, { read }) => eventAt(read, since),
    }),
    subject: t.expose('subject', { type: userType, description: 'Who holds it.' }),
    target: t.expose('target', {
      type: nodeType,
      nullable: true,
      description: 'What it is held on; null for what is held everywhere.',
    }),
  }),
});
