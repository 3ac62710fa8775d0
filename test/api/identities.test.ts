// Tokens of identity providers: who gets in, who does not, and what somebody may do who is no user yet (rule U4).
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Issuer } from '../../src/identities/issuer-settings.ts';
import { plainOperations } from '../support/any-root-field.ts';
import { listingEvents } from '../support/asking.ts';
import { TestClock } from '../support/clock.ts';
import { eachDatabase } from '../support/databases.ts';
import { AUDIENCE, IdentityProvider, type Minting } from '../support/identity-provider.ts';
import { statementsDuring } from '../support/statements.ts';
import { type Answer, startTestTenure } from '../support/tenure.ts';
import { idOf, World } from '../support/world.ts';

const VIEWER = '{ viewer { id registered identity { email emailVerified } user { email name } } }';
const REGISTER = `mutation ($name: String, $key: String) { register(input: { name: $name }, idempotencyKey: $key) { __typename
  ... on RegisterPayload { changed user { id email name identities { edges { node { issuer user { id } } } } }
    events { edges { node { __typename cause causedBy { __typename } actor { userId } subjectId } } } }
  ... on Refusal { code message remedy } } }`;

interface Registered {
  readonly register: {
    readonly __typename: string;
    readonly changed: boolean;
    readonly code: string;
    readonly user: { id: string; email: string; name: string };
    readonly events: readonly { __typename: string; causedBy: { __typename: string } | null }[];
  };
}

eachDatabase('Identities', (fresh, kind) => {
  const clock = new TestClock();
  let provider: IdentityProvider;
  let world: World;
  let issuer: Issuer;
  beforeAll(async () => {
    provider = await IdentityProvider.start(() => clock.now());
    issuer = {
      issuer: provider.issuer,
      audience: [AUDIENCE],
      types: ['at+jwt'],
      algorithms: ['ES256'],
      jwksUrl: provider.jwksUrl,
      cooldownSeconds: 0,
    };
    world = await World.start(fresh(), clock, { issuers: [issuer] });
    await world.people('ana', 'bob', 'olga');
  });
  afterAll(async () => {
    await world?.close();
    await provider?.close();
  });

  const send = <Data = Record<string, unknown>>(token: string, query: string, variables = {}) =>
    world.test.ask<Data>(query, variables, { token });
  const as = async <Data = Record<string, unknown>>(who: string, query: string, variables = {}) =>
    send<Data>(await provider.token(who), query, variables);
  const register = async (who: string, variables = {}, minting: Minting = {}) => {
    const { data, errors } = await send<Registered>(await provider.token(who, minting), REGISTER, variables);
    if (!data) throw new Error(JSON.stringify(errors));
    return listingEvents(data.register);
  };
  const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

  describe('a token that is not accepted', () => {
    const second = () => Math.floor(Date.parse(clock.now()) / 1000);
    const unsigned = (claims: object, header: object) =>
      [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const good = () => ({
      iss: provider.issuer,
      aud: AUDIENCE,
      sub: 'subject-of-ana',
      exp: second() + 300,
      email: 'ana@x.io',
      email_verified: true,
    });
    const BAD: Record<string, () => Promise<string> | string> = {
      'for another audience': () => provider.token('ana', { claims: { aud: 'other' } }),
      'for no audience': () => provider.token('ana', { claims: { aud: undefined } }),
      'of another issuer': () => provider.token('ana', { claims: { iss: 'https://elsewhere.example' } }),
      'of no issuer': () => provider.token('ana', { claims: { iss: undefined } }),
      'with alg none and no signature': () => `${unsigned(good(), { alg: 'none', typ: 'at+jwt' })}.`,
      'with alg none and a signature': async () => {
        const [, , signature] = (await provider.token('ana')).split('.');
        return `${unsigned(good(), { alg: 'none', typ: 'at+jwt' })}.${signature}`;
      },
      'signed by the public key as a shared secret (HS256)': async () => {
        const key = Buffer.from(await provider.publicKeyText());
        return provider.token('ana', { header: { alg: 'HS256' }, key });
      },
      'signed by an algorithm that is not accepted': async () => {
        const { privateKey } = await generateKeyPair('ES384');
        return provider.token('ana', { header: { alg: 'ES384' }, key: privateKey });
      },
      'signed by somebody else under the name of the key': async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return provider.token('ana', { key: privateKey });
      },
      'signed by a key that the provider does not have': async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return provider.token('ana', { header: { kid: 'unheard of' }, key: privateKey });
      },
      'with a key of its own in its header': async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return provider.token('ana', {
          header: { kid: undefined, jwk: provider.key.published },
          key: privateKey,
        });
      },
      'that has expired': () => provider.token('ana', { claims: { exp: second() - 60 } }),
      'that never expires': () => provider.token('ana', { claims: { exp: undefined } }),
      'that is not valid yet': () => provider.token('ana', { claims: { nbf: second() + 60 } }),
      'of another type': () => provider.token('ana', { header: { typ: 'logout+jwt' } }),
      'of no type': () => provider.token('ana', { header: { typ: undefined } }),
      'of nobody': () => provider.token('ana', { claims: { sub: undefined } }),
      'of somebody whose name no database could hold': () =>
        provider.token('ana', { claims: { sub: 'a\u0000b' } }),
      'whose claims were changed': async () => {
        const [header, , signature] = (await provider.token('ana')).split('.');
        const claims = Buffer.from(JSON.stringify({ ...good(), email: 'bob@x.io' })).toString('base64url');
        return `${header}.${claims}.${signature}`;
      },
      'that is none at all': () => 'a.b.c',
    };

    it.each(Object.keys(BAD))('%s: UNAUTHENTICATED, and told no more than that', async (name) => {
      const token = await (BAD[name] as () => Promise<string>)();
      for (const query of [VIEWER, REGISTER, '{ users { edges { node { id } } } }', '{ nonsense }']) {
        const { data, errors } = await send(token, query);
        expect(data).toBeUndefined();
        expect(errors).toHaveLength(1);
        expect(codeOf({ errors })).toBe('UNAUTHENTICATED');
        const said = JSON.stringify(errors);
        for (const secret of [provider.issuer, AUDIENCE, 'ana', 'ES256', 'key-', 'nonsense']) {
          expect(said).not.toContain(secret);
        }
      }
    });

    it('goes to the log of the server with its reason, and without itself', async () => {
      const before = world.test.logged.length;
      const token = await provider.token('ana', { claims: { aud: 'other' } });
      await send(token, VIEWER);
      const lines = world.test.logged.slice(before);
      expect(lines).toContainEqual(
        expect.objectContaining({ issuer: provider.issuer, refused: 'UNAUTHENTICATED', claim: 'aud' }),
      );
      expect(JSON.stringify(lines)).not.toContain(token.split('.')[1]);
      expect(JSON.stringify(lines)).not.toContain('ana');
    });

    it('of a time that is off by a few seconds is accepted', async () => {
      const token = await provider.token('ana', { claims: { exp: second() - 3, nbf: second() + 3 } });
      expect(codeOf(await send(token, VIEWER))).toBeUndefined();
    });
  });

  describe('somebody who is not registered', () => {
    it('is shown who they are', async () => {
      const { data } = await as('new', VIEWER);
      const identity = { email: 'new@x.io', emailVerified: true };
      expect(data).toEqual({ viewer: { id: null, registered: false, identity, user: null } });
    });

    it('may nothing else, whichever field they ask for', async () => {
      const before = await world.head();
      const token = await provider.token('new');
      for (const [field, query] of plainOperations(buildSchema())) {
        if (field === 'viewer' || field === 'register') continue;
        const answer = await send(token, query);
        expect(codeOf(answer), query).toBe('FORBIDDEN');
        expect(answer.data, query).toBeUndefined();
      }
      expect(await world.head()).toBe(before);
    });

    const BESIDE = [
      '{ viewer { id } users { edges { node { id } } } }',
      '{ ...F } fragment F on Query { log { position } }',
      `mutation { register(input: {}) { __typename } createOrganization(input: { name: "mine" }) { __typename } }`,
    ];
    it.each(BESIDE)('may nothing else beside it either: %s', async (query) => {
      const before = await world.head();
      const answer = await as('new', query);
      expect(answer.data).toBeUndefined();
      expect(codeOf(answer)).toBe('FORBIDDEN');
      expect(await world.head()).toBe(before);
    });

    it('imports no history', async () => {
      const response = await fetchImport(await provider.token('new'));
      expect(response.status).toBe(403);
    });

    it('cannot register without a verified email', async () => {
      const before = await world.head();
      for (const claims of [
        { email_verified: false },
        { email_verified: 'true' },
        { email_verified: undefined },
        { email: undefined },
        { email: 'no email' },
      ]) {
        const answer = await register('new', {}, { claims });
        expect(answer).toMatchObject({ __typename: 'Refusal', code: 'EMAIL_NOT_VERIFIED' });
        const { data } = await send(await provider.token('new', { claims }), VIEWER);
        expect(data).toMatchObject({ viewer: { registered: false } });
      }
      expect(await world.head()).toBe(before);
    });
  });

  it('an API token registers nobody', async () => {
    const answer = await world.data<Registered>('bob', REGISTER);
    expect(answer.register).toMatchObject({ __typename: 'Refusal', code: 'FORBIDDEN' });
  });

  describe('registering', () => {
    it('makes a user of whoever is unknown', async () => {
      const done = await register('zoe');
      const { id } = done.user;
      const by = { cause: 'DIRECT', causedBy: null, actor: { userId: id }, subjectId: id };
      expect(done).toEqual({
        __typename: 'RegisterPayload',
        changed: true,
        user: {
          id,
          email: 'zoe@x.io',
          name: 'zoe by the provider',
          identities: { edges: [{ node: { issuer: provider.issuer, user: { id } } }] },
        },
        events: [
          { __typename: 'UserRegistered', ...by },
          { __typename: 'IdentityLinked', ...by },
        ],
      });
      const { data } = await as('zoe', VIEWER);
      expect(data).toMatchObject({ viewer: { id, registered: true, user: { email: 'zoe@x.io' } } });
    });

    it('links the user of the verified email, whatever its case, and leaves the name as it is', async () => {
      const done = await register('ana', { name: 'Other' }, { claims: { email: 'ANA@x.io' } });
      expect(done).toMatchObject({
        changed: true,
        user: { id: idOf('ana'), email: 'ana@x.io', name: 'Ana' },
      });
      expect(done.events.map(({ __typename }) => __typename)).toEqual(['IdentityLinked']);
    });

    it('changes nothing for whoever is linked, whatever their token says of them now', async () => {
      const before = await world.head();
      const claims = { email: 'bob@x.io', email_verified: false, name: 'Bob' };
      expect(await register('ana', {}, { claims })).toMatchObject({
        changed: false,
        user: { id: idOf('ana'), email: 'ana@x.io' },
        events: [],
      });
      expect(await world.head()).toBe(before);
    });

    it('answers the same again for the same key, though the caller has become somebody by it', async () => {
      const first = await register('kim', { key: 'k' });
      expect(first.changed).toBe(true);
      expect(await register('kim', { key: 'k' })).toEqual(first);
      expect(await register('kim', { key: 'k', name: 'Other' })).toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      });
      // Keys are per identity.
      expect((await register('lin', { key: 'k' })).user.id).not.toBe(first.user.id);
    });

    it('is one user for several at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => register('max')));
      expect(new Set(all.map(({ user }) => user.id)).size).toBe(1);
      expect(all.filter(({ changed }) => changed)).toHaveLength(1);
    });

    it('names whoever the provider has no name for', async () => {
      expect((await register('una', {}, { claims: { name: undefined } })).user.name).toBe('una');
      expect((await register('val', { name: 'Valentina' })).user.name).toBe('Valentina');
    });

    it('puts nothing of the person into the log', async () => {
      const rows = await fresh().database.query<{ leaf: string }>({
        name: 'test_identity_leaves',
        text: `select leaf from event where type in ('IdentityLinked', 'UserRegistered')`,
      });
      const text = rows.map(({ leaf }) => leaf).join();
      expect(text).toContain(provider.issuer);
      for (const word of ['subject-of', 'x.io', 'provider"']) expect(text).not.toContain(word);
    });
  });

  describe('API tokens that an OPERATOR may know', () => {
    const ISSUE = `mutation ($user: String!) { issueApiToken(input: { user: $user }) {
      ... on IssueApiTokenPayload { secret token { id provisional } } ... on Refusal { code } } }`;
    interface Issued {
      readonly issueApiToken: { secret: string; token: { id: string; provisional: boolean }; code: string };
    }
    const issue = async (token: string, who: string) => {
      const { data } = await send<Issued>(token, ISSUE, { user: `${who}@x.io` });
      return (data as Issued).issueApiToken;
    };
    const works = async (token: string) => codeOf(await send(token, VIEWER)) === undefined;

    it('stop working once an identity is linked, and so do those that they were used to issue', async () => {
      const first = await issue(world.test.token, 'olga');
      const second = await issue(first.secret, 'olga');
      expect([first, second].map(({ token }) => token.provisional)).toEqual([true, true]);
      const done = await register('olga');
      expect(done.events.map((event) => [event.__typename, event.causedBy?.__typename])).toEqual([
        ['IdentityLinked', undefined],
        ['ApiTokenRevoked', 'IdentityLinked'],
        ['ApiTokenRevoked', 'IdentityLinked'],
      ]);
      expect(await works(first.secret)).toBe(false);
      expect(await works(second.secret)).toBe(false);
    });

    it('are issued no more; those that the user issues stay when another identity is linked', async () => {
      expect(await issue(world.test.token, 'olga')).toEqual({ code: 'FORBIDDEN' });
      const own = await issue(await provider.token('olga'), 'olga');
      expect(own.token.provisional).toBe(false);
      const claims = { email: 'olga@x.io' };
      expect(await register('olga-too', {}, { claims })).toMatchObject({
        changed: true,
        user: { id: idOf('olga') },
      });
      expect(await works(own.secret)).toBe(true);
      expect(await works(world.test.token)).toBe(true);
    });
  });

  it('an OPERATOR cannot have somebody else’s account linked to an identity of their own', async () => {
    const user = (await register('target')).user.id;
    const email = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
      ... on CommandPayload { changed } ... on Refusal { code field } } }`;
    const { data } = await send(world.test.token, email, { input: { user, email: 'attacker@x.io' } });
    expect(data).toEqual({ updateProfile: { code: 'FORBIDDEN', field: null } });
    expect((await register('attacker')).user.id).not.toBe(user);
    expect((await register('target')).user).toMatchObject({ id: user, email: 'target@x.io' });
  });

  it('somebody who was invited registers, and accepts', async () => {
    await world.run('bob', 'createOrganization', { id: idOf('acme'), name: 'acme' });
    const project = { id: idOf('shop'), organization: 'acme', title: 'Shop', environmentId: idOf('main') };
    await world.run('bob', 'createProject', project);
    const invite = `mutation ($project: ID!) { addProjectUser(input: { project: $project, user: "ida@x.io",
      roles: { project: VIEWER } }) { ... on AddProjectUserPayload { invitationToken } } }`;
    const invited = await world.data<{ addProjectUser: { invitationToken: string } }>('bob', invite, {
      project: idOf('shop'),
    });
    const accept = `mutation ($token: String!) { acceptInvitation(input: { token: $token }) {
      ... on AcceptInvitationPayload { changed } ... on Refusal { code } } }`;
    const token = invited.addProjectUser.invitationToken;
    const before = await as('ida', accept, { token });
    expect([codeOf(before), before.data]).toEqual(['FORBIDDEN', undefined]);
    await register('ida');
    expect((await as('zoe', accept, { token })).data).toMatchObject({
      acceptInvitation: { code: expect.any(String) },
    });
    expect((await as('ida', accept, { token })).data).toEqual({ acceptInvitation: { changed: true } });
    const mine = '{ viewer { user { projects { edges { node { role project { title } } } } } } }';
    expect((await as('ida', mine)).data).toEqual({
      viewer: { user: { projects: { edges: [{ node: { role: 'VIEWER', project: { title: 'Shop' } } }] } } },
    });
  });

  it('a deleted user is nobody at once, and starts from nothing when they register again', async () => {
    const claims = { email: 'gone@x.io' };
    const before = await register('gone');
    await register('gone-too', {}, { claims });
    await world.run('genesis', 'grantPlatformRole', { user: 'gone@x.io', role: 'AUDITOR' });
    const token = await provider.token('gone');
    expect((await send(token, '{ users { edges { node { id } } } }')).data).toBeTruthy();
    const { events } = await world.run('genesis', 'deleteUser', { user: 'gone@x.io' });
    expect(events.map(({ type, cause }) => [type, cause])).toEqual([
      ['UserDeleted', 'DIRECT'],
      ['PermissionRevoked', 'RESOURCE_DELETED'],
      ['IdentityUnlinked', 'RESOURCE_DELETED'],
      ['IdentityUnlinked', 'RESOURCE_DELETED'],
    ]);
    expect(codeOf(await send(token, '{ users { edges { node { id } } } }'))).toBe('FORBIDDEN');
    expect((await send(token, VIEWER)).data).toMatchObject({ viewer: { id: null, registered: false } });
    const again = await register('gone');
    expect(again.user.id).not.toBe(before.user.id);
    const roles = await send(
      token,
      '{ viewer { platformRoles user { organizations { edges { cursor } } } } }',
    );
    expect(roles.data).toEqual({ viewer: { platformRoles: [], user: { organizations: { edges: [] } } } });
    // The other identity is its own person until it registers.
    expect((await as('gone-too', VIEWER)).data).toMatchObject({ viewer: { registered: false } });
  });

  if (kind === 'postgres') {
    it('what one server does to an identity holds on another at once', async () => {
      const tokenFile = join(await mkdtemp(join(tmpdir(), 'tenure-second-')), 'token');
      await writeFile(tokenFile, world.test.token);
      const second = await startTestTenure(fresh(), { clock, config: { issuers: [issuer], tokenFile } });
      try {
        const token = await provider.token('two');
        const there = async () => {
          const { data } = await second.ask<{ viewer: { registered: boolean } }>(VIEWER, {}, { token });
          return data?.viewer.registered;
        };
        expect(await there()).toBe(false);
        await register('two');
        expect(await there()).toBe(true);
        await world.run('genesis', 'deleteUser', { user: 'two@x.io' });
        expect(await there()).toBe(false);
      } finally {
        await second.close();
        await rm(dirname(tokenFile), { recursive: true });
      }
    });
  }

  it('a request costs one statement to find out who asks, as for API tokens', async () => {
    const token = await provider.token('ana');
    const { names } = await statementsDuring(world.test.tenure.database, () =>
      send(token, '{ viewer { id user { email } } }'),
    );
    expect(names).toEqual(['pin']);
  });

  it('the past is asked with the authority of now', async () => {
    const token = await provider.token('ana');
    const query = 'query ($at: Position) @asOf(position: $at) { viewer { id registered user { id } } }';
    const { data } = await send(token, query, { at: '4' });
    expect(data).toEqual({ viewer: { id: idOf('ana'), registered: true, user: null } });
    const stranger = await as('stranger', query, { at: '4' });
    expect(stranger.data).toEqual({ viewer: { id: null, registered: false, user: null } });
  });

  describe('the keys of the provider', () => {
    it('are fetched once, and again when a token names one that is new', async () => {
      await as('ana', VIEWER);
      const before = provider.fetches;
      await as('ana', VIEWER);
      expect(provider.fetches).toBe(before);
      const old = await provider.token('ana');
      await provider.rotate();
      expect(codeOf(await as('ana', VIEWER))).toBeUndefined();
      expect(provider.fetches).toBe(before + 1);
      // The old key is gone with the rotation.
      expect(codeOf(await send(old, VIEWER))).toBe('UNAUTHENTICATED');
    });

    it('that cannot be fetched are told as such, once a pause at most; API tokens work on', async () => {
      await provider.rotate();
      const token = await provider.token('ana');
      provider.down = true;
      const warnings = () => world.test.logged.filter(({ level }) => level === 40).length;
      const before = warnings();
      for (let n = 0; n < 3; n += 1) {
        const answer = await send(token, VIEWER);
        expect(codeOf(answer)).toBe('OVERLOADED');
        expect(answer.errors?.[0]?.extensions.facts).toEqual({ retryAfter: 5 });
        expect(answer.errors?.[0]?.message).toBe(
          'The identity provider cannot be reached to check your token.',
        );
      }
      expect(warnings()).toBe(before + 1);
      expect((await world.ask('bob', VIEWER)).data).toMatchObject({ viewer: { registered: true } });
      provider.down = false;
      // Not asked again at once ...
      expect(codeOf(await send(token, VIEWER))).toBe('OVERLOADED');
      // ... but soon.
      clock.advance(5_000);
      expect(codeOf(await send(token, VIEWER))).toBeUndefined();
    });
  });

  /** Sends a line of history by HTTP's own door. */
  async function fetchImport(token: string): Promise<Response> {
    const { http } = world.test.tenure.server;
    if (!http.listening) await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    const { port } = http.address() as { port: number };
    const headers = { authorization: `Bearer ${token}` };
    try {
      return await fetch(`http://127.0.0.1:${port}/import`, {
        method: 'POST',
        headers,
        body: randomBytes(8),
      });
    } finally {
      http.close();
    }
  }
});
