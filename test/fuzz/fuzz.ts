// The claim: whatever is sent, by whomever, is answered, and never by a fault of the server's own.
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { closeHttp } from '../../src/close-http.ts';
import { acme, EVERYBODY, THINGS } from '../support/acme.ts';
import type { TestDatabase } from '../support/databases.ts';
import { idOf, type World } from '../support/world.ts';
import { type AnyRequest, anyRequest } from './any-request.ts';
import { Pool } from './pool.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** Nobody, whom nobody knows, ordinary users of several standings, and the operator of the genesis. */
const CALLERS = [null, 'unknown', 'genesis', 'genesis', 'olga', 'ada', 'mia', 'bob', 'audi'] as const;
const UNKNOWN = `tnr_${'U'.repeat(43)}`;

export interface Fuzz {
  /** Sends that many requests. Throws at the first that shows a fault of the server. */
  send(requests: number): Promise<Report>;
  close(): Promise<void>;
}

interface Report {
  /** Requests by their status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** The root fields that answered with data to somebody. */
  readonly answered: ReadonlySet<string>;
}

export const ROOT_FIELDS: readonly string[] = [schema.getQueryType(), schema.getMutationType()].flatMap(
  (type) => Object.keys(type?.getFields() ?? {}),
);

const NODES = 'query ($all: [ID!]!) { nodes(ids: $all) { __typename id } }';

/** A server on a port, over a world of people who differ in what they may. */
export async function openFuzz(database: TestDatabase): Promise<Fuzz> {
  const { world } = await acme(database);
  const { server } = world.test.tenure;
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  const { port } = server.http.address() as AddressInfo;
  const permissions = ['members', 'billing', 'plans', 'projects:list', 'projects:create'];
  const emails = EVERYBODY.map((name) => `${name}@x.io`);
  const pool = new Pool([...emails, ...permissions, 'acme-inc', 'beta', 'Store', 'main', 'Bob']);
  const all = [...EVERYBODY, ...THINGS].map((name) => idOf(name));
  pool.learn(JSON.stringify(await world.data('audi', NODES, { all })));
  return {
    async send(requests) {
      const report = { statuses: {} as Record<number, number>, answered: new Set<string>() };
      const property = fc.asyncProperty(
        anyRequest(schema, pool),
        fc.constantFrom(...CALLERS),
        async (sent, caller) => {
          const answer = await post(port, sent, await credential(world, caller));
          judge(world, sent, answer);
          pool.learn(answer.text);
          report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
          if (sent.root !== undefined && answer.text.startsWith('{"data":{')) report.answered.add(sent.root);
        },
      );
      // Answers change what is sent next, so a case cannot be made smaller by running it again.
      await fc.assert(property, { numRuns: requests, endOnFailure: true });
      return report;
    },
    async close() {
      await closeHttp(server, 1_000);
      await world.close();
    },
  };
}

async function credential(world: World, caller: (typeof CALLERS)[number]): Promise<string | undefined> {
  if (caller === null) return undefined;
  return caller === 'unknown' ? UNKNOWN : world.tokenOf(caller);
}

interface Received {
  readonly status: number;
  readonly text: string;
}

/** Node's own client: the ones of the platform send no header that they take for unwise. */
function post(port: number, sent: AnyRequest, token: string | undefined): Promise<Received> {
  const { method, path, body } = sent;
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    ...sent.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, method, path, headers }, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
        .on('error', reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

/** Throws what was sent, and what the server said of it, when that shows a fault of its own. */
function judge(world: World, sent: AnyRequest, { status, text }: Received): void {
  const faults = world.test.logged.filter(({ level }) => (level as number) >= 50);
  if (status > 0 && status < 500 && !text.includes('"code":"INTERNAL"') && faults.length === 0) return;
  const shown = { ...sent, body: String(sent.body).slice(0, 4_000) };
  throw new Error(
    `${status} ${text.slice(0, 2_000)}\nto ${JSON.stringify(shown)}\nlogged ${JSON.stringify(faults, undefined, 1)}`,
  );
}
