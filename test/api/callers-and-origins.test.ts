// How often callers may ask, and what pages of other origins may do.
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AUTHORIZED, smallServer } from './small-server.ts';

const STRANGER = { authorization: `Bearer tnr_${'B'.repeat(43)}` };
const NAME = '{ stone { name } }';

describe('rates', () => {
  const limited = async (answer: Awaited<ReturnType<ReturnType<typeof smallServer>['send']>>) => {
    expect(answer.status).toBe(429);
    const told = answer.body.errors?.[0]?.extensions;
    expect(told?.code).toBe('RATE_LIMITED');
    expect(answer.body.data).toBeUndefined();
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(told?.remedy).toBe(`Try again in ${wait} s.`);
    return told?.facts;
  };

  it('of a caller are bounded, with the seconds to wait', async () => {
    const { send } = smallServer({ transport: { rates: { caller: 2, address: 0 } } });
    for (let time = 0; time < 2; time += 1) expect((await send(NAME)).status).toBe(200);
    expect(await limited(await send(NAME))).toMatchObject({ limit: 'caller', allowed: 2, retryAfter: 30 });
    // Nothing is asked of whoever may not ask, whatever they would have been told.
    await limited(await send('mutation { roll }'));
    await limited(await send('{ nonsense'));
    expect((await send(NAME, { headers: STRANGER })).status).toBe(401);
  });

  it('count what an answer could hold', async () => {
    const { send } = smallServer({ transport: { rates: { caller: 10, address: 0 } } });
    const large = '{ stone { stones(first: 80) { stones(first: 100) { name } } } }';
    expect((await send(large)).status).toBe(200);
    expect((await send(NAME)).status).toBe(200);
    await limited(await send(NAME));
  });

  it('of an address are bounded for whoever has no valid credential, and for nobody else', async () => {
    const { send } = smallServer({
      transport: { introspection: 'public', rates: { caller: 0, address: 3 } },
    });
    const schema = '{ __schema { queryType { name } } }';
    expect((await send(schema, { headers: {} })).status).toBe(200);
    expect((await send(NAME, { headers: {} })).status).toBe(401);
    expect((await send(NAME, { headers: STRANGER })).status).toBe(401);
    const facts = { limit: 'address', allowed: 3, retryAfter: 20 };
    expect(await limited(await send(NAME, { headers: STRANGER }))).toEqual(facts);
    expect(await limited(await send(schema, { headers: {} }))).toEqual(facts);
    expect((await send(NAME)).status).toBe(200);
  });
});

describe('pages of other origins', () => {
  const ORIGIN = 'https://app.example.org';
  const preflight = async (corsOrigins: readonly string[], origin = ORIGIN) => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    const { server } = smallServer({ transport: { corsOrigins } });
    const response = await server.fetch('http://localhost/graphql', { method: 'OPTIONS', headers });
    return response.headers;
  };

  it('may do nothing unless their origin is named', async () => {
    expect((await preflight([])).get('access-control-allow-origin')).toBeNull();
    const stranger = await preflight([ORIGIN, 'https://b.example'], 'https://evil.example');
    expect(stranger.get('access-control-allow-origin')).toBe('null');
  });

  it.each([[[ORIGIN]], [[ORIGIN, 'https://b.example']], [['*']]])(
    'may ask where they are named (%j), never with cookies',
    async (corsOrigins) => {
      const headers = await preflight(corsOrigins);
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(headers.get('access-control-allow-headers')).toContain('authorization');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      const { send } = smallServer({ transport: { corsOrigins } });
      const answer = await send(NAME, { headers: { ...AUTHORIZED, origin: ORIGIN } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '', 'x'])(
    'cannot post what a form can: the content type "%s" is refused',
    async (contentType) => {
      const { server } = smallServer();
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { ...AUTHORIZED, 'content-type': contentType },
        body: 'query=mutation{roll}',
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'VALIDATION', field: 'content-type', remedy: expect.any(String) } }],
      });
    },
  );

  it.each(['application/json; charset=utf-8', 'application/graphql+json', 'application/graphql'])(
    'are not what %s comes from: it is taken',
    async (contentType) => {
      const { server } = smallServer();
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { ...AUTHORIZED, 'content-type': contentType },
        body: contentType === 'application/graphql' ? NAME : JSON.stringify({ query: NAME }),
      });
      expect(await response.json()).toMatchObject({ data: { stone: { name: 'stone of 1' } } });
    },
  );

  it('must send the header that is configured, which they cannot unasked', async () => {
    const { server, send } = smallServer({ transport: { requiredHeader: 'x-tenure' } });
    const url = 'http://localhost/graphql?query=%7Bstone%7Bname%7D%7D';
    const without = await server.fetch(url, { headers: AUTHORIZED });
    expect(without.status).toBe(400);
    expect(await without.json()).toMatchObject({
      errors: [{ extensions: { code: 'VALIDATION', field: 'x-tenure', remedy: expect.any(String) } }],
    });
    expect((await server.fetch(url, { headers: { ...AUTHORIZED, 'x-tenure': '1' } })).status).toBe(200);
    expect((await send(NAME)).status).toBe(400);
  });
});

describe('an address', () => {
  it.each(['variables=%7B', 'extensions=nope'])('with %s is refused', async (parameter) => {
    const { server, logged } = smallServer();
    const response = await server.fetch(`http://localhost/graphql?query=%7B__typename%7D&${parameter}`, {
      headers: AUTHORIZED,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
    expect(logged).toEqual([]);
  });

  it('is that of the peer over a port, or what the proxies that are trusted say', async () => {
    const { server } = smallServer({
      transport: { rates: { caller: 0, address: 1 }, trustedProxies: 1 },
    });
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    const { port } = server.http.address() as { port: number };
    const ask = (forwarded: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'x-forwarded-for': forwarded, connection: 'close' };
        request({ port, path: '/graphql?query=%7Ba%7D', headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end();
      });
    expect(await ask('10.0.0.1')).toBe(401);
    expect(await ask('10.0.0.2')).toBe(401);
    // What a client writes there itself counts for nothing.
    expect(await ask('10.0.0.3, 10.0.0.1')).toBe(429);
    await new Promise((resolve) => server.http.close(resolve));
  });
});
