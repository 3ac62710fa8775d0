/** QUERY, COMMAND: the HTTP server: takes a request's whole body, up to a limit, and hands it over. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ClientError } from './client-error.ts';
import { isImport } from './import-route.ts';
import { type Limits, tooComplex } from './limits.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './use-request-id.ts';

/** How long a body may take to arrive, in milliseconds; the files of imports take as long as they take. */
const PATIENCE = 300_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface HttpFront {
  readonly http: Server;
  /** Resolves when no request is worked on: also one whose client has gone away runs to its end. */
  idle(): Promise<void>;
}

/**
 * A handler that finds the body in `request.body` (Yoga does) saves the stream between, which costs more than
 * everything else that Yoga does to a request.
 */
export function createHttpFront(handle: Handler, importRoute: Handler, limits: Limits): HttpFront {
  const underWay = new Set<Promise<void>>();
  const run = (handler: Handler, request: IncomingMessage, response: ServerResponse) => {
    const work = Promise.resolve(handler(request, response)).then(() => {
      underWay.delete(work);
    });
    underWay.add(work);
  };
  // The limit of Node counts for every request of a server.
  const http = createServer({ requestTimeout: 0 }, (request, response) => {
    if (isImport(request)) {
      run(importRoute, request, response);
      return;
    }
    if (request.method !== 'POST') {
      run(handle, request, response);
      return;
    }
    takeBody(request, limits.bodyBytes, (body) => {
      if (body === undefined) refuseBody(request, response, limits);
      else run(handle, Object.assign(request, { body }), response);
    });
  });
  return {
    http,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Calls `done` once: with the body, or with undefined as soon as it is too long. Never, when the client goes away. */
function takeBody(request: IncomingMessage, most: number, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length <= most) {
      chunks.push(chunk);
      return;
    }
    request.off('data', take).off('end', end);
    request.resume();
    done(undefined);
  };
  const end = () => done(Buffer.concat(chunks, length));
  const late = setTimeout(() => request.destroy(), PATIENCE);
  request
    .on('data', take)
    .on('end', end)
    .on('close', () => clearTimeout(late));
}

function refuseBody(request: IncomingMessage, response: ServerResponse, limits: Limits): void {
  const given = request.headers[REQUEST_ID_HEADER];
  const requestId = requestIdOf(typeof given === 'string' ? given : undefined);
  const { code, message, remedy, facts } = tooComplex('bodyBytes', limits);
  const error: ClientError = { message, extensions: { code, requestId, remedy, facts } };
  response.writeHead(413, {
    'content-type': 'application/json; charset=utf-8',
    connection: 'close',
    [REQUEST_ID_HEADER]: requestId,
  });
  response.end(JSON.stringify({ errors: [error] }));
}
