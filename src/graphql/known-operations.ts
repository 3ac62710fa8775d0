/** QUERY, COMMAND: the profile in which a server takes known operations only, each by the SHA-256 of its text. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type GraphQLSchema, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { Refusal } from '../kernel/refusal.ts';
import { refusalError } from './client-error.ts';
import { type Limits, parseWithin } from './limits.ts';

/** The texts of the operations by their SHA-256 (hex). */
export type KnownOperations = ReadonlyMap<string, string>;

/** Operations that cannot be used; the message is for the person who starts the server. */
export class OperationsError extends Error {
  override readonly name = 'OperationsError';
}

/**
 * Reads a folder of `.graphql` files, or a JSON file of texts by their SHA-256, as code generators write it.
 *
 * @throws OperationsError that names every text that this server could not answer.
 */
export async function readOperations(
  path: string,
  schema: GraphQLSchema,
  limits: Limits,
): Promise<KnownOperations> {
  const texts = await textsAt(path);
  const problems = texts.flatMap(({ name, text }) =>
    problemsOf(text, schema, limits).map((problem) => `  ${name}: ${problem}`),
  );
  if (texts.length === 0) problems.push('  there is no operation');
  if (problems.length > 0) {
    throw new OperationsError(
      `Tenure cannot start with the operations at ${path} (TENURE_OPERATIONS):\n${problems.join('\n')}`,
    );
  }
  return new Map(texts.map(({ text }) => [sha256(text), text]));
}

interface Text {
  readonly name: string;
  readonly text: string;
}

async function textsAt(path: string): Promise<Text[]> {
  try {
    if ((await stat(path)).isDirectory()) {
      const files = (await readdir(path, { recursive: true })).filter((name) =>
        /\.(graphql|gql)$/.test(name),
      );
      return await Promise.all(
        files.sort().map(async (name) => ({ name, text: await readFile(join(path, name), 'utf8') })),
      );
    }
    const map: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Object.entries(map ?? {}).map(([name, text]) => ({ name, text: String(text) }));
  } catch (error) {
    throw new OperationsError(
      `Tenure cannot read the operations at ${path} (TENURE_OPERATIONS): ${(error as Error).message}. ` +
        'Give a folder of .graphql files, or a JSON file of texts by their SHA-256.',
    );
  }
}

function problemsOf(text: string, schema: GraphQLSchema, limits: Limits): string[] {
  try {
    return validate(schema, parseWithin(limits, text)).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Stands for an operation that is not known: a text of no operation. */
const UNKNOWN = '#';

/** What a client may send instead of a text: as Apollo's clients do, or as the draft of GraphQL over HTTP says. */
interface Identified {
  readonly documentId?: unknown;
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: unknown } };
}

/** The name of the parameter that Yoga does not know by itself. */
export const DOCUMENT_ID = 'documentId';

/**
 * Puts the text of an operation in the place of its SHA-256. A text that is sent is accepted when it is known; what
 * is not known is refused where texts are parsed, so that callers without a valid token are told that first.
 */
export function useKnownOperations(known: KnownOperations): Plugin {
  return {
    onParams({ params, setParams }) {
      const { documentId, ...rest } = params as typeof params & Identified;
      const given = documentId ?? (params as Identified).extensions?.persistedQuery?.sha256Hash;
      if (given === undefined || given === null || rest.query != null) return;
      const hash = typeof given === 'string' ? given.replace(/^sha256:/, '').toLowerCase() : '';
      setParams({ ...rest, query: known.get(hash) ?? UNKNOWN });
    },
    onParse({ params: { source }, setParseFn }) {
      if (known.has(sha256(String(source)))) return;
      setParseFn(() => {
        throw refusalError(unknownOperation());
      });
    },
  };
}

function unknownOperation(): Refusal {
  return new Refusal('FORBIDDEN', 'The server takes known operations only, and this is none of them.', {
    remedy:
      'Send the SHA-256 of one of them as `documentId`, or have this one added to the operations of the server.',
  });
}
