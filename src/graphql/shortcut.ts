/** QUERY: answers a query that has been here before past Yoga, where nothing about the request is out of the ordinary. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { credentialOf } from './credential.ts';
import { operationOf } from './operation.ts';
import type { Performed, Performer } from './perform.ts';
import type { SeenDocuments } from './seen-documents.ts';
import { finish } from './use-answer.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './use-request-id.ts';

export interface ShortcutParts {
  readonly schema: GraphQLSchema;
  readonly endpoint: string;
  readonly performer: Performer;
  readonly seen: SeenDocuments;
  readonly requiredHeader: string | undefined;
  readonly log: Logger;
}

/** A request as the front hands it over: the body is there. */
export type Arrived = IncomingMessage & { readonly body?: Buffer };

/** The longest body that is looked at, in bytes: longer ones are parsed once, by Yoga. */
const LONGEST = 65_536;

const JSON_TYPE = /^application\/json(; ?charset=utf-8)?$/i;

/** The headers by which something would be answered otherwise. */
const UNUSUAL = ['origin', 'content-encoding', 'expect'] as const;

/**
 * Yoga's pipeline is a third of what a small query costs this process. All that it is needed for, a document that it
 * has found valid has behind it; the rest is the performer's, and done by it here and there alike. Whatever is not
 * exactly as most requests are goes the ordinary way, with nothing done: this must never have an answer of its own
 * (`test/api/shortcut.test.ts` compares the two).
 */
export class Shortcut {
  readonly #parts: ShortcutParts;

  constructor(parts: ShortcutParts) {
    this.#parts = parts;
  }

  /** Answers and resolves to true; or to false, and the request is as it was. */
  async answer(request: Arrived, response: ServerResponse): Promise<boolean> {
    const asked = this.#read(request);
    if (!asked) return false;
    const { performer, log } = this.#parts;
    const state = asked.contextValue as Performed;
    try {
      const result = await performer.tell(state, await performer.perform(asked));
      send(response, state.requestId, finish(result, state, log));
      return true;
    } catch {
      // A query may be asked again, and Yoga tells what goes wrong.
      return false;
    }
  }

  /** What is asked, if it is a query that can be answered here. */
  #read(request: Arrived): ExecutionArgs | undefined {
    const { schema, seen } = this.#parts;
    const credential = this.#isPlain(request) && credentialOf(request.headers.authorization);
    const params = credential && paramsOf(request.body);
    const document = params && seen.find(params.query);
    if (!document || operationOf(document, params.operationName)?.node.operation !== 'query')
      return undefined;
    const requestId = requestIdOf(request.headers[REQUEST_ID_HEADER]?.toString());
    const contextValue: Performed = { req: request, requestId, credential };
    return {
      schema,
      document,
      contextValue,
      variableValues: params.variables,
      operationName: params.operationName,
    };
  }

  #isPlain({ method, url, headers }: Arrived): boolean {
    const { endpoint, requiredHeader } = this.#parts;
    const { accept } = headers;
    return (
      method === 'POST' &&
      url === endpoint &&
      JSON_TYPE.test(headers['content-type'] ?? '') &&
      (accept === undefined || accept === '*/*' || accept === 'application/json') &&
      UNUSUAL.every((name) => headers[name] === undefined) &&
      (requiredHeader === undefined || headers[requiredHeader] !== undefined)
    );
  }
}

interface Params {
  readonly query: string;
  readonly variables: Record<string, unknown> | null | undefined;
  readonly operationName: string | null | undefined;
}

/** The parameters of a body that holds nothing else. */
function paramsOf(body: Buffer | undefined): Params | undefined {
  if (body === undefined || body.length > LONGEST) return undefined;
  try {
    const { query, variables, operationName, ...others } = JSON.parse(body.toString()) as Params;
    const sound =
      typeof query === 'string' &&
      (variables == null || (typeof variables === 'object' && !Array.isArray(variables))) &&
      (operationName == null || typeof operationName === 'string') &&
      Object.keys(others).length === 0;
    return sound ? { query, variables, operationName } : undefined;
  } catch {
    // Yoga tells what is wrong with it.
    return undefined;
  }
}

function send(response: ServerResponse, requestId: string, { extensions, ...result }: ExecutionResult): void {
  const { http, ...shown } = (extensions ?? {}) as {
    http?: { status: number; headers: Record<string, string> };
  };
  const told = Object.keys(shown).length > 0 ? { ...result, extensions: shown } : result;
  const body = Buffer.from(JSON.stringify(told));
  response.writeHead(http?.status ?? 200, {
    'content-type': 'application/json; charset=utf-8',
    ...http?.headers,
    'content-length': body.length,
    [REQUEST_ID_HEADER]: requestId,
  });
  response.end(body);
}
