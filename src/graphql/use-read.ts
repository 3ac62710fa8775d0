/** QUERY, COMMAND: authenticates a request and pins it to one position, in one statement, before anything is read. */
import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { AsOf } from '../access/pin.ts';
import type { Read } from '../access/read.ts';
import { Refusal } from '../kernel/refusal.ts';
import { readAsOf } from './as-of.ts';
import { tokenHashOf } from './bearer-token.ts';
import { refusalError } from './client-error.ts';
import type { Context, Services } from './context.ts';
import { type Limits, tooComplex } from './limits.ts';
import { type Operation, operationOf } from './operation.ts';
import { countObjects } from './page-cost.ts';
import type { RequestState } from './request.ts';

/**
 * Finds whose token it is and pins the position asked about. Throws a Refusal: UNAUTHENTICATED, AS_OF_OUT_OF_RANGE.
 */
export type OpenRead = (services: Services, tokenHash: string, asOf: AsOf) => Promise<Read>;

export interface ReadOptions {
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly limits: Limits;
  /** Whether the schema, and nothing else, may be asked for without a token. */
  readonly publicSchema: boolean;
}

type Request = RequestState & Partial<Context>;

/**
 * The order of checks is that of rule U5: a request without a valid token learns nothing, not even what is wrong
 * with its query. The position is pinned while authenticating, so a query is read for `@asOf` first, in memory.
 */
export function useRead({ services, openRead, limits, publicSchema }: ReadOptions): Plugin<Request, Request> {
  const pin = async (request: Request, asOf: AsOf) => {
    if (request.tokenHash === undefined) throw unauthenticated();
    const read = await openRead(services, request.tokenHash, asOf);
    Object.assign(request, { read, viewer: read.viewer, services });
  };

  return {
    onParams({ request, context, setResult }) {
      context.tokenHash = tokenHashOf(request.headers.get('authorization'));
      if (context.tokenHash === undefined && !publicSchema) setResult(failure(unauthenticated()));
    },

    async onExecute({ args, context, setResultAndStopExecution }) {
      const operation = operationOf(args.document, args.operationName);
      // Which operation is meant stays open: executing says so.
      if (!operation) return;
      if (operation.introspects && context.tokenHash === undefined && publicSchema) return;
      try {
        await pin(context, readRequest(args, operation, limits));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setResultAndStopExecution(failure(error));
      }
    },

    // What went wrong before the token was looked at is told to those whose token is valid.
    async onExecutionResult({ context, result, setResult }) {
      if (context.read || context.tokenHash === undefined) return;
      if (!result || !('errors' in result) || !result.errors) return;
      try {
        await pin(context, undefined);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setResult(failure(error));
      }
    },
  };
}

/** What the operation asks about; throws a Refusal when it asks wrongly, or for too much. */
function readRequest(args: ExecutionArgs, operation: Operation, limits: Limits): AsOf {
  const variables = args.variableValues ?? {};
  const objects = countObjects(args.schema, operation, variables);
  if (objects > limits.objects) throw tooComplex('objects', limits, objects);
  return operation.asksAsOf ? readAsOf(args.schema, operation.node, variables) : undefined;
}

/** The refusal of a request that carries nothing that could be a token. */
export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'The request carries no API token.', {
    remedy: 'Send it in a header: `Authorization: Bearer tnr_...`.',
  });
}

function failure(refusal: Refusal) {
  return { errors: [refusalError(refusal)] };
}
