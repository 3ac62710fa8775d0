// The streaming door as strangers use it: over HTTP, with a token, while the answer runs beside the upload.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';
import { file, join, joining, moment, register } from './lines.ts';

type Line = Readonly<Record<string, unknown>>;

describe('POST /import', () => {
  let database: TestDatabase;
  let test: TestTenure;
  let port: number;

  beforeEach(async () => {
    database = await createDatabase('postgres');
    test = await startTestTenure(database);
    test.tenure.server.http.listen(0, '127.0.0.1');
    await once(test.tenure.server.http, 'listening');
    port = (test.tenure.server.http.address() as AddressInfo).port;
  });
  afterEach(async () => {
    test.tenure.server.http.closeAllConnections();
    test.tenure.server.http.close();
    await test.close();
    await database.drop();
  });

  interface Sending {
    readonly path?: string;
    readonly token?: string | null;
    readonly headers?: Record<string, string>;
  }

  /** Sends a body; resolves when the answer begins, though the body may not have ended. */
  async function begin(
    body: AsyncIterable<Uint8Array>,
    { path = '/import', token = test.token, headers = {} }: Sending = {},
  ): Promise<IncomingMessage> {
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST' });
    if (token !== null) sent.setHeader('authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
    const answered = once(sent, 'response');
    pipeline(Readable.from(body), sent).catch(() => undefined);
    const [response] = (await answered) as [IncomingMessage];
    return response;
  }

  async function send(
    body: AsyncIterable<Uint8Array>,
    options: Sending = {},
  ): Promise<{ status: number | undefined; lines: Line[] }> {
    const response = await begin(body, options);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return {
      status: response.statusCode,
      lines: text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    };
  }

  it('takes a file, says how far it is, and last what came of it', async () => {
    const { status, lines } = await send(file(joining(200), 5000));
    expect(status).toBe(200);
    expect(lines.at(-2)).toEqual({ line: 201, events: 403, position: expect.stringMatching(/^\d+$/) });
    expect(lines.at(-1)).toEqual({
      done: true,
      import: expect.any(String),
      state: 'ENDED',
      lines: 201,
      events: 403,
    });
    const { data } = await test.ask(
      '{ organization(name: "acme") { members(first: 500) { edges { node { user { name } } } } } }',
    );
    expect(JSON.stringify(data).match(/"name"/g)).toHaveLength(201);
  });

  it('takes a gzipped file, and leaves the import open if asked', async () => {
    const zipped = gzipSync(
      joining(20)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const headers = { 'content-encoding': 'gzip' };
    const { lines } = await send(Readable.from([zipped]), { headers, path: '/import?end=false' });
    expect(lines.at(-1)).toMatchObject({ done: true, state: 'OPEN', lines: 21 });
    const broken = await send(Readable.from([Buffer.from('no gzip')]), { headers });
    expect(broken).toMatchObject({
      status: 400,
      lines: [{ done: false, code: 'VALIDATION', field: 'body' }],
    });
  });

  it('names a bad line while the sender is still sending', async () => {
    const bad = [...joining(5), moment(7, 'olga', register('x'), join('acme', 'nobody'))];
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield* file(bad);
      for (let day = 8; ; day += 1) {
        yield* file([moment(day, 'olga', register(`later${day}`))]);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const { status, lines } = await send(endless());
    expect(status).toBe(200);
    expect(lines.at(-1)).toMatchObject({
      done: false,
      line: 7,
      code: 'USER_NOT_REGISTERED',
      field: 'commands[1].user',
      message: expect.any(String),
      lines: 6,
    });
    const { data } = await test.ask(
      '{ imports(first: 1) { edges { node { state lines badLine badCode } } } }',
    );
    expect(data).toEqual({
      imports: {
        edges: [{ node: { state: 'OPEN', lines: '6', badLine: '7', badCode: 'USER_NOT_REGISTERED' } }],
      },
    });
  });

  it('reads no faster than it applies', async () => {
    // The lane is held by a transaction of ours: what is sent meanwhile must stay with the sender.
    let sent = 0;
    async function* large(): AsyncGenerator<Uint8Array> {
      for (const line of joining(20)) yield* file([line], 1e6);
      const padding = 'x'.repeat(60_000);
      for (let day = 22; day < 1022; day += 1) {
        const line = { ...JSON.parse(moment(day, 'olga', register(`u${day}`))), reason: undefined };
        const bytes = Buffer.from(`${JSON.stringify(line)}${' '.repeat(padding.length)}\n`);
        sent += bytes.length;
        yield bytes;
      }
    }
    const { services, lane } = test.tenure;
    await services.imports.begin((await viewer()) as never);
    let release = (): void => undefined;
    const held = lane.exclusive(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const answer = send(large());
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(sent).toBeLessThan(40e6);
    release();
    await held;
    const { lines } = await answer;
    expect(lines.at(-1)).toMatchObject({ done: true, lines: 1021 });
    expect(sent).toBeGreaterThan(60e6);
  });

  async function viewer(): Promise<string | undefined> {
    const { data } = await test.ask<{ viewer: { id: string } }>('{ viewer { id } }');
    return data?.viewer.id;
  }

  it('opens to operators only', async () => {
    const lines = joining(2);
    expect(await send(file(lines), { token: null })).toMatchObject({ status: 401 });
    expect(await send(file(lines), { token: 'tnr_wrong' })).toMatchObject({ status: 401 });
    const { data } = await test.ask('{ log { position phase } }');
    expect(data).toMatchObject({ log: { phase: 'GENESIS' } });
  });

  it('is closed once the log is live', async () => {
    await test.ask('mutation { createUser(input: { email: "a@x.io", name: "A" }) { __typename } }');
    const { status, lines } = await send(file(joining(2)));
    expect(status).toBe(409);
    expect(lines).toMatchObject([{ done: false, code: 'IMPORT_CLOSED' }]);
  });
});
