/** COMMAND: `POST /import` on the same server: finds out whose token it is, and opens the door of imports to operators. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { answerImport } from '../imports/import-door.ts';
import { Refusal } from '../kernel/refusal.ts';
import { statusOf, toClientError } from './client-error.ts';
import type { Services } from './context.ts';
import { credentialOf } from './credential.ts';
import { demandOperator } from './operators.ts';
import { type OpenRead, proofOf, unauthenticated } from './perform.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './use-request-id.ts';

export interface ImportRouteParts {
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly log: Logger;
}

/** Whether the request is for this route. */
export function isImport({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && (url === '/import' || url?.startsWith('/import?') === true);
}

/** A body of any length is taken, as a stream: it is the one request that no limit bounds. */
export function createImportRoute({ services, openRead, log }: ImportRouteParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = requestIdOf(request.headers[REQUEST_ID_HEADER]?.toString());
    response.setHeader(REQUEST_ID_HEADER, requestId);
    try {
      const credential = credentialOf(request.headers.authorization);
      if (credential === undefined) throw unauthenticated();
      const { viewer } = await openRead(services, await proofOf(services, credential), undefined).read;
      demandOperator(viewer, 'import history');
      await answerImport(services.imports, viewer.userId, request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ requestId, err: error }, 'An import failed unexpectedly');
      if (response.headersSent) response.end();
      else refuse(response, error, requestId);
    }
  };
}

function refuse(response: ServerResponse, cause: unknown, requestId: string): void {
  const error = toClientError(cause, requestId, () => {});
  const status = statusOf(error.extensions.code);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    // The rest of the body is not wanted.
    connection: 'close',
  });
  response.end(JSON.stringify({ errors: [error] }));
}
