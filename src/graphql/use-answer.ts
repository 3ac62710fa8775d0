/** QUERY, COMMAND: the last look at every answer: masks its errors, says its status, and which moment it answers for. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Read } from '../access/read.ts';
import { type ClientError, statusOf, toClientError } from './client-error.ts';
import type { RequestState } from './request.ts';

/** Every result passes here, whatever made it; so nothing unmasked can leave the server. */
export function useAnswer(log: Logger): Plugin<object, RequestState> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      // Batches are off, and there are no streams: an answer is one result.
      if (Array.isArray(result) || Symbol.asyncIterator in result)
        throw new Error('An answer must be one result');
      setResult(finish(result as ExecutionResult, serverContext, log));
    },
  };
}

/** The answer to a result. Its `extensions.http`, status and headers, is not sent. */
export function finish(
  result: ExecutionResult,
  { requestId, read }: RequestState,
  log: Logger,
): ExecutionResult {
  const extensions = read ? { tenure: momentOf(read) } : {};
  if (!result.errors?.length) return read ? { ...result, extensions } : result;
  const report = (error: unknown) => log.error({ requestId, err: error }, 'A request failed unexpectedly');
  const errors = result.errors.map((error) => toClientError(error, requestId, report));
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    // Plain objects, which are sent as they are; the type asks for errors.
    errors: errors as unknown as GraphQLError[],
    extensions: {
      ...extensions,
      ...(result.data === undefined && {
        http: httpOf(
          result.errors,
          errors.map((error) => error.extensions),
        ),
      }),
    },
  };
}

/** What the answer is about: rule T6. */
function momentOf({ position, time, settled }: Read) {
  return { position: String(position), time, settled };
}

/** The status and headers of a request that got no data. Yoga knows the status of faults of HTTP itself (405). */
function httpOf(errors: readonly GraphQLError[], told: readonly ClientError['extensions'][]) {
  const given = errors.flatMap((error) => httpOfYoga(error) ?? []);
  const status = Math.max(
    ...told.map(({ code }) => statusOf(code)),
    ...given.map((http) => http.status ?? 0),
  );
  const headers: Record<string, string> = Object.assign({}, ...given.map((http) => http.headers));
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  const retryAfter = told.find(({ facts }) => facts?.retryAfter !== undefined)?.facts?.retryAfter;
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  return { status, headers };
}

function httpOfYoga(error: GraphQLError): { status?: number; headers?: Record<string, string> } | undefined {
  return error instanceof GraphQLError
    ? (error.extensions?.http as ReturnType<typeof httpOfYoga>)
    : undefined;
}
