/** QUERY: how large an operation would become when compiled: for an interface, its fields once for each of its types. */
import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from './operation.ts';

/**
 * Counts the fields that graphql-jit would write code for. Nested interfaces multiply: four levels of events that
 * cause each other are a hundred thousand fields, seven seconds and a gigabyte, so it is counted before compiling.
 */
export function compiledSize(schema: GraphQLSchema, { node, fragments }: Operation): number {
  const ofFragments = new Map<string, number>();
  const ofFragment = (name: string): number => {
    let size = ofFragments.get(name);
    if (size === undefined) {
      const fragment = fragments.get(name);
      size = fragment ? ofSelection(fragment.selectionSet, named(fragment.typeCondition.name.value)) : 0;
      ofFragments.set(name, size);
    }
    return size;
  };
  const named = (name: string | undefined): GraphQLCompositeType | undefined => {
    const type = name === undefined ? undefined : schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  };
  const ofSelection = ({ selections }: SelectionSetNode, type: GraphQLCompositeType | undefined): number => {
    let size = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        size += ofFragment(selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        size += ofSelection(selection.selectionSet, named(selection.typeCondition?.name.value) ?? type);
      } else {
        size += 1;
        const field = type && 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
        const inside = field && getNamedType(field.type);
        if (!selection.selectionSet || !isCompositeType(inside)) continue;
        const copies = isAbstractType(inside) ? schema.getPossibleTypes(inside).length : 1;
        size += copies * ofSelection(selection.selectionSet, inside);
      }
    }
    return size;
  };
  return ofSelection(node.selectionSet, schema.getRootType(node.operation) ?? undefined);
}
