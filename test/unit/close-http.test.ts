import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeHttp } from '../../src/close-http.ts';
import { createHttpFront, type HttpFront } from '../../src/graphql/http-front.ts';
import { DEFAULT_LIMITS } from '../../src/graphql/limits.ts';

/** A front whose requests are answered when the test says so. */
let front: HttpFront;
let arrived: Promise<ServerResponse>;
let finish: () => void;

beforeEach(async () => {
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  arrived = new Promise((resolve) => {
    const handle = async (_request: IncomingMessage, response: ServerResponse) => {
      resolve(response);
      await finished;
      response.end('done');
    };
    front = createHttpFront(handle, handle, DEFAULT_LIMITS);
  });
  await new Promise<void>((resolve) => front.http.listen(0, '127.0.0.1', resolve));
});
afterEach(() => finish());

function send(method: string, path = '/'): ClientRequest {
  const { port } = front.http.address() as AddressInfo;
  const sent = request({ port, method, path });
  sent.on('error', () => {}).end();
  return sent;
}

/** Whether closing has come to its end by now; every turn of the event loop counts, time does not. */
async function isPending(closing: Promise<void>): Promise<boolean> {
  let over = false;
  void closing.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  return !over;
}

describe('closing', () => {
  it('waits for the answers under way', async () => {
    const sent = send('GET');
    const status = new Promise((resolve) => sent.on('response', ({ statusCode }) => resolve(statusCode)));
    await arrived;
    const closing = closeHttp(front);
    expect(await isPending(closing)).toBe(true);
    finish();
    await closing;
    expect(await status).toBe(200);
  });

  it.each([
    ['GET', '/'],
    ['POST', '/graphql'],
    ['POST', '/import'],
  ])('waits for a %s of %s whose client has gone: it still uses the database', async (method, path) => {
    const sent = send(method, path);
    const response = await arrived;
    const gone = new Promise((resolve) => response.on('close', resolve));
    sent.destroy();
    await gone;
    const closing = closeHttp(front);
    const closed = new Promise((resolve) => front.http.on('close', resolve));
    await closed;
    expect(await isPending(closing)).toBe(true);
    finish();
    await closing;
  });

  it('waits no longer than the grace', async () => {
    const sent = send('GET');
    const cut = new Promise((resolve) => sent.on('error', resolve));
    await arrived;
    await closeHttp(front, 10);
    expect(await cut).toBeInstanceOf(Error);
  });

  it('has nothing to do before the server listens', async () => {
    await closeHttp(
      createHttpFront(
        () => {},
        () => {},
        DEFAULT_LIMITS,
      ),
    );
  });
});
