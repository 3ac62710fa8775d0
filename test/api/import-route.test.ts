// `POST /import` over a port: who may, and that a whole file goes through it.
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentSecret } from '../../src/log/content-secret.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

let database: TestDatabase;
let world: World;
let address: string;

beforeAll(async () => {
  database = await createDatabase('postgres');
  world = await World.start(database);
  const { http } = world.test.tenure.server;
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => world.test.tenure.server.http.close(resolve));
  await world?.close();
  await database?.drop();
});

/** The email of the operator of the genesis, who brings the history in. */
const OPERATOR = 'operator@localhost.localdomain';

const LINES = ['ada', 'ben'].map((name, index) =>
  JSON.stringify({
    occurredAt: `2020-01-0${index + 1}T00:00:00Z`,
    actor: OPERATOR,
    commands: [{ command: 'registerUser', id: idOf(name), email: `${name}@x.io`, name }],
  }),
);

async function send(
  token: string | undefined,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${address}/import`, {
    method: 'POST',
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

it('is closed to whoever has no token', async () => {
  for (const token of [undefined, 'nonsense', `tnr_${'A'.repeat(43)}`]) {
    const { status, headers, text } = await send(token, LINES.join('\n'));
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: headers.get('x-request-id') } }],
    });
  }
});

it('takes a whole file from an operator, however long the limit for bodies is', async () => {
  const file = gzipSync(LINES.join('\n')) as Uint8Array<ArrayBuffer>;
  const { status, headers, text } = await send(await world.tokenOf('genesis'), file, {
    'content-encoding': 'gzip',
    'x-request-id': 'history',
  });
  expect(status).toBe(200);
  expect(headers.get('x-request-id')).toBe('history');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)).toMatchObject({ done: true, state: 'ENDED', lines: 2, events: 2 });
  const then = 'query @asOf(time: "2020-01-01T12:00:00Z") { users { edges { node { name } } } }';
  const names = (await world.data<{ users: { edges: { node: { name: string } }[] } }>('genesis', then)).users
    .edges;
  expect(names.map(({ node }) => node.name)).toContain('ada');
  expect(names.map(({ node }) => node.name)).not.toContain('ben');
});

it('is for operators only', async () => {
  const { status, text } = await send(await world.tokenOf('ada'), LINES.join('\n'));
  expect(status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
});

it('is closed once the log is live', async () => {
  // Ada's token was the first live event.
  const { status, text } = await send(await world.tokenOf('genesis'), LINES.join('\n'));
  expect(status).toBe(409);
  expect(text).toContain('IMPORT_CLOSED');
});

it('all processes of an installation key content hashes alike', async () => {
  const secrets = await Promise.all([1, 2, 3].map(() => contentSecret(database.database)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
});
