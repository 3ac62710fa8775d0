/** QUERY, COMMAND: the credential of a request: an API token, of which only the hash is ever kept. */
import { createHash, randomBytes } from 'node:crypto';

const HEADER = /^[Bb]earer +(tnr_[A-Za-z0-9_-]{43}) *$/;

/** The SHA-256 (hex) of the token in an Authorization header; undefined when there is none of the right form. */
export function tokenHashOf(authorization: string | null | undefined): string | undefined {
  const token = authorization == null ? undefined : HEADER.exec(authorization)?.[1];
  return token === undefined ? undefined : hashToken(token);
}

/** A new token, `tnr_` and 32 random bytes (base64url), and the SHA-256 (hex) that stands for it from then on. */
export function makeToken(): { readonly secret: string; readonly tokenHash: string } {
  const secret = `tnr_${randomBytes(32).toString('base64url')}`;
  return { secret, tokenHash: hashToken(secret) };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
