/** QUERY, COMMAND: what is known of an operation before it runs, worked out once for each document. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { asksAsOf } from './as-of.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export interface Operation {
  readonly node: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly asksAsOf: boolean;
  /** Whether it asks about the schema only, and so reads nothing. */
  readonly introspects: boolean;
  /** The names of the fields that it selects at the root, once each. */
  readonly rootFields: ReadonlySet<string>;
}

const known = new WeakMap<DocumentNode, Map<string, Operation>>();

/** The operation of that name, or the only one; undefined when the document leaves open which. */
export function operationOf(document: DocumentNode, name: string | null | undefined): Operation | undefined {
  const operations = known.get(document) ?? new Map<string, Operation>();
  known.set(document, operations);
  // A document with several operations is several answers: the name is part of the key, always.
  const key = name ?? '';
  let operation = operations.get(key);
  if (!operation) {
    const node = getOperationAST(document, name);
    if (!node) return undefined;
    operation = describe(document, node);
    operations.set(key, operation);
  }
  return operation;
}

function describe(document: DocumentNode, node: OperationDefinitionNode): Operation {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const rootFields = new Set(fieldNames(node.selectionSet, fragments));
  return {
    node,
    fragments,
    asksAsOf: asksAsOf(node),
    introspects: [...rootFields].every((field) => field.startsWith('__')),
    rootFields,
  };
}

/** The names of the fields of a selection, through its fragments; a valid document has no cycles of them. */
function* fieldNames(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  seen: Set<string> = new Set(),
): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection.name.value;
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      yield* fieldNames(selection.selectionSet, fragments, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment) yield* fieldNames(fragment.selectionSet, fragments, seen);
    }
  }
}
