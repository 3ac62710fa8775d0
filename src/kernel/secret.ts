/** Secrets of tokens: shown once, kept as a hash. */
import { createHash } from 'node:crypto';

/** The SHA-256 (hex) of a secret: what is kept of it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
