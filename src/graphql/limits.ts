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
  /** How deep fields may nest, through fragments. */
  readonly depth: number;
  /** How many objects an operation could answer with at most, given the sizes of its pages. */
  readonly objects: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  tokens: 5_000,
  aliases: 100,
  depth: 20,
  objects: 250_000,
};

/** The refusal of a request that exceeds a limit: which one, what it is, and what was asked for where that is known. */
export function tooComplex(limit: keyof Limits, limits: Limits, asked?: number): Refusal {
  const texts: Record<keyof Limits, string> = {
    bodyBytes: `The body has more than ${limits.bodyBytes} bytes.`,
    tokens: `The document has more than ${limits.tokens} tokens.`,
    aliases: `The document has more than ${limits.aliases} aliases.`,
    depth: `Fields nest deeper than ${limits.depth}.`,
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
  const document = parseTokens(limits, source);
  let aliases = 0;
  visit(document, {
    Field(node) {
      if (node.alias !== undefined) aliases += 1;
    },
  });
  if (aliases > limits.aliases) throw refusalError(tooComplex('aliases', limits, aliases));
  const depth = depthOf(document);
  if (depth > limits.depth) throw refusalError(tooComplex('depth', limits, depth));
  return document;
}

function parseTokens(limits: Limits, source: string | Source): DocumentNode {
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('Parsing aborted')) {
      throw refusalError(tooComplex('tokens', limits));
    }
    throw error;
  }
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
