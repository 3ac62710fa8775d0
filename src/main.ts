/** The process: settings, database, server; and signals that end it in order. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { pino } from 'pino';
import { closeHttp } from './close-http.ts';
import { type Config, readConfig } from './config.ts';
import type { Engine } from './database/engine.ts';
import { loadDemo } from './demo/load-demo.ts';
import { longestServingOperator, tokenFileState } from './genesis/operator.ts';
import { readTokenFile } from './genesis/token-file.ts';
import { greeting } from './greeting.ts';
import { openEngine } from './open-engine.ts';
import { whyNotStarted } from './start-error.ts';
import { createTenure, type Tenure } from './tenure.ts';

// Left to itself the heap grows, under load, far beyond what is in use before what is not is given back: twice that is as
// fast here, and the process is a third smaller (bench/notes.md).
setFlagsFromString('--heap-growing-percent=100');

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

async function start(): Promise<void> {
  const config = readConfig();
  // The log goes to stderr: stdout is for people.
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An unexpected error ends the process');
    process.exit(1);
  });
  // What GraphQL drops when a neighbouring field has failed may fail, too; no request may end the process.
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'Something failed that nobody waited for');
  });
  const stopped = signalled();
  const engine = await openEngine(config);
  const tenure = await createTenure({ engine, log, config });
  if (config.demo) await demonstrate(tenure);
  tenure.server.http.listen({ host: config.host, port: config.port });
  await once(tenure.server.http, 'listening');
  await greet(config, tenure);

  log.info({ signal: await stopped }, 'Stopping');
  await stop(tenure, engine);
  log.info('Stopped');
}

/** Resolves with the first signal; the second one ends the process at once. */
function signalled(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, number] of Object.entries(SIGNALS)) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        asked = true;
        resolve(signal);
      });
    }
  });
}

async function demonstrate({ services }: Tenure): Promise<void> {
  const loaded = await loadDemo(services.imports, await longestServingOperator(services.database));
  if (!loaded)
    process.stdout.write('The log holds something else: the demonstration set was not imported.\n');
}

async function greet(config: Config, { server, services, isNew }: Tenure): Promise<void> {
  const { port } = server.http.address() as AddressInfo;
  const tokenState = await tokenFileState(services.database, config.tokenFile);
  const mayShow = isNew && process.stdout.isTTY && tokenState === 'works';
  const token = mayShow ? readTokenFile(config.tokenFile) : undefined;
  process.stdout.write(`${greeting({ config, port, tokenState, token })}\n`);
}

async function stop(tenure: Tenure, engine: Engine): Promise<void> {
  await closeHttp(tenure.server);
  await tenure.close();
  await engine.close();
}

start().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${whyNotStarted(error)}\n`);
    process.exit(1);
  },
);
