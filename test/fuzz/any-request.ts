// Random requests over HTTP: operations as they are, and whatever else a client can send to the endpoint.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { type AnyOperation, anyOperation } from './any-operation.ts';
import { HOSTILE_TEXTS, type Pool } from './pool.ts';

export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The root field, where the request is one operation and nothing is wrong with how it was sent. */
  readonly root?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Documents that are wrong, or too much, whatever the schema says. */
const DOCUMENTS: readonly string[] = [
  '',
  '#',
  '\ufeff{ __typename }',
  '{ __typename',
  '{ __typename @skip }',
  '{ a: __typename '.repeat(1_000),
  '{ __typename '.repeat(2_000),
  `{ ${'__typename '.repeat(4_000)} }`,
  `{ ${Array.from({ length: 300 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
  `{ __typename ${'@include(if: true) '.repeat(300)} }`,
  `{ users(after: ${'['.repeat(2_000)}) { edges { cursor } } }`,
  `{ users(after: """${'"'.repeat(100)}) { __typename } }`,
  '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  '{ ...A } fragment A on Query { log { position } viewer { ...A } }',
  '{ ...Nowhere }',
  '{ ... on Mutation { __typename } }',
  'fragment A on Query { __typename }',
  'query A { __typename } query A { __typename }',
  'query A { __typename } query B { __typename }',
  'query ($a: Int!) { __typename }',
  'query ($a: Nothing, $a: Int) { __typename }',
  'query ($a: [[[[Int]]]] = [[[[1]]]]) { users(first: $a) { __typename } }',
  'subscription { __typename }',
  'type Query { a: Int } extend schema { query: Query }',
  'mutation { __typename } query @asOf(position: 1) { __typename }',
  'mutation @asOf(position: 1) { __typename }',
  'query @asOf(position: 1) @asOf(position: 2) { __typename }',
  'query @asOf(time: "") { __typename }',
  'query @asOf(position: "\\u0000") { log { position } }',
  'query @asOf { log { position } }',
  '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }',
  '{ __type(name: "\\u0000") { name } }',
  `{ ${Array.from({ length: 60 }, (_, n) => `a${n}: log { position }`).join(' ')} }`,
];

const BODIES: readonly (string | Uint8Array)[] = [
  '',
  'null',
  '1',
  '"text"',
  '[]',
  '{}',
  '[{"query":"{ __typename }"},{"query":"{ __typename }"}]',
  '{"query":null}',
  '{"query":[]}',
  '{"query":{"a":1}}',
  '{"query":"{ __typename }","variables":[]}',
  '{"query":"{ __typename }","variables":"{}"}',
  '{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}',
  '{"query":"{ __typename }","operationName":1}',
  '{"query":"{ __typename }","operationName":"__proto__"}',
  '{"query":"{ __typename }","extensions":"x"}',
  '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
  '{"query":"{ __typename }","__proto__":{"query":1}}',
  '{"documentId":"sha256:0"}',
  `{"query":"{ __typename }","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
  `{"query":"${'\\u0000'.repeat(100)}"}`,
  `{"query":"{ __typename }","variables":{"a":1e999,"__proto__":1,"":2}}`,
  new Uint8Array([0xff, 0xfe, 0x00, 0x7b]),
  new Uint8Array([0x7b, 0x22, 0x71, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  new Uint8Array(100_000),
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/graphql' },
  { 'content-type': 'application/json,text/plain' },
  { 'content-type': '' },
  { accept: 'text/event-stream' },
  { accept: 'multipart/mixed' },
  { accept: 'image/png' },
  { accept: ';;;,,*' },
  { accept: 'text/html' },
  { accept: 'application/graphql-response+json' },
  { 'content-encoding': 'gzip' },
  { 'x-request-id': '<script>' },
  { 'x-request-id': 'x'.repeat(2_000) },
  { 'x-forwarded-for': ',,, ::::, x' },
  { origin: 'null' },
  { 'x-huge': 'x'.repeat(10_000) },
  { 'x-huge': 'x'.repeat(100_000) },
  { authorization: 'Bearer' },
  { authorization: `Bearer tnr_${'\u00ff'.repeat(43)}` },
  { authorization: `Bearer ${'x'.repeat(9_000)}` },
  { authorization: `Bearer ${'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'}` },
];

/** A request of somebody whose credential is added later. Most are sound operations: the rest is soon refused. */
export function anyRequest(schema: GraphQLSchema, pool: Pool): fc.Arbitrary<AnyRequest> {
  const operation = anyOperation(schema, pool);
  const post = (body: string | Uint8Array): AnyRequest => ({
    method: 'POST',
    path: '/graphql',
    headers: JSON_TYPE,
    body,
  });
  const document = fc.oneof(fc.constantFrom(...DOCUMENTS), operation.chain(broken));
  const odd = fc.oneof(
    { weight: 4, arbitrary: document.map((query) => post(JSON.stringify({ query }))) },
    { weight: 2, arbitrary: fc.constantFrom(...BODIES).map(post) },
    { weight: 1, arbitrary: operation.chain(cut).map(post) },
    { weight: 2, arbitrary: operation.chain(misnamed).map(post) },
    { weight: 2, arbitrary: operation.map(byGet) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(operation, fc.constantFrom(...HEADERS))
        .map(([each, headers]) => ({ ...post(bodyOf(each)), headers: { ...JSON_TYPE, ...headers } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'POST'),
          fc.constantFrom(
            '/',
            '/graphql/',
            '/graphql?',
            '/graphql?query=%00',
            '/graphql?query={',
            '/%ff',
            '/import/x',
          ),
        )
        .map(([method, path]) => ({ method, path, headers: {} })),
    },
  );
  return fc.oneof(
    { weight: 4, arbitrary: operation.map((each) => ({ ...post(bodyOf(each)), root: each.root })) },
    { weight: 1, arbitrary: odd },
  );
}

function bodyOf({ query, variables }: AnyOperation): string {
  return JSON.stringify({ query, variables });
}

function byGet({ query, variables }: AnyOperation): AnyRequest {
  // What has no UTF-8 form cannot be in an address.
  const encoded = encodeURIComponent(JSON.stringify(variables).toWellFormed());
  const path = `/graphql?query=${encodeURIComponent(query.toWellFormed())}&variables=${encoded}`;
  return { method: 'GET', path, headers: {} };
}

/** The text with a part left out, doubled, or replaced. */
function broken({ query }: AnyOperation): fc.Arbitrary<string> {
  const place = fc.nat({ max: query.length });
  const junk = fc.constantFrom(
    '',
    ' @asOf(position: 1) ',
    '{',
    '}',
    '$x',
    '"',
    '\u0000',
    '...',
    ...HOSTILE_TEXTS,
  );
  return fc.tuple(place, fc.nat({ max: 20 }), junk).map(([from, length, between]) => {
    return `${query.slice(0, from)}${between}${query.slice(from + length)}`;
  });
}

/** A body that ends too early. */
function cut(operation: AnyOperation): fc.Arbitrary<string> {
  const body = bodyOf(operation);
  return fc.nat({ max: body.length }).map((end) => body.slice(0, end));
}

/** Variables under other names, left out, or in excess; and another name for the operation. */
function misnamed({ query, variables }: AnyOperation): fc.Arbitrary<string> {
  const names = Object.keys(variables);
  const others = fc.constantFrom({}, { v0: 1 }, { v0: {}, v1: [], v2: null }, { surplus: [{ a: 1 }] });
  return fc
    .tuple(fc.subarray(names), others, fc.constantFrom(undefined, '', 'Q', 'P', 'constructor'))
    .map(([kept, other, operationName]) => {
      const rest = Object.fromEntries(kept.map((name) => [name, variables[name]]));
      return JSON.stringify({ query, variables: { ...rest, ...other }, operationName });
    });
}
