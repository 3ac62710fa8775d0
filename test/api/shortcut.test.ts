// The way past Yoga for queries that came before: it answers what Yoga would, to the byte, or it does not answer.
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Performer } from '../../src/graphql/perform.ts';
import { Shortcut } from '../../src/graphql/shortcut.ts';
import { AUTHORIZED, type SmallServerOptions, smallServer, TOKEN } from './small-server.ts';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const ID = { 'x-request-id': 'the-same' };
/** Asks for what everybody gets, in words that only Yoga understands. */
const LONG_WAY = { accept: 'application/json, */*;q=0.1' };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.restoreAllMocks();
});

/** A small server on a port, and whether it took the shortcut for each request since. */
async function listening(options: SmallServerOptions = {}) {
  const { http } = smallServer(options).server;
  await once(http.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => http.close());
  const { port } = http.address() as AddressInfo;
  return async ({ method = 'POST', path = '/graphql', headers = {}, body }: Sent): Promise<Got> => {
    const given = { 'content-type': 'application/json', ...AUTHORIZED, ...ID, ...headers };
    const sending = request({ port, method, path, headers: given, agent: false });
    sending.end(method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    const [response] = await once(sending, 'response');
    const { date: _, ...rest } = response.headers;
    return { status: response.statusCode, headers: rest, body: await text(response) };
  };
}

/** What is answered to the same requests, each sent twice, by the ordinary way and by the shortcut. */
async function bothWays(sent: Sent, options?: SmallServerOptions) {
  const answer = vi.spyOn(Shortcut.prototype, 'answer');
  const ordinary = await listening(options);
  const short = await listening(options);
  const longWay = { ...sent, headers: { ...sent.headers, ...LONG_WAY } };
  const expected = [await ordinary(longWay), await ordinary(longWay)];
  answer.mockClear();
  const got = [await short(sent), await short(sent)];
  const taken = await Promise.all(answer.mock.results.map(({ value }) => value as Promise<boolean>));
  return { expected, got, taken };
}

const query = (text: string, more: object = {}): Sent => ({ body: { query: text, ...more } });
const STONE = 'query Stone($weight: Int!) { stone(weight: $weight) { name } }';

describe('A query that came before', () => {
  it.each<[string, Sent, SmallServerOptions?]>([
    ['with data', query('{ stone { name } things { name } }')],
    ['with variables', query(STONE, { variables: { weight: 3 } })],
    ['without variables that it has', query('{ stone { name } }', { variables: null, operationName: null })],
    ['by its name', query('query A { stone { name } } query B { __typename }', { operationName: 'B' })],
    [
      'of the past',
      query('query ($at: Position!) @asOf(position: $at) { __typename }', { variables: { at: '7' } }),
    ],
    ['of a past that is still to come', query('query @asOf(position: "99") { stone { name } }')],
    ['with a wrong @asOf', query('query @asOf { stone { name } }')],
    ['with fields that are refused', query('{ stone { name forbidden } }')],
    ['with fields that fail', query('{ stone { name failing } }')],
    ['with a field that must not be null', query('{ stone { missing } }')],
    ['with a variable of the wrong type', query(STONE, { variables: { weight: 'three' } })],
    ['with a variable that is missing', query(STONE)],
    [
      'with a list that is too long',
      query('query ($of: [Int!]!) { sum(of: $of) }', { variables: { of: [1, 2, 3, 4] } }),
      { limits: { list: 3 } },
    ],
    [
      'for more objects than it may',
      query('{ stone { stones(first: 9) { name } } }'),
      { limits: { objects: 5 } },
    ],
    [
      'more often than it may',
      query('{ stone { name } }'),
      { transport: { rates: { caller: 1, address: 0 } } },
    ],
    ['that is known', query('{ things { name } }'), { known: ['{ things { name } }'] }],
    [
      'with a header that is required',
      { ...query('{ __typename }'), headers: { 'x-tenure': '1' } },
      { transport: { requiredHeader: 'x-tenure' } },
    ],
    ['of a caller who takes JSON', { ...query('{ __typename }'), headers: { accept: 'application/json' } }],
    ['about the schema', query('{ __schema { queryType { name } } }')],
  ])('is answered the same %s', async (_name, sent, options) => {
    const { expected, got, taken } = await bothWays(sent, options);
    expect(got).toEqual(expected);
    expect(taken).toEqual([false, true]);
  });

  it('is refused the same, once the token is known no longer', async () => {
    const short = await listening();
    const sent = query('{ stone { name } }');
    const stranger = { authorization: `Bearer ${TOKEN.replaceAll('A', 'B')}` };
    await short(sent);
    const got = await short({ ...sent, headers: stranger });
    expect(got).toEqual(await short({ ...sent, headers: { ...stranger, ...LONG_WAY } }));
    expect(got.status).toBe(401);
  });

  it('has an id of its own where none is given, or none that will do', async () => {
    const short = await listening();
    const ids = [];
    for (const given of ['', 'not good']) {
      const { headers } = await short({ ...query('{ __typename }'), headers: { 'x-request-id': given } });
      ids.push(headers['x-request-id']);
    }
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('The ordinary way is for', () => {
  const known = '{ stone { name } }';
  it.each<[string, Sent, SmallServerOptions?]>([
    ['mutations', query('mutation { roll }')],
    ['documents that are not valid', query('{ stone { nme } }')],
    ['what is no JSON', { body: '{"query": ' }],
    ['what is no object', { body: '[]' }],
    ['further parameters', query(known, { extensions: {} })],
    ['parameters that there are not', query(known, { surprise: 1 })],
    ['variables that are no object', query(known, { variables: [] })],
    ['a name that is none', query(known, { operationName: 1 })],
    ['an operation that there is not', query(known, { operationName: 'Other' })],
    ['GET', { method: 'GET', path: `/graphql?query=${encodeURIComponent(known)}`, body: undefined }],
    ['parameters in the address', { ...query(known), path: '/graphql?x=1' }],
    ['other paths', { ...query(known), path: '/elsewhere' }],
    ['other types of content', { ...query(known), headers: { 'content-type': 'application/graphql+json' } }],
    ['other types of answers', { ...query(known), headers: { accept: 'application/graphql-response+json' } }],
    [
      'pages of other origins',
      { ...query(known), headers: { origin: 'https://a.example' } },
      { transport: { corsOrigins: ['https://a.example'] } },
    ],
    ['callers without a credential', { ...query(known), headers: { authorization: '' } }],
    ['requests that lack a header', query(known), { transport: { requiredHeader: 'x-tenure' } }],
  ])('%s', async (_name, sent, options) => {
    const { taken } = await bothWays(sent, options);
    expect(taken).toEqual([false, false]);
  });

  it('what goes wrong unexpectedly: it says so', async () => {
    const short = await listening();
    const sent = query(known);
    await short(sent);
    vi.spyOn(Performer.prototype, 'perform').mockRejectedValueOnce(new Error('no database'));
    expect((await short(sent)).status).toBe(200);
  });
});
