/** QUERY, COMMAND: every request has an id, in its answer, in its errors and in the log of the server. */
import { randomUUID } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import type { RequestState } from './request.ts';

export const REQUEST_ID_HEADER = 'x-request-id';

const WELL_FORMED = /^[\w.:-]{1,100}$/;

/** The id that the client gave in `x-request-id`, if it is harmless in a log line and a header, or a new one. */
export function requestIdOf(given: string | null | undefined): string {
  return given != null && WELL_FORMED.test(given) ? given : randomUUID();
}

export function useRequestId(): Plugin<object, RequestState> {
  return {
    onRequest({ request, serverContext }) {
      serverContext.requestId = requestIdOf(request.headers.get(REQUEST_ID_HEADER));
    },
    onResponse({ request, response, serverContext }) {
      // Yoga answers /health before any plugin is asked.
      serverContext.requestId ??= requestIdOf(request.headers.get(REQUEST_ID_HEADER));
      response.headers.set(REQUEST_ID_HEADER, serverContext.requestId);
    },
  };
}
