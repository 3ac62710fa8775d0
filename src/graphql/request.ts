/** QUERY, COMMAND: what a request carries from its arrival to its answer, for all plugins. */
import type { IncomingMessage } from 'node:http';
import type { Read } from '../access/read.ts';
import type { Services } from './context.ts';

/** Yoga's own context of a request, with what our plugins add to it, in this order. */
export interface RequestState {
  /** From the first moment on. */
  requestId: string;
  /** The request as Node has it, where it came over a port. */
  readonly req?: IncomingMessage;
  /** The SHA-256 (hex) of the API token, when there is one. */
  tokenHash?: string | undefined;
  /** From when the token was found valid: becomes the context of the resolvers. */
  read?: Read;
  services?: Services;
}
