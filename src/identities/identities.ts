/** AUTHENTICATE: what a token of an identity provider (a JWT) proves of whoever sends it (rule U4). */
import { createHmac } from 'node:crypto';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Logger } from 'pino';
import { identityText, type ProvenIdentity } from '../kernel/identity.ts';
import { derivedId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { email, line } from '../kernel/text.ts';
import type { Clock } from '../kernel/time.ts';
import { issuerKeys, KeysUnavailable, PAUSE } from './issuer-keys.ts';
import { type Issuer, tokenType } from './issuer-settings.ts';

export interface Identities {
  /** Throws a Refusal: UNAUTHENTICATED, or OVERLOADED while the keys of the provider cannot be had. */
  prove(jwt: string): Promise<ProvenIdentity>;
}

export interface IdentitiesParts {
  readonly issuers: readonly Issuer[];
  readonly clock: Clock;
  /** A secret of the installation: keys the ids of those who are no users yet. */
  readonly secret: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** How far the clocks of a provider and of this server may be apart, in seconds. */
const CLOCKS_APART = 5;

/** How a provider names somebody (OpenID Connect Core 1.0, section 2): ASCII, at most 255 characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

export function createIdentities({ issuers, clock, secret, log }: IdentitiesParts): Identities {
  const warn = (message: string, error: unknown) => log.warn({ err: error }, message);
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: issuerKeys({ issuer, clock, warn }) }]),
  );
  return {
    async prove(jwt) {
      const from = known.get(issuerOf(jwt) ?? '');
      if (!from) throw unaccepted();
      try {
        return identityIn(await verify(jwt, from.issuer, from.keys, clock), from.issuer, secret);
      } catch (error) {
        const refusal = refusalFor(error);
        // Why, for whoever runs the server; never the token, nor what it says.
        const { name, code, claim } = error as errors.JWTClaimValidationFailed;
        log.info(
          { issuer: from.issuer.issuer, refused: refusal.code, why: code ?? name, claim },
          'A token of an identity provider was refused',
        );
        throw refusal;
      }
    },
  };
}

/** Whose token it claims to be: which keys and settings it is then checked with. */
function issuerOf(jwt: string): string | undefined {
  try {
    return decodeJwt(jwt).iss;
  } catch {
    return undefined;
  }
}

async function verify(jwt: string, issuer: Issuer, keys: JWTVerifyGetKey, clock: Clock): Promise<JWTPayload> {
  const { typ } = decodeProtectedHeader(jwt);
  if (typeof typ !== 'string' || !issuer.types.includes(tokenType(typ))) {
    throw new errors.JWTClaimValidationFailed('unexpected typ', {}, 'typ', 'check_failed');
  }
  const { payload } = await jwtVerify(jwt, keys, {
    issuer: issuer.issuer,
    audience: [...issuer.audience],
    algorithms: [...issuer.algorithms],
    requiredClaims: ['sub', 'exp'],
    clockTolerance: CLOCKS_APART,
    currentDate: new Date(clock.now()),
  });
  return payload;
}

function identityIn(claims: JWTPayload, { issuer }: Issuer, secret: string): ProvenIdentity {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) throw unaccepted();
  const text = identityText({ issuer, subject });
  return {
    issuer,
    subject,
    email: email.safeParse(claims.email).data ?? null,
    emailVerified: claims.email_verified === true,
    name: line(200).safeParse(claims.name).data ?? null,
    standIn: derivedId<'User'>('identity', createHmac('sha256', secret).update(text).digest('hex')),
  };
}

/** What the caller is told: what a new token would mend; nothing of the settings, and nothing before the signature. */
function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof KeysUnavailable) {
    return new Refusal('OVERLOADED', 'The identity provider cannot be reached to check your token.', {
      remedy: 'Try again in a moment. API tokens work meanwhile.',
      facts: { retryAfter: PAUSE / 1_000 },
    });
  }
  if (error instanceof errors.JWTExpired) return unaccepted('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return unaccepted('The token was made for another audience.');
    if (error.claim === 'nbf') return unaccepted('The token is not valid yet.');
  }
  return unaccepted();
}

function unaccepted(
  message = 'The token is malformed, or its issuer, type, algorithm or signature is not accepted here.',
): Refusal {
  return new Refusal('UNAUTHENTICATED', message, {
    remedy: 'Get a new token from the identity provider, or use an API token.',
  });
}
