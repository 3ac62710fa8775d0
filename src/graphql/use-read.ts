/** QUERY, COMMAND: authenticates a request and pins it to one position, in one statement, before anything is read. */
import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { AsOf, Proof } from '../access/pin.ts';
import type { Read } from '../access/read.ts';
import { forbidden, Refusal, type RefusalCode } from '../kernel/refusal.ts';
import { readAsOf } from './as-of.ts';
import { refusalError } from './client-error.ts';
import type { Context, Services } from './context.ts';
import { type Credential, credentialOf } from './credential.ts';
import { type Limits, longestList, tooComplex } from './limits.ts';
import { type Operation, operationOf } from './operation.ts';
import { countObjects } from './page-cost.ts';
import { addressOf, type RateLimit } from './rate-limit.ts';
import type { RequestState } from './request.ts';
import type { Transport } from './transport.ts';

/** Finds who asks and pins the position asked about. Throws a Refusal: UNAUTHENTICATED, AS_OF_OUT_OF_RANGE. */
export type OpenRead = (services: Services, proof: Proof, asOf: AsOf) => Promise<Read>;

export interface ReadOptions {
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly transport: Transport;
  readonly rates: RateLimit;
}

const TURNED_AWAY: readonly RefusalCode[] = ['UNAUTHENTICATED', 'OVERLOADED', 'RATE_LIMITED'];

type Request = RequestState & Partial<Context>;

/**
 * The order of checks is that of rule U5: a request without a valid token learns nothing, not even what is wrong
 * with its query. The position is pinned while authenticating, so a query is read for `@asOf` first, in memory.
 */
export function useRead({ services, openRead, transport, rates }: ReadOptions): Plugin<Request, Request> {
  const publicSchema = transport.introspection === 'public';

  const countStranger = ({ req }: Request) => rates.stranger(addressOf(req, transport.trustedProxies));

  const pin = async (request: Request, { asOf, objects }: Asked) => {
    if (request.credential === undefined) throw unauthenticated();
    try {
      const read = await openRead(services, await proofOf(services, request.credential), asOf);
      rates.caller(read.viewer.userId, objects);
      Object.assign(request, { read, viewer: read.viewer, services });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Whoever is turned away is not looked at again for this request.
      if (TURNED_AWAY.includes(error.code)) request.credential = undefined;
      if (error.code === 'UNAUTHENTICATED') countStranger(request);
      throw error;
    }
  };

  return {
    onParams({ request, context, setResult }) {
      context.credential = credentialOf(request.headers.get('authorization'));
      if (context.credential !== undefined) return;
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
      if (operation.introspects && context.credential === undefined && publicSchema) return;
      try {
        await pin(context, readRequest(args, operation, transport.limits));
        requireRegistered(context.viewer, operation, publicSchema);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setResultAndStopExecution(failure(error));
      }
    },

    // What went wrong before the credential was looked at is told to those whose credential is valid.
    async onExecutionResult({ context, result, setResult }) {
      if (context.read || context.credential === undefined) return;
      if (!result || !('errors' in result) || !result.errors) return;
      try {
        await pin(context, { asOf: undefined, objects: 0 });
        requireRegistered(context.viewer, undefined, publicSchema);
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

/** What a credential proves. Throws a Refusal when it is a JWT that proves nothing. */
export async function proofOf({ identities }: Services, credential: Credential): Promise<Proof> {
  return 'jwt' in credential ? { identity: await identities.prove(credential.jwt) } : credential;
}

/** What an identity without a user may ask for and do (rule U4), at the root of an operation. */
const WITHOUT_USER: ReadonlySet<string> = new Set(['viewer', 'register', '__typename']);

/** Refuses everything else to whoever is not registered. `operation` is undefined where it cannot be told. */
function requireRegistered(
  viewer: Read['viewer'] | undefined,
  operation: Operation | undefined,
  publicSchema: boolean,
): void {
  if (viewer?.registered) return;
  const open = (field: string) => WITHOUT_USER.has(field) || (publicSchema && field.startsWith('__'));
  // What is wrong with a document tells of the schema, and of nothing else.
  if (operation ? [...operation.rootFields].every(open) : publicSchema) return;
  throw forbidden(
    'Your identity is not registered yet: it may only ask `viewer` and run `register`.',
    'Run `register` first.',
  );
}

/** The refusal of a request that carries nothing that could be a credential. */
export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'The request carries neither an API token nor a JWT.', {
    remedy: 'Send it in a header, as in `Authorization: Bearer tnr_...`.',
  });
}

function failure(refusal: Refusal) {
  return { errors: [refusalError(refusal)] };
}
