/** QUERY, COMMAND: what a request carries from its arrival to its answer, for all plugins. */
import type { Read } from '../access/read.ts';
import type { Services } from './context.ts';

/** Yoga's own context of a request, with what our plugins add to it, in this order. */
export interface RequestState {
  /** From the first moment on. */
  requestId: string;
  /** The SHA-256 (hex) of the API token, when there is one. */
  tokenHash?: string;
  /** From when the token was found valid: becomes the context of the resolvers. */
  read?: Read;
  services?: Services;
}
