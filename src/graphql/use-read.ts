/** QUERY, COMMAND: authenticates a request and pins it to one position, in one statement, before anything is read. */
import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { AsOf } from '../access/pin.ts';
import type { Read } from '../access/read.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import { readAsOf } from './as-of.ts';
import { tokenHashOf } from './bearer-token.ts';
import { refusalError } from './client-error.ts';
import type { Context, Services } from './context.ts';
import { type Limits, longestList, tooComplex } from './limits.ts';
import { type Operation, operationOf } from './operation.ts';
import { countObjects } from './page-cost.ts';
import { addressOf, type RateLimit } from './rate-limit.ts';
import type { RequestState } from './request.ts';
import type { Transport } from './transport.ts';

/**
 * Finds whose token it is and pins the position asked about. Throws a Refusal: UNAUTHENTICATED, AS_OF_OUT_OF_RANGE.
 */
export type OpenRead = (services: Services, tokenHash: string, asOf: AsOf) => Promise<Read>;

export interface ReadOptions {
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly transport: Transport;
  readonly rates: RateLimit;
}

const TURNED_AWAY: readonly RefusalCode[] = ['UNAUTHENTICATED', 'RATE_LIMITED'];

type Request = RequestState & Partial<Context>;

/**
 * The order of checks is that of rule U5: a request without a valid token learns nothing, not even what is wrong
 * with its query. The position is pinned while authenticating, so a query is read for `@asOf` first, in memory.
 */
export function useRead({ services, openRead, transport, rates }: ReadOptions): Plugin<Request, Request> {
  const publicSchema = transport.introspection === 'public';

  const countStranger = ({ req }: Request) => rates.stranger(addressOf(req, transport.trustedProxies));

  const pin = async (request: Request, { asOf, objects }: Asked) => {
    if (request.tokenHash === undefined) throw unauthenticated();
    try {
      const read = await openRead(services, request.tokenHash, asOf);
      rates.caller(read.viewer.userId, objects);
      Object.assign(request, { read, viewer: read.viewer, services });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Whoever is turned away is not looked at again for this request.
      if (TURNED_AWAY.includes(error.code)) request.tokenHash = undefined;
      if (error.code === 'UNAUTHENTICATED') countStranger(request);
      throw error;
    }
  };

  return {
    onParams({ request, context, setResult }) {
      context.tokenHash = tokenHashOf(request.headers.get('authorization'));
      if (context.tokenHash !== undefined) return;
      try {
        countStranger(context);
        if (!publicSchema) throw unauthenticated();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setResult(failure(error));
      }
    },

    async onExecute({ args, context, setResultAndStopExecution }) {
      const operation = operationOf(args.document, args.operationName);
      // Which operation is meant stays open: executing says so.
      if (!operation) return;
      if (operation.introspects && context.tokenHash === undefined && publicSchema) return;
      try {
        await pin(context, readRequest(args, operation, transport.limits));
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
        await pin(context, { asOf: undefined, objects: 0 });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setResult(failure(error));
      }
    },
  };
}

interface Asked {
  readonly asOf: AsOf;
  /** How many objects the answer could hold. */
  readonly objects: number;
}

/** What the operation asks about; throws a Refusal when it asks wrongly, or for too much. */
function readRequest(args: ExecutionArgs, operation: Operation, limits: Limits): Asked {
  const variables = args.variableValues ?? {};
  const list = longestList(variables);
  if (list > limits.list) throw tooComplex('list', limits, list);
  const objects = countObjects(args.schema, operation, variables);
  if (objects > limits.objects) throw tooComplex('objects', limits, objects);
  const asOf = operation.asksAsOf ? readAsOf(args.schema, operation.node, variables) : undefined;
  return { asOf, objects };
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
