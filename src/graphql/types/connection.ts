/** QUERY: the connection types of lists. Their fields are plain properties: nothing runs for an edge. */
import type { InterfaceRef, ObjectRef } from '@pothos/core';
import type { Connection, Edge } from '../../access/paging.ts';
import { builder } from '../builder.ts';

type Types = typeof builder.$inferSchemaTypes;
type Node<Shape> = ObjectRef<Types, Shape> | InterfaceRef<Types, Shape>;

/** Defines `<name>Connection` and `<name>Edge` for a list of nodes; `what` says what the list holds. */
export function connectionType<Shape>(name: string, node: Node<Shape>, what: string) {
  const edge = builder.objectRef<Edge<Shape>>(`${name}Edge`).implement({
    description: `One entry of a list of ${what} (Relay).`,
    fields: (t) => ({
      node: t.expose('node' as never, { type: node as never, description: 'What the entry is.' }),
      cursor: t.exposeString('cursor', { description: 'Its place in the list, for `after` and `before`.' }),
    }),
  });
  return builder.objectRef<Connection<Shape>>(`${name}Connection`).implement({
    description: `A page of a list of ${what} (Relay).`,
    fields: (t) => ({
      edges: t.expose('edges' as never, { type: [edge] as never, description: 'The entries of the page.' }),
      pageInfo: t.expose('pageInfo', {
        type: builder.pageInfoRef(),
        description: 'Where the page lies in its list.',
      }),
    }),
  });
}
