// An identity provider of the tests' own: real HTTP, real keys, and tokens as good or as bad as a test wants them.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';

export const AUDIENCE = 'tenure';

interface Key {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public one as it is published, with its name. */
  readonly published: JWK & { readonly kid: string };
}

/** What a token is to say, beside what every good one says. What is undefined is left out of it. */
export interface Minting {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with something else than the provider's key. */
  readonly key?: CryptoKey | Uint8Array;
}

export class IdentityProvider {
  readonly #server: Server;
  readonly #now: () => string;
  #key: Key | undefined;
  #rotations = 0;
  readonly #others: JWK[] = [];
  /** Whether it answers nothing but errors. */
  down = false;
  /** How often its keys were asked for. */
  fetches = 0;
  /** The issuer that its OpenID configuration names, if not its own. */
  calledItself: string | undefined;
  /** Where its OpenID configuration says that its keys are, if not there. */
  keysAt: string | undefined;
  issuer = '';

  private constructor(now: () => string) {
    this.#now = now;
    this.#server = createServer((request, response) => {
      const body = this.down ? undefined : this.#answer(request.url ?? '');
      response.writeHead(body === undefined ? 503 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    });
  }

  /** `now` is the time by its clock. */
  static async start(now: () => string): Promise<IdentityProvider> {
    const provider = new IdentityProvider(now);
    provider.#server.listen(0, '127.0.0.1');
    await once(provider.#server, 'listening');
    provider.issuer = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`;
    await provider.rotate();
    return provider;
  }

  get jwksUrl(): string {
    return `${this.issuer}/jwks`;
  }

  /** Replaces its key by a new one. */
  async rotate(): Promise<void> {
    const pair = await generateKeyPair('ES256');
    this.#rotations += 1;
    const kid = `key-${this.#rotations}`;
    this.#key = {
      ...pair,
      published: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' },
    };
  }

  /** Adds whatever key to those that it publishes. */
  publish(key: JWK): void {
    this.#others.push(key);
  }

  /** A token for somebody: `ana` is ana@x.io, whose email is verified. */
  async token(who: string, { claims = {}, header = {}, key }: Minting = {}): Promise<string> {
    const { published, privateKey } = this.key;
    const { kid } = published;
    const now = Math.floor(Date.parse(this.#now()) / 1000);
    const says = {
      iss: this.issuer,
      aud: AUDIENCE,
      sub: `subject-of-${who}`,
      iat: now,
      exp: now + 300,
      email: `${who}@x.io`,
      email_verified: true,
      name: `${who} by the provider`,
      ...claims,
    };
    return new SignJWT(says)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
      .sign(key ?? privateKey);
  }

  /** Its public key as text: what whoever confuses algorithms would take for a shared secret. */
  async publicKeyText(): Promise<string> {
    return exportSPKI(this.key.publicKey);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Its key of now. */
  get key(): Key {
    if (!this.#key) throw new Error('The provider has no key');
    return this.#key;
  }

  #answer(path: string): unknown {
    if (path === '/.well-known/openid-configuration') {
      return { issuer: this.calledItself ?? this.issuer, jwks_uri: this.keysAt ?? this.jwksUrl };
    }
    if (path !== '/jwks') return undefined;
    this.fetches += 1;
    return { keys: [this.key.published, ...this.#others] };
  }
}
