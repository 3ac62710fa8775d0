// What is done with the keys of a provider, over real HTTP and with no database.
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIdentities, type Identities } from '../../../src/identities/identities.ts';
import type { Issuer } from '../../../src/identities/issuer-settings.ts';
import { TestClock } from '../../support/clock.ts';
import { AUDIENCE, IdentityProvider } from '../../support/identity-provider.ts';

const clock = new TestClock();
const warned: string[] = [];
let provider: IdentityProvider;

beforeEach(async () => {
  provider = await IdentityProvider.start(() => clock.now());
  warned.length = 0;
});
afterEach(() => provider.close());

const of = (from: IdentityProvider, settings: Partial<Issuer> = {}): Issuer => ({
  issuer: from.issuer,
  audience: [AUDIENCE],
  types: ['at+jwt'],
  algorithms: ['ES256'],
  jwksUrl: undefined,
  cooldownSeconds: 30,
  ...settings,
});

function accepting(...issuers: readonly Issuer[]): Identities {
  const log = pino({ level: 'warn' }, { write: (line) => void warned.push(JSON.parse(line).msg) });
  return createIdentities({ issuers, clock, secret: 'of the tests', log });
}

const codeOf = (proving: Promise<unknown>) =>
  proving.then(
    () => 'accepted',
    ({ code }: { code: string }) => code,
  );

describe('the keys of a provider', () => {
  it('are found by its OpenID configuration, and fetched when they are needed first', async () => {
    const identities = accepting(of(provider));
    expect(provider.fetches).toBe(0);
    const tokens = await Promise.all(['ana', 'bob', 'cat'].map((who) => provider.token(who)));
    const proven = await Promise.all(tokens.map((token) => identities.prove(token)));
    expect(proven.map(({ email }) => email)).toEqual(['ana@x.io', 'bob@x.io', 'cat@x.io']);
    expect(provider.fetches).toBe(1);
  });

  it('are not asked for again within the cooldown, whatever tokens name', async () => {
    const identities = accepting(of(provider));
    await identities.prove(await provider.token('ana'));
    const { privateKey: key } = await generateKeyPair('ES256');
    for (const kid of ['made', 'up', 'names']) {
      expect(await codeOf(identities.prove(await provider.token('ana', { header: { kid }, key })))).toBe(
        'UNAUTHENTICATED',
      );
    }
    expect(provider.fetches).toBe(1);
    expect(await codeOf(identities.prove(await provider.token('ana')))).toBe('accepted');
  });

  it('that are known serve while the provider is down', async () => {
    const identities = accepting(of(provider, { cooldownSeconds: 0 }));
    await identities.prove(await provider.token('ana'));
    provider.down = true;
    const { privateKey: key } = await generateKeyPair('ES256');
    const unknown = await provider.token('ana', { header: { kid: 'made up' }, key });
    expect(await codeOf(identities.prove(unknown))).toBe('OVERLOADED');
    expect(await codeOf(identities.prove(await provider.token('ana')))).toBe('accepted');
  });

  it('cannot be had from a provider that is down, and then can', async () => {
    const identities = accepting(of(provider));
    provider.down = true;
    const token = await provider.token('ana');
    expect(await Promise.all([token, token].map((each) => codeOf(identities.prove(each))))).toEqual([
      'OVERLOADED',
      'OVERLOADED',
    ]);
    provider.down = false;
    expect(await codeOf(identities.prove(token))).toBe('OVERLOADED');
    expect(warned).toEqual([`The keys of ${provider.issuer} cannot be fetched`]);
    clock.advance(5_000);
    expect(await codeOf(identities.prove(token))).toBe('accepted');
  });

  it('are not taken from a configuration of another issuer, nor from where anybody could change them', async () => {
    provider.calledItself = 'https://elsewhere.example';
    expect(await codeOf(accepting(of(provider)).prove(await provider.token('ana')))).toBe('OVERLOADED');
    provider.calledItself = undefined;
    // The same machine, by a name that is not known to be it.
    provider.keysAt = provider.jwksUrl.replace('127.0.0.1', '0.0.0.0');
    expect(await codeOf(accepting(of(provider)).prove(await provider.token('ana')))).toBe('OVERLOADED');
    expect(provider.fetches).toBe(0);
  });
});

describe('several providers', () => {
  it('are told apart, each with its own keys and settings', async () => {
    const other = await IdentityProvider.start(() => clock.now());
    try {
      const identities = accepting(of(provider), of(other, { audience: ['elsewhere', 'here'] }));
      const claims = { iss: other.issuer, aud: 'here' };
      const { privateKey: key, published } = other.key;
      const { kid } = published;
      const proven = await identities.prove(await other.token('ana', { claims }));
      expect(proven).toMatchObject({ issuer: other.issuer, subject: 'subject-of-ana' });
      // By the key of one in the name of the other, and for the audience of the other.
      expect(await codeOf(identities.prove(await provider.token('ana', { claims })))).toBe('UNAUTHENTICATED');
      const swapped = await provider.token('ana', { header: { kid }, key });
      expect(await codeOf(identities.prove(swapped))).toBe('UNAUTHENTICATED');
      expect(await codeOf(identities.prove(await other.token('ana')))).toBe('UNAUTHENTICATED');
    } finally {
      await other.close();
    }
  });

  it('name people apart: the same name at another is somebody else', async () => {
    const other = await IdentityProvider.start(() => clock.now());
    try {
      const identities = accepting(of(provider), of(other));
      const [one, two] = [await provider.token('ana'), await other.token('ana')];
      const [first, again, second] = await Promise.all(
        [one, one, two].map((token) => identities.prove(token)),
      );
      expect(first?.standIn).toBe(again?.standIn);
      expect(first?.standIn).not.toBe(second?.standIn);
    } finally {
      await other.close();
    }
  });

  it('may be none: then no token of any is accepted', async () => {
    expect(await codeOf(accepting().prove(await provider.token('ana')))).toBe('UNAUTHENTICATED');
  });
});

it('a key that is no public one of a pair signs nothing', async () => {
  const secret = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  provider.publish({ ...(await exportJWK(secret)), kid: 'shared', alg: 'HS256' });
  const token = await provider.token('ana', { header: { alg: 'HS256', kid: 'shared' }, key: secret });
  expect(await codeOf(accepting(of(provider)).prove(token))).toBe('UNAUTHENTICATED');
});
