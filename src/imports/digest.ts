/** COMMAND: digests that tell whether a file that is sent again is the same file as far as it was applied. */
import { createHash } from 'node:crypto';

/** The digest of a file of which no line is applied: SHA-256 of nothing, in hex. */
export const NO_LINES = createHash('sha256').digest('hex');

/** The digest after one more line: SHA-256 of the 32 bytes before it and the line's bytes without its line ending. */
export function chainDigest(before: string, line: Uint8Array): string {
  return createHash('sha256').update(before, 'hex').update(line).digest('hex');
}

/** SHA-256 (hex) of one line's bytes without its line ending. */
export function lineDigest(line: Uint8Array): string {
  return createHash('sha256').update(line).digest('hex');
}
