// A certified identity provider as it comes: found by its OpenID configuration, with its own keys and tokens.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';

const PEOPLE = ['ana', 'bob'] as const;
const RESOURCES: Readonly<Record<string, string>> = { 'urn:tenure': 'tenure', 'urn:other': 'other' };

let server: Server;
let issuer: string;
let database: TestDatabase;
let test: TestTenure;

beforeAll(async () => {
  // It says that it is set up for a trial, which it is.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  let answer: RequestListener = () => {};
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answer = new Provider(issuer, configuration()).callback();
  const settings = { TENURE_ISSUERS: JSON.stringify([{ issuer, audience: 'tenure' }]) };
  database = await createDatabase('pglite');
  test = await startTestTenure(database, { config: { issuers: readConfig(settings, []).issuers } });
});
afterAll(async () => {
  await test?.close();
  await database?.drop();
  server.closeAllConnections();
  server.close();
});

/** Each person is a client who signs in by a secret: what a browser would do in between is the provider's matter. */
function configuration() {
  return {
    clients: PEOPLE.map((who) => ({
      client_id: who,
      client_secret: `secret of ${who}`,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: '',
          audience: RESOURCES[resource],
          accessTokenFormat: 'jwt',
        }),
      },
    },
    extraTokenClaims: (_context: unknown, { clientId }: { clientId: string }) => ({
      email: `${clientId}@x.io`,
      email_verified: clientId === 'ana',
    }),
  };
}

async function tokenOf(who: string, resource = 'urn:tenure'): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: who,
    client_secret: `secret of ${who}`,
    resource,
  };
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

const REGISTER = `mutation { register(input: {}) {
  ... on RegisterPayload { changed user { email } } ... on Refusal { code } } }`;
const VIEWER = '{ viewer { registered identity { issuer subject emailVerified } user { email } } }';
const asked = async (query: string, token: string) => {
  const { data, errors } = await test.ask(query, {}, { token });
  return data ?? errors?.[0]?.extensions.code;
};

it('its tokens are accepted, and register those whose email it vouches for', async () => {
  const token = await tokenOf('ana');
  const identity = { issuer, subject: 'ana', emailVerified: true };
  expect(await asked(VIEWER, token)).toEqual({ viewer: { registered: false, identity, user: null } });
  const user = { email: 'ana@x.io' };
  expect(await asked(REGISTER, token)).toEqual({ register: { changed: true, user } });
  expect(await asked(VIEWER, await tokenOf('ana'))).toEqual({ viewer: { registered: true, identity, user } });
  expect(await asked(REGISTER, await tokenOf('bob'))).toEqual({ register: { code: 'EMAIL_NOT_VERIFIED' } });
});

it('its tokens for others are not', async () => {
  expect(await asked(VIEWER, await tokenOf('ana', 'urn:other'))).toBe('UNAUTHENTICATED');
});
