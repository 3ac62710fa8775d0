/** QUERY: how many objects an operation could answer with at most, given the sizes of its pages. */
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { PAGE_SIZE } from '../access/paging.ts';
import type { Fragments, Operation } from './operation.ts';

/** What a list without pages counts for: they are short by nature, such as the three environment types. */
const SHORT_LIST = 5;

interface Evaluation {
  readonly variables: Readonly<Record<string, unknown>>;
  /** What each fragment came to: spread twice, it is counted twice but worked out once. */
  readonly fragments: Map<string, number>;
}

type Cost = (evaluation: Evaluation) => number;

interface Counted {
  readonly cost: Cost;
  readonly defaults: Readonly<Record<string, unknown>>;
}

const known = new WeakMap<Operation, Counted>();

/** How many objects the operation could answer with, with these variables. */
export function countObjects(
  schema: GraphQLSchema,
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
): number {
  let counted = known.get(operation);
  if (!counted) {
    const root = schema.getRootType(operation.node.operation);
    const costOf = new CostOf(schema, operation.fragments);
    counted = {
      cost: root ? costOf.selection(operation.node.selectionSet, root) : () => 0,
      defaults: defaultsOf(operation),
    };
    known.set(operation, counted);
  }
  return counted.cost({ variables: { ...counted.defaults, ...variables }, fragments: new Map() });
}

/** What the variables of an operation are when the request leaves them out. */
function defaultsOf({ node }: Operation): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of node.variableDefinitions ?? []) {
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return defaults;
}

class CostOf {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Fragments;
  readonly #ofFragments = new Map<string, Cost>();

  constructor(schema: GraphQLSchema, fragments: Fragments) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  selection({ selections }: SelectionSetNode, type: GraphQLCompositeType): Cost {
    const costs = selections.flatMap((selection): Cost[] => {
      if (selection.kind === Kind.FIELD) return this.#field(selection, type);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [this.#spread(selection.name.value)];
      const condition = selection.typeCondition?.name.value;
      return [this.selection(selection.selectionSet, this.#composite(condition) ?? type)];
    });
    return (evaluation) => costs.reduce((sum, cost) => sum + cost(evaluation), 0);
  }

  #spread(name: string): Cost {
    return (evaluation) => {
      let count = evaluation.fragments.get(name);
      if (count === undefined) {
        count = this.#fragment(name)(evaluation);
        evaluation.fragments.set(name, count);
      }
      return count;
    };
  }

  #fragment(name: string): Cost {
    let cost = this.#ofFragments.get(name);
    if (!cost) {
      const fragment = this.#fragments.get(name);
      const type = this.#composite(fragment?.typeCondition.name.value);
      cost = fragment && type ? this.selection(fragment.selectionSet, type) : () => 0;
      this.#ofFragments.set(name, cost);
    }
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType): Cost[] {
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return [];
    const each = isWrapper(type) ? 0 : 1;
    const inside = this.selection(node.selectionSet, type);
    const size = sizeOf(node, field, parent);
    return [(evaluation) => size(evaluation) * (each + inside(evaluation))];
  }

  #composite(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** Connections, edges and page infos are not counted beside what they hold. */
function isWrapper({ name }: GraphQLCompositeType): boolean {
  return name.endsWith('Connection') || name.endsWith('Edge') || name === 'PageInfo';
}

/** How many of the field's type it may answer: its page, what it names one by one, or what its list may hold. */
function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, parent: GraphQLCompositeType): Cost {
  const has = (name: string) => field.args.some((argument) => argument.name === name);
  const argument = (name: string) => argumentOf(node, name);
  if (has('first')) {
    const [first, last] = [argument('first'), argument('last')];
    return (evaluation) => {
      const asked = first(evaluation) ?? last(evaluation);
      return typeof asked === 'number' ? Math.min(Math.max(asked, 0), PAGE_SIZE.max) : PAGE_SIZE.default;
    };
  }
  const named = ['ids', 'checks'].find(has);
  if (named) {
    const list = argument(named);
    return (evaluation) => {
      const asked = list(evaluation);
      return Array.isArray(asked) ? asked.length : 1;
    };
  }
  return isList(field.type) && !isWrapper(parent) ? () => SHORT_LIST : () => 1;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

/** The value of an argument of these fields: a number, a list (of anything), or undefined. */
function argumentOf(node: FieldNode, name: string): (evaluation: Evaluation) => unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.INT) return () => Number(value.value);
  if (value?.kind === Kind.LIST) return () => value.values;
  if (value?.kind === Kind.VARIABLE) return ({ variables }) => variables[value.name.value] ?? undefined;
  return () => undefined;
}
