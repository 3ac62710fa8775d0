// The real server, as it ships, as a process of its own on a port: for what only processes show (signals, crashes).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Answer } from './tenure.ts';

/** Compiled at the beginning of the run (global-setup.ts). */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface ServerOptions {
  /** Where the token lies, and the embedded database when no other is named. */
  readonly dataFolder: string;
  readonly databaseUrl?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface ServerProcess {
  readonly pid: number;
  /** Of the GraphQL endpoint. */
  readonly url: string;
  readonly token: string;
  stdout(): string;
  stderr(): string;
  /** Sends one operation as the operator, or as whoever holds a token. Rejects when the connection breaks. */
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
  ): Promise<Answer<Data>>;
  /** Sends a signal; resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Exit>;
  readonly exited: Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Puts an embedded database into a data folder, migrated and without any event: the first start need not make one. */
export function putDatabase(dataFolder: string): Promise<void> {
  return cp(inject('pgliteFolder'), join(dataFolder, 'database'), { recursive: true });
}

/** Starts the server and waits until it is ready. Rejects with what it said when it ends before. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { child, said, exited } = spawnServer(options);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const ready = /ready at (\S+)/.exec(said.stdout);
      if (ready?.[1]) resolve(ready[1]);
    });
    void exited.then((exit) =>
      reject(new Error(`The server ended (${exit.code}): ${exit.stdout}${exit.stderr}`)),
    );
  });
  const token = readFileSync(join(options.dataFolder, 'operator-token'), 'utf8').trim();
  return {
    pid: child.pid ?? 0,
    url,
    token,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ask: async <Data>(query: string, variables = {}, as = token) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer<Data>;
    },
    end: async (signal) => {
      child.kill(signal);
      return exited;
    },
    exited,
  };
}

/** Starts the server where it is expected to end by itself; answers how it did. */
export async function runServer(options: ServerOptions): Promise<Exit> {
  return spawnServer(options).exited;
}

function spawnServer({ dataFolder, databaseUrl, env = {}, args = [] }: ServerOptions) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      TENURE_DATA: dataFolder,
      PORT: '0',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...env,
    },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }) as Exit);
  return { child, said, exited };
}
