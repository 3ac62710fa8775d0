/** QUERY, COMMAND: the credential of a request: an API token, of which only the hash is ever kept, or a JWT. */
import { randomBytes } from 'node:crypto';
import { hashSecret } from '../kernel/secret.ts';

const HEADER = /^[Bb]earer +(tnr_[A-Za-z0-9_-]{43}) *$/;

/** A JSON Web Token by its form (RFC 7519); one without a signature is one, too, and is refused for it later. */
const JWT = /^[Bb]earer +([\w-]+\.[\w-]+\.[\w-]*) *$/;

/** What a request carries, as far as its form tells: nothing of it is checked yet. */
export type Credential = { readonly tokenHash: string } | { readonly jwt: string };

/** The credential in an Authorization header; undefined when there is none of the right form. */
export function credentialOf(authorization: string | null | undefined): Credential | undefined {
  const tokenHash = tokenHashOf(authorization);
  if (tokenHash !== undefined) return { tokenHash };
  const jwt = authorization == null ? undefined : JWT.exec(authorization)?.[1];
  return jwt === undefined ? undefined : { jwt };
}

/** The SHA-256 (hex) of the token in an Authorization header; undefined when there is none of the right form. */
export function tokenHashOf(authorization: string | null | undefined): string | undefined {
  const token = authorization == null ? undefined : HEADER.exec(authorization)?.[1];
  return token === undefined ? undefined : hashSecret(token);
}

/** A new token, `tnr_` and 32 random bytes (base64url), and the SHA-256 (hex) that stands for it from then on. */
export function makeToken(): { readonly secret: string; readonly tokenHash: string } {
  const secret = `tnr_${randomBytes(32).toString('base64url')}`;
  return { secret, tokenHash: hashSecret(secret) };
}
