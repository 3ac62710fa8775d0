/** QUERY: what a query asks of what a field answers, so that nothing is fetched for nobody. */
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { Detail } from '../../access/list.ts';

type Fragments = GraphQLResolveInfo['fragments'];

/** The fields of accesses that need what hangs on the edges of their list. */
export const NEEDS_PERMISSIONS = ['permissions', 'rights'];
export const NEEDS_TYPE_ROLES = ['environmentTypes', 'environments'];

const known = new WeakMap<FieldNode, Map<string, boolean>>();

/** Whether the query asks for one of these fields of the nodes of the connection that this field answers. */
export function detailFor(info: GraphQLResolveInfo, fields: readonly string[]): Detail {
  const asked = info.fieldNodes.some((node) =>
    fields.some((field) => asksForNodes(node, field, info.fragments)),
  );
  return asked ? 'full' : 'bare';
}

/** A document is parsed once and asked often, so what it asks for is found out once. */
function asksForNodes(node: FieldNode, field: string, fragments: Fragments): boolean {
  let answers = known.get(node);
  if (!answers) {
    answers = new Map();
    known.set(node, answers);
  }
  let asks = answers.get(field);
  if (asks === undefined) {
    asks =
      ['edges', 'node', field].reduce<FieldNode[]>(
        (nodes, name) => {
          return nodes.flatMap(({ selectionSet }) =>
            selectionSet ? named(selectionSet, name, fragments) : [],
          );
        },
        [node],
      ).length > 0;
    answers.set(field, asks);
  }
  return asks;
}

/** The selections of a field of that name, those in fragments included; whether a directive skips them is left open. */
function named(set: SelectionSetNode, name: string, fragments: Fragments): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name ? [selection] : [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return named(selection.selectionSet, name, fragments);
    const fragment = fragments[selection.name.value];
    return fragment ? named(fragment.selectionSet, name, fragments) : [];
  });
}
