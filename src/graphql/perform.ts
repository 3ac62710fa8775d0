/** QUERY, COMMAND: carries out an operation of a valid document: who asks is found out, one position pinned, then it is executed. */
import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { AsOf, Opening, Proof } from '../access/pin.ts';
import type { Read } from '../access/read.ts';
import { RecentPins } from '../access/recent-pins.ts';
import { forbidden, Refusal, type RefusalCode } from '../kernel/refusal.ts';
import { readAsOf } from './as-of.ts';
import { refusalError } from './client-error.ts';
import type { Context, Services } from './context.ts';
import type { Credential } from './credential.ts';
import { createExecutors, type Execute } from './executors.ts';
import { type Limits, longestList, tooComplex } from './limits.ts';
import { type Operation, operationOf } from './operation.ts';
import { countObjects } from './page-cost.ts';
import { addressOf, type RateLimit } from './rate-limit.ts';
import type { RequestState } from './request.ts';
import type { Transport } from './transport.ts';

/** Finds who asks and pins the position asked about; `recent` is what the requests of the server found last. */
export type OpenRead = (services: Services, proof: Proof, asOf: AsOf, recent?: RecentPins) => Opening;

export interface PerformerParts {
  readonly services: Services;
  readonly openRead: OpenRead;
  readonly transport: Transport;
  readonly rates: RateLimit;
}

/** A request, as far as it has come. */
export type Performed = RequestState & Partial<Context>;

const TURNED_AWAY: readonly RefusalCode[] = ['UNAUTHENTICATED', 'OVERLOADED', 'RATE_LIMITED'];

/**
 * The order of checks is that of rule U5: a request without a valid token learns nothing, not even what is wrong
 * with its query. The position is pinned while authenticating, so a query is read for `@asOf` first, in memory.
 */
export class Performer {
  readonly #parts: PerformerParts;
  readonly #recent = new RecentPins();
  readonly #executorOf = createExecutors();
  /** Whether anybody may ask for the schema. */
  readonly #publicSchema: boolean;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
    this.#publicSchema = parts.transport.introspection === 'public';
  }

  async perform(args: ExecutionArgs): Promise<ExecutionResult> {
    const request = args.contextValue as Performed;
    const operation = operationOf(args.document, args.operationName);
    // Which operation is meant stays open: executing says so.
    if (!operation) return execute(args);
    const executor = this.#executorOf(args.schema, operation);
    if (operation.introspects && request.credential === undefined && this.#publicSchema)
      return executor(args);
    const reads = operation.node.operation === 'query';
    let early: Promise<ExecutionResult> | undefined;
    try {
      const { asOf, objects } = readRequest(args, operation, this.#parts.transport.limits);
      const { assumed, read } = await this.#open(request, asOf);
      if (assumed && reads) {
        early = executeEarly(executor, {
          ...args,
          contextValue: { ...request, ...this.#contextOf(assumed) },
        });
      }
      const admitted = await this.#admit(request, read, objects);
      this.#requireRegistered(admitted.viewer, operation);
      if (admitted !== assumed) early = undefined;
    } catch (error) {
      return this.#refuse(request, error);
    }
    const result = early ?? executor(args);
    return reads ? result : this.#forgetAfter(result);
  }

  /** What was found before a mutation will not be found again. */
  async #forgetAfter(changing: ExecutionResult | Promise<ExecutionResult>): Promise<ExecutionResult> {
    const result = await changing;
    this.#recent.forget();
    return result;
  }

  /** Tells what went wrong before the credential was looked at to those alone whose credential is valid. */
  async tell(request: Performed, result: ExecutionResult): Promise<ExecutionResult> {
    if (request.read || request.credential === undefined || !result.errors) return result;
    try {
      const { read } = await this.#open(request, undefined);
      this.#requireRegistered((await this.#admit(request, read, 0)).viewer, undefined);
      return result;
    } catch (error) {
      return this.#refuse(request, error);
    }
  }

  /** Lets a request go on that carries no credential, where the schema is public; else answers why not. */
  receiveStranger(request: Performed): ExecutionResult | undefined {
    try {
      this.#countStranger(request);
      if (!this.#publicSchema) throw unauthenticated();
      return undefined;
    } catch (error) {
      return this.#refuse(request, error);
    }
  }

  async #open({ credential }: Performed, asOf: AsOf): Promise<Opening> {
    const { services, openRead } = this.#parts;
    if (credential === undefined) throw unauthenticated();
    return openRead(services, await proofOf(services, credential), asOf, this.#recent);
  }

  /** Waits until it is known who asks, counts the request, and gives it what resolvers need. */
  async #admit(request: Performed, opened: Promise<Read>, objects: number): Promise<Read> {
    const read = await opened;
    this.#parts.rates.caller(read.viewer.userId, objects);
    Object.assign(request, this.#contextOf(read));
    return read;
  }

  #contextOf(read: Read): Omit<Context, 'requestId'> {
    return { read, viewer: read.viewer, services: this.#parts.services };
  }

  /** Whoever is turned away is not looked at again for this request. Throws what is no refusal. */
  #refuse(request: Performed, error: unknown): ExecutionResult {
    if (!(error instanceof Refusal)) throw error;
    const { credential } = request;
    if (TURNED_AWAY.includes(error.code)) request.credential = undefined;
    if (error.code !== 'UNAUTHENTICATED' || credential === undefined) return failure(error);
    try {
      this.#countStranger(request);
      return failure(error);
    } catch (limited) {
      return this.#refuse(request, limited);
    }
  }

  #countStranger({ req }: Performed): void {
    const { rates, transport } = this.#parts;
    rates.stranger(addressOf(req, transport.trustedProxies));
  }

  /** Refuses all but a few fields to whoever is not registered. `operation` is undefined where it cannot be told. */
  #requireRegistered(viewer: Read['viewer'], operation: Operation | undefined): void {
    if (viewer.registered) return;
    const open = (field: string) => WITHOUT_USER.has(field) || (this.#publicSchema && field.startsWith('__'));
    // What is wrong with a document tells of the schema, and of nothing else.
    if (operation ? [...operation.rootFields].every(open) : this.#publicSchema) return;
    throw forbidden(
      'Your identity is not registered yet: it may only ask `viewer` and run `register`.',
      'Run `register` first.',
    );
  }
}

/** What an identity without a user may ask for and do (rule U4), at the root of an operation. */
const WITHOUT_USER: ReadonlySet<string> = new Set(['viewer', 'register', '__typename']);

/** Executes a query of which it is not known yet whether its answer will be told. */
function executeEarly(executor: Execute, args: ExecutionArgs): Promise<ExecutionResult> {
  const early = Promise.resolve(executor(args));
  // How it fails is told to whoever waits for it; often nobody does.
  early.catch(() => {});
  return early;
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

/** The refusal of a request that carries nothing that could be a credential. */
export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'The request carries neither an API token nor a JWT.', {
    remedy: 'Send it in a header, as in `Authorization: Bearer tnr_...`.',
  });
}

function failure(refusal: Refusal): ExecutionResult {
  return { errors: [refusalError(refusal)] };
}
