/** QUERY, COMMAND: the server: the schema, the plugins in their order, and HTTP in front. */
import type { ServerResponse } from 'node:http';
import { type GraphQLSchema, NoSchemaIntrospectionCustomRule, type Source } from 'graphql';
import { type CORSOptions, createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Services } from './context.ts';
import { createHttpFront, type HttpFront } from './http-front.ts';
import { createImportRoute } from './import-route.ts';
import { DOCUMENT_ID, type KnownOperations, useKnownOperations } from './known-operations.ts';
import { type Limits, parseWithin } from './limits.ts';
import { type OpenRead, Performer } from './perform.ts';
import { RateLimit } from './rate-limit.ts';
import type { RequestState } from './request.ts';
import { SeenDocuments } from './seen-documents.ts';
import { type Arrived, Shortcut } from './shortcut.ts';
import type { Transport } from './transport.ts';
import { useAnswer } from './use-answer.ts';
import { useGraphiQL } from './use-graphiql.ts';
import { usePerformer } from './use-performer.ts';
import { useReadiness } from './use-readiness.ts';
import { REQUEST_ID_HEADER, useRequestId } from './use-request-id.ts';
import { useRequestShape } from './use-request-shape.ts';

const ENDPOINT = '/graphql';

export interface ServerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly log: Logger;
  /** Whether the server can answer: told at /ready. */
  ready(): Promise<boolean>;
  readonly transport: Transport;
  /** The operations that are accepted, and no others; undefined = any operation. */
  readonly known?: KnownOperations | undefined;
}

/** Its HTTP server is not listening yet. It serves {@link ENDPOINT}, /import, /health and /ready. */
export interface ApiServer extends HttpFront {
  /** Answers a request without a port: for tests. Not subject to the limit on bodies. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

export function createServer(options: ServerOptions): ApiServer {
  const { schema, services, openRead, log, transport, known } = options;
  const { limits, graphiql, introspection, requiredHeader } = transport;
  const rates = new RateLimit(transport.rates);
  const seen = new SeenDocuments();
  const performer = new Performer({ services, openRead, transport, rates });
  const yoga = createYoga<RequestState, object>({
    schema,
    graphqlEndpoint: ENDPOINT,
    healthCheckEndpoint: '/health',
    // Ours do these in a way of our own: useAnswer, useGraphiQL, createHttpFront and the log.
    maskedErrors: false,
    graphiql: false,
    landingPage: false,
    maxRequestBodySize: false,
    logging: false,
    cors: corsOf(transport.corsOrigins),
    batching: false,
    multipart: false,
    ...(known && { extraParamNames: [DOCUMENT_ID] }),
    plugins: [
      useRequestId(),
      useReadiness(() => options.ready(), log),
      ...(graphiql && !known ? [useGraphiQL(ENDPOINT)] : []),
      useRequestShape(requiredHeader),
      useLimits(limits),
      ...(introspection === 'off' ? [useNoIntrospection()] : []),
      usePerformer(performer, seen),
      ...(known ? [useKnownOperations(known)] : []),
      useAnswer(log),
    ],
  });
  const shortcut = new Shortcut({ schema, endpoint: ENDPOINT, performer, seen, requiredHeader, log });
  const handle = async (request: Arrived, response: ServerResponse) => {
    if (!(await shortcut.answer(request, response))) await yoga(request, response);
  };
  return {
    fetch: async (url, init = {}) => yoga.fetch(new URL(url), init),
    ...createHttpFront(handle, createImportRoute(options), limits),
  };
}

/** Pages of other origins have no business here unless they are named. Callers carry tokens, never cookies. */
function corsOf(origins: readonly string[]): CORSOptions | false {
  if (origins.length === 0) return false;
  return {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'POST'],
    exposedHeaders: [REQUEST_ID_HEADER, 'retry-after'],
    maxAge: 600,
  };
}

function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}

/** Yoga keeps what was parsed, so a text is measured once. */
function useLimits(limits: Limits): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => parseWithin(limits, source as string | Source));
    },
  };
}
