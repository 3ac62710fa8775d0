// What only a real process shows: how it starts, what it says, how it ends.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCK_AND_READ_HEAD } from '../../src/log/head.ts';
import { postgresCopy } from '../support/databases.ts';
import { freePort } from '../support/postgres-server.ts';
import { runServer, type ServerProcess, startServer } from '../support/server-process.ts';

const CREATE = `mutation ($email: String!) {
  createUser(input: { email: $email, name: "Somebody" }) { ... on CreateUserPayload { position } ... on Refusal { code } }
}`;

let dataFolder: string;
const cleanUps: (() => unknown)[] = [];
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'tenure-process-'));
  cleanUps.push(() => rmSync(dataFolder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(databaseUrl?: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ dataFolder, databaseUrl, env });
  cleanUps.push(() => server.end('SIGKILL'));
  return server;
}

async function postgresUrl(): Promise<string> {
  const copy = await postgresCopy();
  cleanUps.push(() => copy.drop());
  return copy.url;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a start', () => {
  it('on nothing makes the database, and says where it is, where the token lies, and what to ask first', async () => {
    const server = await start();
    expect(
      server
        .stdout()
        .replaceAll(dataFolder, 'DATA')
        .replaceAll(/:\d+\//g, ':PORT/'),
    ).toMatchInlineSnapshot(`
      "Tenure is ready at http://127.0.0.1:PORT/graphql (open it in a browser to try queries)
      The operator's token lies in DATA/operator-token

      A first query:
        curl -s http://127.0.0.1:PORT/graphql -H "authorization: Bearer $(cat DATA/operator-token)" -H 'content-type: application/json' \\
          -d '{"query":"{ viewer { user { name } } log { position phase } }"}'

      "
    `);
    expect(server.stdout()).not.toContain(server.token);
    expect(server.stderr()).not.toContain(server.token);
    expect(statSync(join(dataFolder, 'operator-token')).mode & 0o777).toBe(0o600);
    expect(await server.ask('{ log { position phase } }')).toMatchObject({
      data: { log: { position: '4', phase: 'GENESIS' } },
    });

    const second = await runServer({ dataFolder });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr.trim()).toBe(
      `The folder ${dataFolder} is in use by process ${server.pid}. Stop that process, or give this one another folder (TENURE_DATA).`,
    );
    expect(await server.ask('{ log { position } }')).toMatchObject({ data: { log: { position: '4' } } });

    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
    const again = await start();
    expect(again.token).toBe(server.token);
    expect(await again.ask('{ log { position } }')).toMatchObject({ data: { log: { position: '4' } } });
  });

  it('with bad settings ends with one message that names them all', async () => {
    const ended = await runServer({
      dataFolder,
      env: { PORT: 'http', LOG_LEVEL: 'loud' },
      args: ['--demmo'],
    });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatchInlineSnapshot(`
      "Tenure cannot start with these settings:
        PORT: give a whole number from 0 to 65535
        LOG_LEVEL: give one of fatal, error, warn, info, debug, trace, silent
        --demmo: there is no such argument; there is only --demo
      "
    `);
  });

  it('without its database says so', async () => {
    const port = await freePort();
    const ended = await runServer({
      dataFolder,
      databaseUrl: `postgresql://nobody@127.0.0.1:${port}/nowhere`,
    });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toBe(
      'Tenure cannot start: Nothing answers at the address of the database. Start it, or mend DATABASE_URL.\n',
    );
  });

  it('on a port that is taken says so', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    cleanUps.push(() => taken.close());
    const { port } = taken.address() as { port: number };
    const ended = await runServer({
      dataFolder,
      databaseUrl: await postgresUrl(),
      env: { PORT: String(port) },
    });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('The port is in use');
  });

  it('without a token that works here says what to do', async () => {
    const url = await postgresUrl();
    await (await start(url)).end('SIGTERM');
    const missing = await start(url, { TENURE_TOKEN_FILE: join(dataFolder, 'nowhere') });
    expect(missing.stdout()).toContain('There is no token in');
    await missing.end('SIGTERM');
    writeFileSync(join(dataFolder, 'stale'), `tnr_${'y'.repeat(43)}`);
    const stale = await start(url, { TENURE_TOKEN_FILE: join(dataFolder, 'stale') });
    expect(stale.stdout()).toContain('does not work here');
    expect(stale.stdout()).toContain('issueApiToken');
  });
});

describe('a signal', () => {
  /** A server with a command in flight that waits for the log's lock, which the test holds. */
  async function withCommandInFlight() {
    const url = await postgresUrl();
    const server = await start(url);
    const other = new pg.Client(url);
    await other.connect();
    cleanUps.push(() => other.end());
    await other.query('begin');
    for (const { statement } of LOCK_AND_READ_HEAD) await other.query(statement.text);
    const answer = server.ask(CREATE, { email: 'in@flight.example' });
    answer.catch(() => {});
    await pause(300);
    return { server, answer, release: () => other.query('rollback') };
  }

  it('finishes what is in flight, takes nothing new, and ends', async () => {
    const { server, answer, release } = await withCommandInFlight();
    const ended = server.end('SIGTERM');
    await pause(300);
    await expect(server.ask('{ log { position } }')).rejects.toThrow('fetch failed');
    await release();
    expect(await answer).toMatchObject({ data: { createUser: { position: '5' } } });
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });

  it('goes on when something fails that nobody waited for', async () => {
    const stray = `process.on('SIGUSR2', () => void Promise.reject(new Error('a stray rejection')))`;
    const server = await start(await postgresUrl(), {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}`,
    });
    process.kill(server.pid, 'SIGUSR2');
    await vi.waitFor(() => expect(server.stderr()).toContain('a stray rejection'));
    expect((await server.ask('{ viewer { id } }')).errors).toBeUndefined();
  });

  it('a second time ends at once', async () => {
    const { server, answer } = await withCommandInFlight();
    void server.end('SIGINT');
    await pause(100);
    const asked = performance.now();
    expect(await server.end('SIGINT')).toMatchObject({ code: 130 });
    expect(performance.now() - asked).toBeLessThan(1_000);
    await expect(answer).rejects.toThrow();
  });
});
