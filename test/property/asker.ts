/** What asks the properties' installations: the real schema and server over GraphQL, without a port. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import { openRead } from '../../src/access/pin.ts';
import { prismaClient } from '../../src/database/prisma-client.ts';
import { DEMO_IMPORT } from '../../src/demo/load-demo.ts';
import { createGateway } from '../../src/graphql/gateway.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { createServer } from '../../src/graphql/server.ts';
import { DEFAULT_TRANSPORT } from '../../src/graphql/transport.ts';
import { createIdentities } from '../../src/identities/identities.ts';
import { Imports } from '../../src/imports/imports.ts';
import { Operations } from '../../src/operations/operations.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { commands, events, type Installation, openInstallation, secretOf } from './installation.ts';

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly tenure: { readonly position: string; readonly settled: boolean } };
  /** The answer as it came. */
  readonly text: string;
}

export interface Asker {
  /** Asks as whoever holds the token of that id . */
  ask(tokenId: string, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

/** A server over an installation. It outlives the installation's resets: what it keeps of the log before, it is told to forget. */
export function openAsker(installation: Installation): Asker {
  const { database, clock, created, writer: lane } = installation;
  const prisma = prismaClient(created.engine, database.restricted);
  const parts = { database, clock, events, commands, lane };
  const imports = new Imports({ ...parts, demoImport: DEMO_IMPORT });
  const operations = new Operations(parts);
  const secret = 'of these runs';
  const gateway = createGateway({ lane, commands, contentSecret: secret });
  const log = pino({ level: 'silent' });
  const identities = createIdentities({ issuers: [], clock, secret, log });
  let known = installation.lane();
  const server = createServer({
    schema: buildSchema(),
    services: { database, clock, events, prisma, identities, gateway, imports, operations, log },
    openRead(source, proof, asOf, recent) {
      // Another lane may mean another log, whose head is perhaps where that of the one before was.
      if (known !== installation.lane()) recent?.forget();
      known = installation.lane();
      return openRead(source, proof, asOf, recent);
    },
    log,
    ready: async () => true,
    transport: {
      ...DEFAULT_TRANSPORT,
      // The world is small: what the pages could hold says nothing here.
      limits: { ...DEFAULT_TRANSPORT.limits, objects: 1e9, aliases: 1_000, tokens: 50_000 },
    },
  });
  return {
    async ask(tokenId, query, variables = {}) {
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secretOf(tokenId)}` },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      return { data: null, errors: [], ...JSON.parse(text), text };
    },
    async close() {
      await operations.close();
      await prisma.$disconnect();
    },
  };
}

/** What a property runs against: an installation, and what asks it. */
export interface Served {
  readonly installation: Installation;
  readonly asker: Asker;
}

/** Runs a suite on both databases, each with a number of its own; `served()` is there while its tests run. */
export function eachServed(
  numbers: Readonly<Record<DatabaseKind, number>>,
  suite: (served: () => Served, number: number) => void,
): void {
  describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
    let made: Served | undefined;
    beforeAll(async () => {
      const installation = await openInstallation(kind);
      made = { installation, asker: openAsker(installation) };
    });
    afterAll(async () => {
      await made?.asker.close();
      await made?.installation.close();
    });
    suite(() => {
      if (!made) throw new Error('The installation exists only while tests run');
      return made;
    }, numbers[kind]);
  });
}
