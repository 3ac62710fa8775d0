/** QUERY, COMMAND: the server: the schema, the plugins in their order, and HTTP in front. */
import type { Server } from 'node:http';
import type { GraphQLSchema, Source } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Services } from './context.ts';
import { createHttpFront } from './http-front.ts';
import { createImportRoute } from './import-route.ts';
import { DEFAULT_LIMITS, type Limits, parseWithin } from './limits.ts';
import type { RequestState } from './request.ts';
import { useAnswer } from './use-answer.ts';
import { useGraphiQL } from './use-graphiql.ts';
import { useJit } from './use-jit.ts';
import { type OpenRead, useRead } from './use-read.ts';
import { useReadiness } from './use-readiness.ts';
import { useRequestId } from './use-request-id.ts';

const ENDPOINT = '/graphql';

export interface ServerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly log: Logger;
  /** Whether the server can answer: told at /ready. */
  ready(): Promise<boolean>;
  /** Whether to serve the page to try queries on. It asks for the schema, so `publicSchema` goes well with it. */
  readonly graphiql: boolean;
  /** Whether the schema, and nothing else, may be asked for without a token. */
  readonly publicSchema: boolean;
  readonly limits?: Partial<Limits>;
}

export interface ApiServer {
  /** Answers a request without a port: for tests. Not subject to the limit on bodies. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Not listening yet. Serves {@link ENDPOINT}, /import, /health and /ready. */
  readonly http: Server;
}

export function createServer(options: ServerOptions): ApiServer {
  const { schema, services, openRead, log, graphiql, publicSchema } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
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
    // A browser on another site has no business here, and callers carry tokens, not cookies.
    cors: false,
    batching: false,
    multipart: false,
    plugins: [
      useRequestId(),
      useReadiness(() => options.ready(), log),
      ...(graphiql ? [useGraphiQL(ENDPOINT)] : []),
      useLimits(limits),
      useRead({ services, openRead, limits, publicSchema }),
      useJit(),
      useAnswer(log),
    ],
  });
  return {
    fetch: async (url, init = {}) => yoga.fetch(new URL(url), init),
    http: createHttpFront(yoga, createImportRoute(options), limits),
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
