/** QUERY, COMMAND: the one place that decides what a client learns of an error that is no answer of a command. */
import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { REFUSAL_CODES, Refusal, type RefusalCode } from '../kernel/refusal.ts';

/** An error as the client gets it. A plain object: nothing of the error behind it can slip through. */
export interface ClientError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  readonly path?: GraphQLError['path'];
  readonly extensions: {
    readonly code: RefusalCode;
    readonly requestId: string;
    readonly field?: string;
    readonly remedy?: string;
    readonly facts?: Refusal['facts'];
  };
}

/** The status of a request that got no data at all, by the code of its error. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  OVERLOADED: 503,
};

/** The HTTP status of that code; what the request itself did wrong is 400. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code] ?? 400;
}

/** Wraps a refusal for places that can throw or answer only errors. */
export function refusalError(refusal: Refusal): GraphQLError {
  return new GraphQLError(refusal.message, { extensions: { refusal } });
}

/**
 * What the client learns of an error. A refusal is told in full. A fault of the request that GraphQL found itself
 * (syntax, an unknown field, a variable of the wrong type), or Pothos (the arguments of its pages), is VALIDATION. Everything else is INTERNAL: its message
 * stays here, and goes to `report` instead.
 */
export function toClientError(
  error: unknown,
  requestId: string,
  report: (cause: unknown) => void,
): ClientError {
  const { locations, path } = error instanceof GraphQLError ? error : {};
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const refusal = refusalIn(error);
  if (refusal) {
    const { code, message, field, remedy, facts } = refusal;
    return { message, ...place, extensions: { code, requestId, field, remedy, facts } };
  }
  if (isFaultOfRequest(error) || causeOf(error) instanceof PothosValidationError) {
    return {
      message: shortened((error as Error).message),
      ...place,
      extensions: { code: 'VALIDATION', requestId },
    };
  }
  report(causeOf(error));
  return { message: REFUSAL_CODES.INTERNAL, ...place, extensions: { code: 'INTERNAL', requestId } };
}

/** GraphQL repeats in its messages what it was sent, megabytes too. */
function shortened(message: string): string {
  return message.length <= 1_000 ? message : `${message.slice(0, 1_000)}...`;
}

/** The refusal that an error carries: graphql-js and graphql-jit wrap what is thrown, each in its own way. */
function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return undefined;
  if (error instanceof GraphQLError && error.extensions?.refusal instanceof Refusal)
    return error.extensions.refusal;
  if ('thrownValue' in error) return refusalIn(error.thrownValue);
  return 'originalError' in error ? refusalIn(error.originalError) : undefined;
}

/** Whether GraphQL itself found the fault in the request, and no code of ours had any part in it. */
function isFaultOfRequest(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  if (!(causeOf(error) instanceof GraphQLError)) return false;
  // An error at a field is a fault of the server, unless it is about the field's arguments.
  return error.path === undefined || error.message.startsWith('Argument "');
}

/** The innermost error. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError != null ? causeOf(error.originalError) : error;
}
