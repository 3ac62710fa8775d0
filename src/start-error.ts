/** Start: one message for the person at the console that says why it failed, and what to do. */
import { ConfigError } from './config.ts';
import { FolderInUse } from './database/folder-lock.ts';
import { MigrationError } from './database/migrate.ts';
import { OperationsError } from './graphql/known-operations.ts';

/** What the operating system says when it is not the server's fault. */
const SYSTEM: Readonly<Record<string, (error: NodeJS.ErrnoException) => string>> = {
  EADDRINUSE: () => 'The port is in use. Stop what listens there, or choose another port (PORT).',
  EADDRNOTAVAIL: () => 'This machine has no such address. Choose another one (HOST).',
  EACCES: ({ message }) =>
    `${message}. Choose a folder or a port that this user may use (TENURE_DATA, PORT).`,
  ECONNREFUSED: () => 'Nothing answers at the address of the database. Start it, or mend DATABASE_URL.',
  ENOTFOUND: () => 'The host of the database is not known. Mend DATABASE_URL.',
};

/** PostgreSQL's own refusals of a connection, by SQLSTATE. */
const REFUSED = /^(28...|3D000|53300|57P03)$/;

/** Errors whose message says all that there is to say. */
const OURS = [ConfigError, FolderInUse, MigrationError, OperationsError];

export function whyNotStarted(error: unknown): string {
  if (OURS.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, message, stack } = rootOf(error);
  const said = code === undefined ? undefined : SYSTEM[code];
  if (said) return `Tenure cannot start: ${said(rootOf(error))}`;
  if (code && REFUSED.test(code))
    return `Tenure cannot start: the database refuses: ${message}. Mend DATABASE_URL.`;
  return `Tenure cannot start: ${stack ?? message}`;
}

/** The error that others wrap; of several attempts to connect, the first. */
function rootOf(error: unknown): NodeJS.ErrnoException {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return rootOf(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}
