/** QUERY, COMMAND: how much one request may ask for. */
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  parse,
  type SelectionSetNode,
  type Source,
  visit,
} from 'graphql';
import { Refusal } from '../kernel/refusal.ts';
import { refusalError } from './client-error.ts';

export interface Limits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Tokens of a document. */
  readonly tokens: number;
  /** Fields of a document that carry an alias. */
  readonly aliases: number;
  /** Directives of a document. */
  readonly directives: number;
  /** How deep fields may nest, through fragments. */
  readonly depth: number;
  /** How long a list may be that is sent: in the text, or in a variable. */
  readonly list: number;
  /** How many objects an operation could answer with at most, given the sizes of its pages. */
  readonly objects: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  tokens: 5_000,
  aliases: 100,
  directives: 100,
  depth: 20,
  list: 5_000,
  objects: 250_000,
};

/** The refusal of a request that exceeds a limit: which one, what it is, and what was asked for where that is known. */
export function tooComplex(limit: keyof Limits, limits: Limits, asked?: number): Refusal {
  const texts: Record<keyof Limits, string> = {
    bodyBytes: `The body has more than ${limits.bodyBytes} bytes.`,
    tokens: `The document has more than ${limits.tokens} tokens.`,
    aliases: `The document has more than ${limits.aliases} aliases.`,
    directives: `The document has more than ${limits.directives} directives.`,
    depth: `Fields nest deeper than ${limits.depth}, or what they select and take does.`,
    list: `A list has more than ${limits.list} entries.`,
    objects: `The answer could hold more than ${limits.objects} objects.`,
  };
  return new Refusal('QUERY_TOO_COMPLEX', texts[limit], {
    remedy: limit === 'objects' ? 'Ask for smaller pages.' : 'Split the request.',
    facts: { limit, allowed: limits[limit], ...(asked === undefined ? {} : { asked }) },
  });
}

/**
 * Parses a document within the limits that the text alone decides, before anything costlier looks at it. Throws a
 * GraphQLError: of the syntax, or with the refusal.
 */
export function parseWithin(limits: Limits, source: string | Source): DocumentNode {
  try {
    const document = parse(source, { maxTokens: limits.tokens });
    const asked = measure(document);
    for (const limit of MEASURED) {
      if (asked[limit] > limits[limit]) throw refusalError(tooComplex(limit, limits, asked[limit]));
    }
    if (asked.brackets > BRACKETS * limits.depth) throw refusalError(tooComplex('depth', limits));
    return document;
  } catch (error) {
    // Brackets of brackets: parsing, too, goes into them one by one.
    if (error instanceof RangeError) throw refusalError(tooComplex('depth', limits));
    if (error instanceof GraphQLError && error.message.includes('Parsing aborted')) {
      throw refusalError(tooComplex('tokens', limits));
    }
    throw error;
  }
}

const MEASURED = ['aliases', 'directives', 'list', 'depth'] as const;

/** How many brackets may nest for each level of fields: inline fragments, and lists and objects in arguments. */
const BRACKETS = 4;

function measure(document: DocumentNode): Record<(typeof MEASURED)[number] | 'brackets', number> {
  let [aliases, directives, list, nesting, brackets] = [0, 0, 0, 0, 0];
  const goIn = () => {
    nesting += 1;
    brackets = Math.max(brackets, nesting);
  };
  const goOut = () => {
    nesting -= 1;
  };
  visit(document, {
    Field({ alias }) {
      if (alias !== undefined) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
    ListValue: {
      enter({ values }) {
        list = Math.max(list, values.length);
        goIn();
      },
      leave: goOut,
    },
    ObjectValue: { enter: goIn, leave: goOut },
    SelectionSet: { enter: goIn, leave: goOut },
  });
  return { aliases, directives, list, depth: depthOf(document), brackets };
}

/** The length of the longest list in the variables of a request, lists of lists included. */
export function longestList(variables: unknown): number {
  let longest = 0;
  const waiting = [variables];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) longest = Math.max(longest, value.length);
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return longest;
}

/** How deep the deepest operation nests. A fragment that contains itself counts once: validation refuses it later. */
function depthOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
  }
  const depths = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const found = depths.get(name);
    if (found !== undefined) return found;
    depths.set(name, 0);
    const selection = fragments.get(name);
    const depth = selection === undefined ? 0 : ofSelection(selection);
    depths.set(name, depth);
    return depth;
  };
  const ofSelection = ({ selections }: SelectionSetNode): number =>
    selections.reduce((deepest, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return Math.max(deepest, ofFragment(selection.name.value));
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return Math.max(deepest, ofSelection(selection.selectionSet));
      // The schema describes itself, and types wrap each other deeper than any answer nests.
      if (selection.name.value.startsWith('__')) return deepest;
      return Math.max(deepest, 1 + (selection.selectionSet ? ofSelection(selection.selectionSet) : 0));
    }, 0);
  return definitions.reduce(
    (deepest, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? Math.max(deepest, ofSelection(definition.selectionSet))
        : deepest,
    0,
  );
}
