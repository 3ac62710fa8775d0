/** The composition root: the only place that puts the parts together. */
import type { Logger } from 'pino';
import { openRead } from './access/pin.ts';
import type { Config } from './config.ts';
import type { Engine } from './database/engine.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/pg-database.ts';
import { prismaClient } from './database/prisma-client.ts';
import type { Database, Statement } from './database/sql.ts';
import { DEMO_IMPORT } from './demo/load-demo.ts';
import { COMMANDS, EVENTS } from './features.ts';
import { expireWhatIsDue } from './following/expirer.ts';
import { repeat } from './following/repeat.ts';
import { Statistics } from './following/statistics.ts';
import { makeGenesis } from './genesis/genesis.ts';
import { expire } from './grants/lifecycle.ts';
import type { Services } from './graphql/context.ts';
import { createGateway } from './graphql/gateway.ts';
import { readOperations } from './graphql/known-operations.ts';
import { buildSchema } from './graphql/schema.ts';
import { type ApiServer, createServer } from './graphql/server.ts';
import { createIdentities } from './identities/identities.ts';
import { Imports } from './imports/imports.ts';
import { type Clock, systemClock } from './kernel/time.ts';
import { contentSecret } from './log/content-secret.ts';
import { Lane } from './log/lane.ts';
import { createCommandRegistry, createEventRegistry } from './log/registry.ts';
import { Operations } from './operations/operations.ts';

export interface TenureOptions {
  /** Stays the caller's: close it after Tenure. */
  readonly engine: Engine;
  readonly log: Logger;
  readonly config: Pick<Config, 'tokenFile' | 'operatorEmail' | 'issuers' | 'transport' | 'mostWaiting'>;
  readonly clock?: Clock;
}

export interface Tenure {
  readonly database: Database;
  readonly lane: Lane;
  readonly services: Services;
  /** Not listening yet. */
  readonly server: ApiServer;
  /** Whether this start made the installation. */
  readonly isNew: boolean;
  /** Finishes what is in flight. Requests come first: see close-http.ts. */
  close(): Promise<void>;
}

const SECOND = 1_000;
const HOUR = 3_600_000;

const READY: Statement = { name: 'ready', text: 'select 1 as ready from head' };

/** Brings the database up to date, makes the installation if there is none, and builds the server on it. */
export async function createTenure(options: TenureOptions): Promise<Tenure> {
  /** What was opened so far, and is closed in the reverse order. */
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await compose(options, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  { engine, log, config, clock = systemClock }: TenureOptions,
  onClose: (closer: () => Promise<void>) => void,
): Promise<Omit<Tenure, 'close'>> {
  const warn = (message: string, error: unknown): void => log.warn({ err: error }, message);
  const { transport } = config;
  const { operations: path } = transport;
  const schema = buildSchema();
  const known = path === undefined ? undefined : await readOperations(path, schema, transport.limits);
  const applied = await migrate(engine);
  if (applied.length > 0) log.info({ applied }, 'The database was migrated');
  const database = await openDatabase(engine);
  onClose(() => database.close());
  if (!database.restricted) {
    log.warn('The role tenure_app cannot be assumed: only triggers keep events from being changed');
  }
  const prisma = prismaClient(engine, database.restricted);
  onClose(() => prisma.$disconnect());

  const events = createEventRegistry(EVENTS);
  const commands = createCommandRegistry(COMMANDS);
  const lane = new Lane({ database, events, commands, clock, expire, mostWaiting: config.mostWaiting, warn });
  onClose(() => lane.close());
  const isNew = await lane.genesis(() => makeGenesis(config));
  const secret = await contentSecret(database);
  const gateway = createGateway({ lane, commands, contentSecret: secret });
  const identities = createIdentities({ issuers: config.issuers, clock, secret, log });
  const imports = new Imports({ database, commands, clock, lane, demoImport: DEMO_IMPORT, warn });
  const operations = new Operations({ database, events, clock, lane, warn });
  onClose(() => operations.close());
  await operations.recover(engine.oneSession);

  const services: Services = {
    database,
    clock,
    events,
    prisma,
    identities,
    gateway,
    imports,
    operations,
    log,
  };
  const server = createServer({
    schema,
    services,
    openRead,
    log,
    ready: async () => (await database.query(READY)).length === 1,
    transport,
    known,
  });
  const statistics = new Statistics(database);
  for (const { every, work, trouble } of [
    {
      every: SECOND,
      work: () => expireWhatIsDue({ database, lane, clock }),
      trouble: 'Expiring grants failed',
    },
    {
      every: 5 * SECOND,
      work: async () => void (await statistics.refresh()),
      trouble: 'Gathering statistics failed',
    },
    { every: HOUR, work: () => lane.forget(), trouble: 'Forgetting old outcomes of commands failed' },
  ]) {
    const repeated = repeat(every, work, (error) => warn(trouble, error));
    onClose(() => repeated.close());
  }
  return { database, lane, services, server, isNew };
}
