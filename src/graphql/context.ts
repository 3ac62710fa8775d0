/** QUERY: what every resolver gets: who asks, the position that the request is pinned to, and what to work with. */
import type { Logger } from 'pino';
import type { Read, Source } from '../access/read.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Identities } from '../identities/identities.ts';
import type { Imports } from '../imports/imports.ts';
import type { Operations } from '../operations/operations.ts';
import type { Gateway } from './gateway.ts';

/** What outlives a request. Built once by the composition root. */
export interface Services extends Source {
  /** For the administrative lists (imports, operations); the nested access views read through {@link Context.read}. */
  readonly prisma: PrismaClient;
  /** What proves tokens of identity providers. */
  readonly identities: Identities;
  /** Where mutations go: the one way to the writer lane. */
  readonly gateway: Gateway;
  /** What operators start; whoever calls these has checked that it is one. */
  readonly imports: Imports;
  readonly operations: Operations;
  /** The log of the server: for what is no event, such as refusals. Never personal data, never a secret. */
  readonly log: Logger;
}

export interface Context {
  /** Names the request in its answer and in the log of the server. */
  readonly requestId: string;
  /** Who asks, judged at the head when the request began (rule T7). */
  readonly viewer: Read['viewer'];
  /**
   * Where the request reads, and its loaders. One for a whole query; each mutation field replaces it by one at its
   * own commit position before its answer resolves (rule T6), so take it from the context in every resolver and
   * never keep it.
   */
  readonly read: Read;
  readonly services: Services;
}
