/** AUTHENTICATE: the public keys of one identity provider: fetched when needed, kept for a while, rotated with it. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../kernel/time.ts';
import { type Issuer, isSafeUrl } from './issuer-settings.ts';

/** For how long a provider that could not be reached is not asked again, and how long one may take, in ms. */
export const PAUSE = 5_000;
const PATIENCE = 5_000;

/** The provider cannot be asked for its keys now: nothing is known of the token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export interface IssuerKeysParts {
  readonly issuer: Issuer;
  readonly clock: Clock;
  /** Told when the provider cannot be reached: once for each pause. */
  warn(message: string, error: unknown): void;
}

/**
 * Finds the key that a token names. Keys are kept for ten minutes; one that is not among them makes them be fetched
 * again, but not more often than the cooldown says, so that made-up names cannot be used to flood the provider.
 * While the provider is out of reach, those who ask are told at once, and one of them tries after each pause.
 */
export function issuerKeys({ issuer, clock, warn }: IssuerKeysParts): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let pausedUntil = 0;
  const now = () => Date.parse(clock.now());
  const reach = async (url: string, options: RequestInit): Promise<Response> => {
    if (now() < pausedUntil) throw new KeysUnavailable('Not asked again so soon');
    return fetch(url, options);
  };
  const open = async (): Promise<JWTVerifyGetKey> => {
    const url = issuer.jwksUrl ?? (await discover(issuer, reach));
    return createRemoteJWKSet(new URL(url), {
      cooldownDuration: issuer.cooldownSeconds * 1_000,
      timeoutDuration: PATIENCE,
      [customFetch]: reach,
    });
  };
  return async (header, token) => {
    try {
      keys ??= open();
      return await (await keys.catch(forget))(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      if (now() >= pausedUntil) {
        pausedUntil = now() + PAUSE;
        warn(`The keys of ${issuer.issuer} cannot be fetched`, error);
      }
      throw new KeysUnavailable('The keys cannot be fetched', { cause: error });
    }
  };

  /** A discovery that failed is tried again; one that succeeded holds as long as the process runs. */
  function forget(error: unknown): never {
    keys = undefined;
    throw error;
  }
}

const openidConfiguration = z.object({ issuer: z.string(), jwks_uri: z.string().refine(isSafeUrl) });

/** Where the keys are, from the provider's OpenID configuration (OpenID Connect Discovery 1.0, section 4). */
async function discover(
  { issuer }: Issuer,
  reach: (url: string, options: RequestInit) => Promise<Response>,
): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await reach(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  const found = openidConfiguration.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`${url} is the configuration of another issuer`);
  return found.jwks_uri;
}
