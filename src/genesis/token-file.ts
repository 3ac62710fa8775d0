/** Start: the file in which the operator's token lies. It is the only place where the token can be read. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { tokenHashOf } from '../graphql/credential.ts';

/** The token in a file; undefined when there is no such file. Throws when the file holds something else. */
export function readTokenFile(file: string): string | undefined {
  const token = contentsOf(file)?.trim();
  if (token !== undefined && hashOf(token) === undefined) {
    throw new Error(
      `${file} does not hold an API token ("tnr_" and 43 characters). Move it away, or mend it.`,
    );
  }
  return token;
}

/** Writes a token to a new file that only its owner may read, durably. Throws when the file exists. */
export function writeTokenFile(file: string, token: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, `${token}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The SHA-256 (hex) by which the database knows a token; undefined when it is none. */
export function hashOf(token: string): string | undefined {
  return tokenHashOf(`Bearer ${token}`);
}

function contentsOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
