// The profile in which the server takes known operations only.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOperations } from '../../src/graphql/known-operations.ts';
import { DEFAULT_LIMITS } from '../../src/graphql/limits.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { AUTHORIZED, sha256, smallServer } from './small-server.ts';

const STONE = 'query Stone($w: Int!) { stone(weight: $w) { name } }';
const THEN = 'query Then @asOf(position: 7) { stone { name } }';
const ROLL = 'mutation { roll }';
const known = [STONE, THEN, ROLL];

describe('a known operation', () => {
  const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

  it('is found by its SHA-256, however it is sent, and compiled like any other', async () => {
    const { server, send } = smallServer({ known });
    const post = async (body: object) => {
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { ...AUTHORIZED, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, variables: { w: 3 } }),
      });
      return response.json();
    };
    const answer = { data: { stone: { name: 'stone of 3' } } };
    for (let time = 0; time < 3; time += 1) {
      expect(await post({ documentId: `sha256:${sha256(STONE)}` })).toMatchObject(answer);
      expect(await post({ documentId: sha256(STONE).toUpperCase() })).toMatchObject(answer);
      expect(await post({ extensions: persistedQuery(STONE) })).toMatchObject(answer);
      expect((await send(STONE, { variables: { w: 3 } })).body).toMatchObject(answer);
    }
    const extensions = encodeURIComponent(JSON.stringify(persistedQuery(STONE)));
    const url = `http://localhost/graphql?variables=%7B%22w%22%3A3%7D&extensions=${extensions}`;
    expect(await (await server.fetch(url, { headers: AUTHORIZED })).json()).toMatchObject(answer);
  });

  it('may ask of the past', async () => {
    const { send, pins } = smallServer({ known });
    for (let time = 0; time < 3; time += 1) expect((await send(THEN)).status).toBe(200);
    expect(pins).toEqual([{ position: 7 }, { position: 7 }, { position: 7 }]);
  });
});

describe('any other', () => {
  it.each([
    ['a text', { query: '{ stone { name } }' }],
    ['a text that differs in a space', { query: `${ROLL} ` }],
    ['the schema', { query: '{ __schema { queryType { name } } }' }],
    ['a syntax error', { query: '{' }],
    ['an unknown hash', { documentId: `sha256:${'0'.repeat(64)}` }],
    ['a hash that is a text', { documentId: '\n{ stone { name } }' }],
    ['a hash of another kind', { documentId: { toString: 1 } }],
    [
      'a known hash beside another text',
      { query: '{ stone { name } }', extensions: { persistedQuery: { sha256Hash: sha256(ROLL) } } },
    ],
  ])('is refused: %s', async (_name, body) => {
    const { server, logged } = smallServer({ known });
    const post = (headers: Record<string, string>) =>
      server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    for (let time = 0; time < 2; time += 1) {
      const response = await post(AUTHORIZED);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN', remedy: expect.stringContaining('SHA-256') } }],
      });
      expect((await post({})).status).toBe(401);
      expect((await post({ authorization: `Bearer tnr_${'B'.repeat(43)}` })).status).toBe(401);
    }
    expect(logged).toEqual([]);
  });

  it('cannot be tried on a page: there is none', async () => {
    const { server } = smallServer({ known, transport: { graphiql: true } });
    const response = await server.fetch('http://localhost/graphql', { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type') ?? '').not.toContain('text/html');
  });
});

describe('the operations of a server', () => {
  const schema = buildSchema();
  const LOG = 'query Log { log { position } }';
  const THEN_LOG = 'query Then($t: DateTime!) @asOf(time: $t) { viewer { user { name } } }';
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenure-operations-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const read = (name = '') => readOperations(join(folder, name), schema, DEFAULT_LIMITS);

  it('are the .graphql files of a folder', async () => {
    await writeFile(join(folder, 'log.graphql'), LOG);
    await writeFile(join(folder, 'then.gql'), THEN_LOG);
    await writeFile(join(folder, 'readme.md'), 'Ours.');
    expect([...(await read()).keys()].sort()).toEqual([sha256(LOG), sha256(THEN_LOG)].sort());
  });

  it('are the texts of a JSON file', async () => {
    await writeFile(join(folder, 'all.json'), JSON.stringify({ [sha256(LOG)]: LOG }));
    expect(await read('all.json')).toEqual(new Map([[sha256(LOG), LOG]]));
  });

  it('stop the start where they cannot be answered, each by its name', async () => {
    const long = `{ ${Array.from({ length: 101 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    await writeFile(join(folder, 'a.graphql'), '{ log { position');
    await writeFile(join(folder, 'b.graphql'), '{ log { positon } }');
    await writeFile(join(folder, 'c.graphql'), long);
    await writeFile(join(folder, 'd.graphql'), LOG);
    const error = (await read().catch((thrown: unknown) => thrown)) as Error;
    expect(error.message.replaceAll(folder, 'FOLDER')).toMatchInlineSnapshot(`
      "Tenure cannot start with the operations at FOLDER (TENURE_OPERATIONS):
        a.graphql: Syntax Error: Expected Name, found <EOF>.
        b.graphql: Cannot query field "positon" on type "Log". Did you mean "position"?
        c.graphql: The document has more than 100 aliases."
    `);
  });

  it('stop the start where there are none', async () => {
    await expect(read()).rejects.toThrow('there is no operation');
    await expect(read('nowhere')).rejects.toThrow(/cannot read .*TENURE_OPERATIONS.*folder of .graphql/s);
    await writeFile(join(folder, 'bad.json'), '{');
    await expect(read('bad.json')).rejects.toThrow('cannot read');
  });
});
