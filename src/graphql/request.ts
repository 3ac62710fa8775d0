/** QUERY, COMMAND: what a request carries from its arrival to its answer, for all plugins. */
import type { IncomingMessage } from 'node:http';
import type { Read } from '../access/read.ts';
import type { Services } from './context.ts';
import type { Credential } from './credential.ts';

/** Yoga's own context of a request, with what our plugins add to it, in this order. */
export interface RequestState {
  /** From the first moment on. */
  requestId: string;
  /** The request as Node has it, where it came over a port. */
  readonly req?: IncomingMessage;
  /** When there is one of the right form. */
  credential?: Credential | undefined;
  /** From when the credential was found valid: becomes the context of the resolvers. */
  read?: Read;
  services?: Services;
}
