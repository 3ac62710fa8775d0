/** Tenure as people run it: `node dist/main.js` in a process of its own, asked over HTTP. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OPERATOR_TOKEN } from './lane.ts';
import { freePort } from './postgres.ts';
import { ROOT } from './product.ts';

export interface ServerOptions {
  /** Of PostgreSQL; without it, the embedded database in `folder`. */
  readonly databaseUrl?: string;
  /** Its data folder; by default a new one that goes when it stops. */
  readonly folder?: string;
  /** Where to write a CPU profile. */
  readonly profiles?: string | undefined;
}

export interface Server {
  readonly pid: number;
  /** Its address, without a path. */
  readonly origin: string;
  /** From the start of the process until it said that it is ready, in ms. */
  readonly startedIn: number;
  /** The token of an operator: the bench's own where the database was seeded, else the one that genesis made. */
  readonly operatorToken: string;
  graphql<Data>(query: string, variables?: Record<string, unknown>, token?: string): Promise<Data>;
  stop(): Promise<void>;
}

const LATEST = 60_000;

export async function startServer({ databaseUrl, folder, profiles }: ServerOptions): Promise<Server> {
  const ownFolder = folder ?? mkdtempSync(join(tmpdir(), 'tenure-bench-'));
  const port = await freePort();
  const flags = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, fileURLToPath(new URL('dist/main.js', ROOT))], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      TENURE_DATA: ownFolder,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${said}`);
    if (performance.now() - began > LATEST) throw new Error(`the server was not ready in time:\n${said}`);
    await pause(5);
  }
  const startedIn = performance.now() - began;
  const operatorToken = tokenIn(ownFolder) ?? OPERATOR_TOKEN;
  return {
    pid: child.pid ?? 0,
    origin,
    startedIn,
    operatorToken,
    graphql: (query, variables, token = operatorToken) => ask(`${origin}/graphql`, query, variables, token),
    async stop() {
      // Load ends in the middle of requests; the server finishes them for nobody before it is told to stop.
      await pause(300);
      child.kill('SIGTERM');
      await gone;
      if (folder === undefined) rmSync(ownFolder, { recursive: true, force: true });
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/ready`)).ok;
  } catch {
    // Nothing listens there yet.
    return false;
  }
}

function tokenIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'operator-token'), 'utf8').trim();
  } catch {
    // The database was not new, so the server made no operator.
    return undefined;
  }
}

async function ask<Data>(
  url: string,
  query: string,
  variables: Record<string, unknown> | undefined,
  token: string,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data;
}
