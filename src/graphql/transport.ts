/** QUERY, COMMAND: the settings of the transport: who may ask how, from where, how much and how often. */
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

/** Who may ask for the schema: anybody, whoever carries a credential, or nobody. */
export const INTROSPECTION = ['public', 'callers', 'off'] as const;

/** Requests a minute; 0 = as many as they like. */
export interface Rates {
  /** Of each user, whichever credential they use. */
  readonly caller: number;
  /** Of each network address, without a valid credential. */
  readonly address: number;
}

export interface Transport {
  readonly introspection: (typeof INTROSPECTION)[number];
  /** Whether to serve the page to try queries on. It asks for the schema, and with a credential for anything. */
  readonly graphiql: boolean;
  readonly limits: Limits;
  readonly rates: Rates;
  /** How many proxies in front of the server add the address of who connects to `x-forwarded-for`. */
  readonly trustedProxies: number;
  /** The origins whose pages may read answers, beside the server's own; `*` = all. */
  readonly corsOrigins: readonly string[];
  /** A header that every request must carry, in lower case: a page of another origin cannot send it unasked. */
  readonly requiredHeader: string | undefined;
  /** The folder or file of the operations that are accepted, and no others; undefined = any operation. */
  readonly operations: string | undefined;
}

export const DEFAULT_TRANSPORT: Transport = {
  introspection: 'public',
  graphiql: true,
  limits: DEFAULT_LIMITS,
  // What is much for one caller, the server cannot know: it may be one person, or a backend for thousands.
  rates: { caller: 0, address: 600 },
  trustedProxies: 0,
  corsOrigins: [],
  requiredHeader: undefined,
  operations: undefined,
};
