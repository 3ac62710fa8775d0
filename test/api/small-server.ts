// A server over a schema of a few fields, with no database and no lane: for what the transport does by itself.
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import {
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  specifiedDirectives,
} from 'graphql';
import { pino } from 'pino';
import type { AsOf, Proof } from '../../src/access/pin.ts';
import type { Read } from '../../src/access/read.ts';
import { asOfDirective } from '../../src/graphql/as-of.ts';
import type { Services } from '../../src/graphql/context.ts';
import type { Limits } from '../../src/graphql/limits.ts';
import { readPosition, readTime } from '../../src/graphql/scalars.ts';
import { createServer } from '../../src/graphql/server.ts';
import { DEFAULT_TRANSPORT, type Transport } from '../../src/graphql/transport.ts';
import { Refusal } from '../../src/kernel/refusal.ts';

export const TOKEN = `tnr_${'A'.repeat(43)}`;
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const KNOWN = sha256(TOKEN);
export const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

const DateTime = new GraphQLScalarType({ name: 'DateTime', parseValue: readTime });
const Position = new GraphQLScalarType({ name: 'Position', parseValue: readPosition });

const Thing = new GraphQLInterfaceType({
  name: 'Thing',
  fields: { name: { type: GraphQLString } },
  resolveType: (value: { type: string }) => value.type,
});
const Stone: GraphQLObjectType = new GraphQLObjectType({
  name: 'Stone',
  interfaces: [Thing],
  fields: () => ({
    name: { type: GraphQLString },
    forbidden: {
      type: GraphQLString,
      resolve: () => {
        throw new Refusal('FORBIDDEN', 'The name is withheld.', {
          field: 'name',
          remedy: 'Ask its owner.',
          facts: { owner: 'Ann' },
        });
      },
    },
    failing: { type: GraphQLString, resolve: () => Promise.reject(new Error('password of the database')) },
    missing: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    stones: {
      type: new GraphQLList(Stone),
      args: { first: { type: GraphQLInt } },
      resolve: () => [{ name: 'pebble' }],
    },
  }),
});

const Query = new GraphQLObjectType({
  name: 'Query',
  fields: {
    stone: {
      type: Stone,
      args: { at: { type: DateTime }, weight: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 } },
      resolve: (_root, { weight }: { weight: number }) => ({ name: `stone of ${weight}` }),
    },
    things: {
      type: new GraphQLList(Thing),
      resolve: async () => [
        { type: 'Stone', name: 'a' },
        { type: 'Stone', name: 'b' },
      ],
    },
    sum: {
      type: GraphQLInt,
      args: { of: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))) } },
      resolve: (_root, { of }: { of: readonly number[] }) => of.reduce((sum, each) => sum + each, 0),
    },
    strayThing: { type: Thing, resolve: async () => ({ type: 'Unicorn' }) },
  },
});

const Mutation = new GraphQLObjectType({
  name: 'Mutation',
  fields: { roll: { type: GraphQLString, resolve: () => 'rolled' } },
});

const smallSchema = new GraphQLSchema({
  query: Query,
  mutation: Mutation,
  types: [Stone],
  directives: [...specifiedDirectives, asOfDirective(DateTime, Position)],
});

export interface SmallServerOptions {
  readonly transport?: Partial<Transport>;
  readonly limits?: Partial<Limits>;
  readonly known?: readonly string[];
  readonly ready?: () => Promise<boolean>;
}

/** The server, what it logged, and what it was asked to pin. */
export function smallServer({ transport, limits, known, ready }: SmallServerOptions = {}) {
  const logged: string[] = [];
  const pins: AsOf[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const pinned = async (proof: Proof, asOf: AsOf): Promise<Read> => {
    if (!('tokenHash' in proof) || proof.tokenHash !== KNOWN)
      throw new Refusal('UNAUTHENTICATED', 'The token is not valid.');
    pins.push(asOf);
    const position = asOf && 'position' in asOf ? asOf.position : 42;
    if (position > 42) throw new Refusal('AS_OF_OUT_OF_RANGE', 'The log ends at 42.');
    return {
      position,
      time: '2026-01-01T00:00:00.000Z',
      settled: asOf !== undefined,
      viewer: { userId: 'ann', registered: true },
    } as unknown as Read;
  };
  const server = createServer({
    schema: smallSchema,
    services: {} as Services,
    openRead: (_services, proof, asOf) => ({ read: pinned(proof, asOf) }),
    log: pino({ level: 'info' }, sink),
    ready: ready ?? (async () => true),
    transport: {
      ...DEFAULT_TRANSPORT,
      introspection: 'callers',
      graphiql: false,
      ...transport,
      limits: { ...DEFAULT_TRANSPORT.limits, ...limits },
    },
    known: known && new Map(known.map((text) => [sha256(text), text])),
  });
  /** Sends an operation; what is undefined is left out. */
  const send = async (
    query: string,
    more: { variables?: object; operationName?: string; extensions?: object; headers?: HeadersInit } = {},
  ) => {
    const { headers = AUTHORIZED, ...rest } = more;
    const response = await server.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, ...rest }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer };
  };
  return { server, send, logged, pins };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly locations?: readonly { line: number; column: number }[];
    readonly extensions: Readonly<Record<string, unknown>> & {
      readonly code: string;
      readonly requestId: string;
    };
  }[];
  readonly extensions?: { readonly tenure?: { position: string; time: string; settled: boolean } };
}
